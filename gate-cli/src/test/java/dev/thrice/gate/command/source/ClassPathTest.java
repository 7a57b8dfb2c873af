package dev.thrice.gate.command.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
    @TempDir
    private Path folder;

    private Path jar(String name, String version) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        if (version != null) {
            manifest.getMainAttributes().put(Name.IMPLEMENTATION_VERSION, version);
        }
        Path file = Files.createDirectories(folder.resolve(name)).resolve("benchmarks.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            JarEntry entry = new JarEntry("META-INF/MANIFEST.MF");
            entry.setTime(0); // or it would be the clock's
            out.putNextEntry(entry);
            manifest.write(out);
        }
        return file;
    }

    private static Side side(String label, Path... files) {
        StringBuilder classPath = new StringBuilder();
        for (Path file : files) {
            classPath.append(classPath.isEmpty() ? "" : File.pathSeparator).append(file);
        }
        return new Side(label, classPath.toString(), null, classPath.toString());
    }

    @Test
    void jarsOfTheSameBytesAreTheSame() throws Exception {
        Path one = jar("one", "1.2");
        Path copy = Files.copy(one, folder.resolve("copy.jar"));
        Path other = jar("other", "1.3");
        assertTrue(side("base", one).isSameAs(side("candidate", copy)));
        assertTrue(side("base", one, other).isSameAs(side("candidate", copy, other)));
        assertFalse(side("base", one).isSameAs(side("candidate", other)));
        assertFalse(side("base", one, other).isSameAs(side("candidate", copy)));
        assertFalse(side("base", one, other).isSameAs(side("candidate", other, copy)));
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertTrue(side("base", classes).isSameAs(side("candidate", classes)));
        assertFalse(side("base", classes).isSameAs(side("candidate", one)));
    }

    @Test
    void aJarIsCalledByItsVersion() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertEquals(
                "benchmarks.jar (1.2), benchmarks.jar, classes",
                side("base", jar("one", "1.2"), jar("other", null), classes).files());
    }
}
