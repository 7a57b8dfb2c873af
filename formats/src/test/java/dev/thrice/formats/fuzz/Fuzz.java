package dev.thrice.formats.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.thrice.formats.FormatException;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Files with something wrong in them, or nothing: what comes of them is what is declared, and takes no more memory than they have. */
final class Fuzz {
    private static final int INPUTS = Integer.getInteger("thrice.fuzz.inputs", 10_000);
    private static final long SEED = Long.getLong("thrice.fuzz.seed", 1);

    /** Whatever is in the file, for buffers and messages, and what the JVM takes when it comes by for the first time; and for what is. */
    private static final long HEAP = 4_000_000;

    private static final long HEAP_A_BYTE = 100;

    private static final String SIGNS = "{}[]\"'\\:,0-9.eu \n\0(\u007fLT";

    /** To close one takes longer than to read a file. */
    private static final long INPUTS_OF_ARENA = 500;

    /** Deflate makes no more bytes of one, and of each a float. */
    private static final long MOST_BYTES_OF_ONE = 4 * 1032;

    private static final long[] VALUES = {
        0,
        1,
        2,
        4,
        7,
        8,
        16,
        64,
        127,
        128,
        255,
        256,
        1 << 15,
        (1 << 16) - 1,
        1 << 24,
        Integer.MAX_VALUE,
        -1,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 62
    };

    /** What makes a file. */
    interface Source {
        byte[] next(SplittableRandom random) throws IOException;
    }

    /** What reads it. */
    interface Reader {
        /** Bytes off the heap that it may take. */
        long read(Path file, TensorArena arena) throws IOException;
    }

    private Fuzz() {}

    /** A quarter as they are made, the others with up to four changes. */
    static void run(Path file, Source source, Reader reader) throws IOException {
        for (long begin = 0; begin < INPUTS; begin += INPUTS_OF_ARENA) {
            try (TensorArena arena = TensorArena.open()) {
                for (long i = begin; i < Math.min(INPUTS, begin + INPUTS_OF_ARENA); i++) {
                    run(i, file, source, reader, arena);
                }
            }
        }
    }

    private static void run(long i, Path file, Source source, Reader reader, TensorArena arena) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + i);
        byte[] bytes = source.next(random);
        for (int changes = random.nextInt(16) / 4; changes > 0; changes--) {
            bytes = changed(bytes, random);
        }
        write(file, bytes);
        try {
            tryOne(file, bytes.length, reader, arena);
        } catch (Throwable e) {
            String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 5000));
            fail("seed " + SEED + ", input " + i + ", " + bytes.length + " bytes: " + hex, e);
        }
    }

    /** Over the one before, and then shortened: Linux begins to write at once what was shortened to nothing before, and the disk would set the pace. */
    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), 0);
            channel.truncate(bytes.length);
        }
    }

    private static void tryOne(Path file, long length, Reader reader, TensorArena arena) throws Exception {
        long heapBefore = allocated();
        long before = arena.allocatedBytes();
        try {
            long bound = reader.read(file, arena);
            long found = arena.allocatedBytes() - before;
            assertTrue(found <= bound, () -> found + " bytes off the heap, expected at most " + bound);
        } catch (FormatException e) {
            String message = e.getMessage();
            assertTrue(message.startsWith(file + ": ") || message.startsWith(file + " ["), message);
            assertFalse(message.chars().anyMatch(Character::isISOControl), message);
            assertTrue(message.length() < 3000, message);
        }
        long heap = allocated() - heapBefore;
        assertTrue(heap <= HEAP + HEAP_A_BYTE * length, () -> heap + " bytes of heap");
        assertTrue(arena.allocatedBytes() - before <= MOST_BYTES_OF_ONE * length, "more memory than the file can fill");
    }

    /** By this thread, ever; asked for by name, since the module does not read that one. */
    private static long allocated() throws ReflectiveOperationException {
        Object bean = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method bytes = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return (long) bytes.invoke(bean);
    }

    private static byte[] changed(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        byte[] copy = bytes.clone();
        switch (random.nextInt(8)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt();
            case 2 -> copy[at] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
            case 3 -> putNumber(copy, at, random);
            case 4 -> copy = Arrays.copyOf(copy, at);
            case 5 -> copy = spliced(copy, at, Math.min(copy.length, at + 1 + random.nextInt(16)), new byte[0]);
            case 6 -> copy = spliced(copy, at, at, randomBytes(random));
            default ->
                copy = spliced(
                        copy, at, at, Arrays.copyOfRange(copy, at, Math.min(copy.length, at + random.nextInt(40))));
        }
        return copy;
    }

    private static byte[] randomBytes(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A number that is often a limit, in some width and order. */
    private static void putNumber(byte[] bytes, int at, SplittableRandom random) {
        long value = VALUES[random.nextInt(VALUES.length)];
        int width = 1 << random.nextInt(4);
        boolean big = random.nextBoolean();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> (8 * (big ? width - 1 - i : i)));
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] in) {
        byte[] all = Arrays.copyOf(bytes, from + in.length + bytes.length - to);
        System.arraycopy(in, 0, all, from, in.length);
        System.arraycopy(bytes, to, all, from + in.length, bytes.length - to);
        return all;
    }

    /** One of several texts. */
    static String any(SplittableRandom random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
