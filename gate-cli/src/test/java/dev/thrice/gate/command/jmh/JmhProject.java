package dev.thrice.gate.command.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Builds of JMH benchmarks, made by JMH's annotation processor. */
public final class JmhProject {
    private static final List<String> JMH =
            List.of("jmh-core", "jmh-generator-annprocess", "jopt-simple", "commons-math3");

    private JmhProject() {}

    /**
     * Builds one.
     *
     * @param folder where
     * @param name of the build
     * @param members of its class B, as of any of JMH's
     * @return its class path, with JMH in it
     * @throws IOException if it cannot be written
     * @throws InterruptedException if nobody waits for it
     */
    public static String build(Path folder, String name, String members) throws IOException, InterruptedException {
        Path classes = Files.createDirectories(folder.resolve(name));
        Path source = folder.resolve(name + "-source").resolve("B.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, """
                package project;
                import java.util.concurrent.TimeUnit;
                import org.openjdk.jmh.annotations.*;
                @State(Scope.Thread)
                @BenchmarkMode(Mode.AverageTime)
                @Warmup(iterations = 1, time = 50, timeUnit = TimeUnit.MILLISECONDS)
                @Measurement(iterations = 2, time = 50, timeUnit = TimeUnit.MILLISECONDS)
                public class B {
                %s
                }
                """.formatted(members));
        String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
        Process compiler = new ProcessBuilder(
                        javac, "-cp", jmh(), "-processorpath", jmh(), "-d", classes.toString(), source.toString())
                .inheritIO()
                .start();
        assertEquals(0, compiler.waitFor(), source.toString());
        return classes + File.pathSeparator + jmh();
    }

    private static String jmh() {
        String all = System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + System.getProperty("java.class.path", "");
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(path -> JMH.stream().anyMatch(name -> path.contains(File.separator + name + "-")))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
