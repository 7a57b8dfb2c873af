package dev.thrice.lab.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowerJarTest {
    private static final String CLASS = "dev.thrice.lab.gate.SlowerJarTest.Counted";
    private static final int CALLS = 200;

    @TempDir
    private Path folder;

    private Path jar;

    /** What is copied: its calls are counted by whoever calls. */
    public static final class Counted {
        /** Called by name. */
        public Counted() {}

        /** A method of a class's, with arguments of two slots between others, and a result of two. */
        @Deprecated
        public double sum(int first, long second, AtomicInteger calls, double third) {
            calls.incrementAndGet();
            return first + second + third;
        }

        /** Without a result, and without an object. */
        public static void tick(AtomicInteger calls) {
            calls.incrementAndGet();
        }

        /** Left as it is. */
        public String other(AtomicInteger calls) {
            calls.incrementAndGet();
            return "other";
        }

        /** One of two. */
        public int twice() {
            return 1;
        }

        /** The other. */
        public int twice(int value) {
            return value;
        }
    }

    @BeforeEach
    void pack() throws Exception {
        jar = folder.resolve("plain.jar");
        String entry = Counted.class.getName().replace('.', '/') + ".class";
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                InputStream bytes = Counted.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new ZipEntry(entry));
            bytes.transferTo(out);
            out.putNextEntry(new ZipEntry("text"));
            out.write(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 33, 99, 100})
    void soManyCallsOfAHundredAreMadeTwice(int percent) throws Exception {
        Path slower = folder.resolve("slower.jar");
        new SlowerJar(jar, List.of(CLASS + ".sum", CLASS + ".tick"), percent).write(slower);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {slower.toUri().toURL()}, null)) {
            Class<?> type = loader.loadClass(Counted.class.getName());
            Object counted = type.getConstructor().newInstance();
            Method sum = type.getMethod("sum", int.class, long.class, AtomicInteger.class, double.class);
            assertEquals(1, sum.getAnnotations().length);
            AtomicInteger sums = new AtomicInteger();
            AtomicInteger ticks = new AtomicInteger();
            AtomicInteger others = new AtomicInteger();
            for (int i = 1; i <= CALLS; i++) {
                assertEquals(1.5 + 2 * i, sum.invoke(counted, i, (long) i, sums, 1.5));
                type.getMethod("tick", AtomicInteger.class).invoke(null, ticks);
                assertEquals(
                        "other", type.getMethod("other", AtomicInteger.class).invoke(counted, others));
                assertEquals(i + i * percent / 100, sums.get());
            }
            assertEquals(sums.get(), ticks.get());
            assertEquals(CALLS, others.get());
            try (InputStream text = loader.getResourceAsStream("text")) {
                assertEquals(7, text.read());
            }
        }
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertRefused("no.Such.method: no such class in " + jar, "no.Such.method");
        assertRefused("method: no such class in " + jar, "method");
        assertRefused("has 0 methods none, expected one, with code", CLASS + ".none");
        assertRefused("has 2 methods twice, expected one, with code", CLASS + ".twice");
        jar = folder.resolve("none.jar");
        assertRefused("cannot read " + jar, "a.B.c");
    }

    private void assertRefused(String message, String name) {
        Path slower = folder.resolve("refused.jar");
        UserError e = assertThrows(UserError.class, () -> new SlowerJar(jar, List.of(name), 10).write(slower));
        assertEquals(1, e.getMessage().lines().count(), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(Files.exists(slower));
    }
}
