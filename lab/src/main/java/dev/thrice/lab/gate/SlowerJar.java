package dev.thrice.lab.gate;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.command.output.WholeFile;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A copy of a jar in which some methods do a part of their calls once more. */
final class SlowerJar {
    private static final String CLASS = ".class";

    /** Names of methods by the entry of their class. */
    private final Map<String, List<String>> methods = new HashMap<>();

    private final Path jar;
    private final int percent;

    /**
     * Plans one.
     *
     * @param jar that is copied
     * @param names of the methods, each with its class
     * @param percent of their calls
     * @throws UserError if there is no such jar, or no such class in it
     */
    SlowerJar(Path jar, Collection<String> names, int percent) {
        this.jar = jar;
        this.percent = percent;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (String name : names) {
                int dot = name.lastIndexOf('.');
                String entry = entry(zip, name, dot);
                methods.computeIfAbsent(entry, same -> new ArrayList<>()).add(name.substring(dot + 1));
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + jar + ": " + Reason.of(e));
        }
    }

    /** Of a class in another, by whose name dots may stand. */
    private String entry(ZipFile zip, String name, int end) {
        String path = name.substring(0, Math.max(end, 0)).replace('.', '/');
        for (int slash = path.length(); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            String entry = path.substring(0, slash) + path.substring(slash).replace('/', '$') + CLASS;
            if (zip.getEntry(entry) != null) {
                return entry;
            }
        }
        throw new UserError(name + ": no such class in " + jar + ", expected a benchmark's class and method");
    }

    /**
     * Writes it.
     *
     * @param file the copy
     * @throws UserError if it cannot be written, or a class has no such method
     */
    void write(Path file) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Map<String, byte[]> changed = new HashMap<>();
            for (Map.Entry<String, List<String>> each : methods.entrySet()) {
                changed.put(each.getKey(), changed(zip, each.getKey(), each.getValue()));
            }
            WholeFile.write(file, out -> {
                ZipOutputStream copy = new ZipOutputStream(out); // which is the caller's to close
                for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                    ZipEntry entry = entries.nextElement();
                    byte[] other = changed.get(entry.getName());
                    ZipEntry written = new ZipEntry(entry.getName());
                    written.setTime(entry.getTime());
                    copy.putNextEntry(written);
                    copy.write(other == null ? zip.getInputStream(entry).readAllBytes() : other);
                    copy.closeEntry();
                }
                copy.finish();
            });
        } catch (IOException e) {
            throw new UserError("cannot read " + jar + ": " + Reason.of(e));
        }
    }

    private byte[] changed(ZipFile zip, String entry, List<String> names) throws IOException {
        ClassModel model;
        try {
            model = ClassFile.of().parse(zip.getInputStream(zip.getEntry(entry)).readAllBytes());
        } catch (IllegalArgumentException e) {
            throw new UserError(jar + ": " + entry + " is damaged: " + e.getMessage());
        }
        return ClassFile.of().transformClass(model, new RepeatedCalls(jar + ": " + entry, model, names, percent));
    }
}
