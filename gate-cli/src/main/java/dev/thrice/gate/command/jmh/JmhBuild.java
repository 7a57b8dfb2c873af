package dev.thrice.gate.command.jmh;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.gate.command.source.ClassPath;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A build of JMH benchmarks, as {@code benchmarks.jar} is one.
 *
 * @param label what to call it in messages
 * @param classPath of its JVMs
 * @param version of JMH
 * @param benchmarks all that are in it
 */
record JmhBuild(String label, String classPath, String version, List<JmhBenchmark> benchmarks) {
    private static final String LIST = "META-INF/BenchmarkList";
    private static final String VERSION = "jmh.properties";
    private static final int OLDEST = 36;

    /**
     * Looks for JMH benchmarks.
     *
     * @param label what to call it in messages
     * @param classPath jars and folders
     * @return whether there is a list of them
     */
    static boolean isOne(String label, String classPath) {
        try (URLClassLoader loader = new URLClassLoader(ClassPath.urls(label, classPath), null)) {
            return loader.findResource(LIST) != null;
        } catch (IOException e) {
            throw new UserError(label + ": " + classPath + ": " + Reason.of(e));
        }
    }

    /**
     * Looks what is in it.
     *
     * @param label what to call it in messages
     * @param classPath jars and folders
     * @return the build
     * @throws UserError if it is of a JMH that is too old, or cannot be read
     */
    static JmhBuild of(String label, String classPath) {
        try (URLClassLoader loader = new URLClassLoader(ClassPath.urls(label, classPath), null)) {
            List<JmhBenchmark> benchmarks = new ArrayList<>();
            for (URL list : Collections.list(loader.findResources(LIST))) {
                lines(list).forEach(line -> benchmarks.add(ListLine.read(line)));
            }
            String files = ClassPath.entries(label, classPath).stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            return new JmhBuild(label, files, version(label, loader), List.copyOf(benchmarks));
        } catch (IllegalArgumentException e) {
            throw new UserError(label + ": " + LIST + ": " + Printable.of(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new UserError(label + ": " + classPath + ": " + Reason.of(e));
        }
    }

    /** One of its methods; annotations are the same in all its modes. */
    JmhBenchmark benchmark(String method) {
        return benchmarks.stream()
                .filter(benchmark -> benchmark.name().equals(method))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(URL list) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
            return in.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    private static String version(String label, URLClassLoader loader) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = loader.getResourceAsStream(VERSION)) {
            if (in == null) {
                throw new UserError(label + ": benchmarks without JMH, expected the jar that holds it too");
            }
            properties.load(in);
        }
        String version = properties.getProperty("jmh.version", "unknown");
        String[] parts = version.split("\\D+", -1);
        if (parts.length < 2 || (parts[0].equals("1") && !parts[1].isEmpty() && Integer.parseInt(parts[1]) < OLDEST)) {
            throw new UserError(label + ": JMH " + Printable.of(version) + ", expected 1." + OLDEST + " or later");
        }
        return version;
    }
}
