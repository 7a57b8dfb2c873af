package dev.thrice.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.Window;
import dev.thrice.lab.figures.FiguresFile;
import dev.thrice.lab.figures.SmallestGrid;
import dev.thrice.lab.layers.NetworkDescription;
import dev.thrice.lab.results.ResultsFile;
import dev.thrice.lab.results.Synthetic;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of JSON in which something is wrong as text: what comes of them is a value or a line, and takes no more memory than a file of that
 * length may. {@link Mutations} has what is wrong in them as documents.
 */
class JsonFuzzTest {
    private static final int INPUTS = Integer.getInteger("thrice.fuzz.inputs", 10_000);
    private static final long SEED = Long.getLong("thrice.fuzz.seed", 1);
    private static final int MOST_EDITS = 4;
    private static final int LONGEST = 200;
    private static final int DEEP = 100_000;

    /** Whatever is in the file, for buffers and what the JVM makes when it comes by for the first time; and for what is. */
    private static final long HEAP = 16_000_000;

    private static final long HEAP_A_BYTE = 200;

    private static final List<String> PIECES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e999",
            "-0.0",
            "1e-400",
            "18446744073709551616",
            "\"NaN\"",
            "NaN",
            "\"\"",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "{}",
            "[]",
            "/*",
            "\n",
            "\0",
            "\ufeff",
            "\u00e9");

    @TempDir
    private Path folder;

    @Test
    void samples() throws IOException {
        Path file = folder.resolve("results.json");
        ResultsFile.write(file, Synthetic.paper(2, 1).algorithms(1.5, 4).results());
        eachIsReadOrRefused(file, ResultsFile::read);
    }

    @Test
    void figures() throws IOException {
        Path file = folder.resolve("figures.json");
        SmallestGrid.write(file);
        eachIsReadOrRefused(file, FiguresFile::sections);
    }

    @Test
    void networks() throws IOException {
        Path file = folder.resolve("network.json");
        Chain chain = new ImageShape(9, 9, 2)
                .chain()
                .convolution(2, new Window(3, 2, 1, 1), Activation.leakyRelu(.2f))
                .convolution(2, Window.of(1), Activation.TANH)
                .skipOver(1)
                .maxPooling(2)
                .flat()
                .then(new LayerNorm(40, .5f))
                .classes(3);
        Files.writeString(file, NetworkDescription.of(chain).toString());
        eachIsReadOrRefused(file, NetworkDescription::read);
    }

    private static void eachIsReadOrRefused(Path file, Consumer<Path> reader) throws IOException {
        byte[] valid = Files.readAllBytes(file);
        reader.accept(file);
        for (long i = 0; i < INPUTS; i++) {
            SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + i);
            byte[] bytes = edited(valid, random);
            write(file, bytes);
            try {
                tryOne(file, bytes.length, reader);
            } catch (Throwable e) {
                Path kept = Files.write(Files.createTempFile("json-fuzz", ".json"), bytes);
                fail("seed " + SEED + ", input " + i + ", kept as " + kept, e);
            }
        }
    }

    private static void tryOne(Path file, long length, Consumer<Path> reader) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            reader.accept(file);
        } catch (UserError e) {
            assertNamesTheFile(file, e.getMessage());
        }
        long heap = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(heap <= HEAP + HEAP_A_BYTE * length, () -> heap + " bytes of heap");
    }

    /** That names the file and no class. Any sign may be of the file's own words: what is not printable is made so where it is said. */
    private static void assertNamesTheFile(Path file, String message) {
        assertTrue(message.contains(file.toString()), message);
        assertFalse(message.matches("(?s).*(java[.]|dev[.]thrice|Exception|[(]class |simple type).*"), message);
    }

    /** Over the one before, and then shortened: the disk would set the pace of files that are made anew. */
    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), 0);
            channel.truncate(bytes.length);
        }
    }

    private static byte[] edited(byte[] valid, SplittableRandom random) {
        byte[] bytes = valid;
        for (int edits = random.nextInt(MOST_EDITS + 1); edits > 0; edits--) {
            int from = random.nextInt(bytes.length + 1);
            int to = Math.min(bytes.length, from + random.nextInt(random.nextBoolean() ? 3 : LONGEST));
            bytes = switch (random.nextInt(7)) {
                case 0 -> flipped(bytes, random);
                case 1 -> spliced(bytes, from, to, new byte[0]);
                case 2 -> spliced(bytes, from, bytes.length, new byte[0]);
                case 3 -> spliced(bytes, to, to, slice(bytes, from, to));
                case 4 -> spliced(bytes, from, to, digits(random));
                case 5 -> random.nextInt(1000) == 0 ? spliced(bytes, from, from, deep(random)) : bytes;
                default ->
                    spliced(
                            bytes,
                            from,
                            random.nextBoolean() ? from : to,
                            piece(random).getBytes(UTF_8));
            };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, SplittableRandom random) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return copy;
    }

    private static String piece(SplittableRandom random) {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private static byte[] digits(SplittableRandom random) {
        return Long.toString(random.nextLong() >> random.nextInt(Long.SIZE)).getBytes(UTF_8);
    }

    private static byte[] deep(SplittableRandom random) {
        return piece(random).repeat(random.nextInt(DEEP)).getBytes(UTF_8);
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte... in) {
        return ByteBuffer.allocate(from + in.length + bytes.length - to)
                .put(bytes, 0, from)
                .put(in)
                .put(bytes, to, bytes.length - to)
                .array();
    }
}
