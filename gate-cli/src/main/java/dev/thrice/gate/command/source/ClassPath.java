package dev.thrice.gate.command.source;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Jars and folders of classes, separated as the system does; a folder that holds jars stands for these. */
public final class ClassPath {
    private ClassPath() {}

    /**
     * What is on one.
     *
     * @param label what to call it in messages
     * @param classPath as the user has it
     * @return jars, and folders of classes
     * @throws UserError if one is not there, or no jar
     */
    public static List<Path> entries(String label, String classPath) {
        List<Path> entries = new ArrayList<>();
        for (String part : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(part);
            if (!Files.exists(path)) {
                throw new UserError(label + ": " + part + " does not exist, expected a jar or a folder");
            }
            List<Path> jars = jarsIn(path);
            entries.addAll(jars.isEmpty() ? List.of(path) : jars);
        }
        entries.stream().filter(Files::isRegularFile).forEach(file -> requireJar(label, file));
        return entries;
    }

    /** Whether two class paths are jars of the same bytes, one by one. Folders are not looked into. */
    static boolean haveSameBytes(List<Path> some, List<Path> others) {
        try {
            for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
                if (Files.isDirectory(some.get(i))
                        || Files.isDirectory(others.get(i))
                        || Files.mismatch(some.get(i), others.get(i)) >= 0) {
                    return false;
                }
            }
            return some.size() == others.size();
        } catch (IOException e) {
            return false; // which is told by whoever loads it
        }
    }

    /** Its name, and the version in its manifest, if it is a jar that has one. */
    static String described(Path entry) {
        String name = String.valueOf(entry.getFileName());
        if (Files.isDirectory(entry)) {
            return name;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Manifest manifest = jar.getManifest();
            String version =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Name.IMPLEMENTATION_VERSION);
            return version == null ? name : name + " (" + version + ")";
        } catch (IOException e) {
            return name;
        }
    }

    /** Class loaders pass over what they cannot read. */
    private static void requireJar(String label, Path file) {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            jar.size();
        } catch (ZipException e) {
            throw new UserError(label + ": " + file + " is no jar, or damaged, expected a jar or a folder");
        } catch (IOException e) {
            throw new UserError(label + ": " + file + ": " + Reason.of(e));
        }
    }

    /**
     * The same for a class loader.
     *
     * @param label what to call it in messages
     * @param classPath as the user has it
     * @return jars, and folders of classes
     * @throws UserError if one is not there
     */
    public static URL[] urls(String label, String classPath) {
        List<URL> urls = new ArrayList<>();
        for (Path entry : entries(label, classPath)) {
            try {
                urls.add(entry.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new UserError(label + ": " + entry + ": " + e.getMessage());
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static List<Path> jarsIn(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
