package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.io.InputFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * CIFAR-10, small photographs in ten classes (Krizhevsky 2009), in its binary version: records of a byte of label and 3072 of pixels,
 * 32 x 32 of red, then of green, then of blue. In a data set a pixel's three channels lie together, as {@link ImageShape} has them.
 */
public final class Cifar10 {
    /** What files of records to train on are called, in their order. */
    public static final List<String> TRAIN =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");

    /** What the file of records to test on is called. */
    public static final String TEST = "test_batch.bin";

    /** An image. */
    public static final ImageShape IMAGE = new ImageShape(32, 32, 3);

    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int RECORD = 1 + IMAGE.elements();

    private Cifar10() {}

    /** Fills an array with the next bytes, or throws. */
    @FunctionalInterface
    private interface Bytes {
        void read(byte[] to) throws IOException;
    }

    /** Records as they were read: pixels with their channels together, and labels. */
    private static final class Records {
        private final MemorySegment pixels;
        private final int[] labels;

        private Records(MemorySegment pixels, int[] labels) {
            this.pixels = pixels;
            this.labels = labels;
        }

        static Records read(String file, long bytes, Bytes from, Arena arena) throws IOException {
            if (bytes == 0 || bytes % RECORD != 0 || bytes / RECORD > Integer.MAX_VALUE) {
                throw new FormatException(file + ": " + bytes + " bytes, expected records of " + RECORD
                        + ", a label and 32 x 32 x 3 pixels each");
            }
            int[] labels = new int[(int) (bytes / RECORD)];
            MemorySegment pixels = arena.allocate((long) labels.length * IMAGE.elements(), Rows.CACHE_LINE);
            byte[] record = new byte[RECORD];
            byte[] image = new byte[IMAGE.elements()];
            for (int i = 0; i < labels.length; i++) {
                from.read(record);
                labels[i] = Byte.toUnsignedInt(record[0]);
                if (labels[i] >= CLASSES.size()) {
                    throw new FormatException(file + ": label " + labels[i] + " of record " + i + ", expected 0 to "
                            + (CLASSES.size() - 1));
                }
                channelsLast(record, image);
                MemorySegment.copy(image, 0, pixels, ValueLayout.JAVA_BYTE, (long) i * image.length, image.length);
            }
            return new Records(pixels, labels);
        }

        private static void channelsLast(byte[] record, byte[] image) {
            int channels = IMAGE.channels();
            int pixels = image.length / channels;
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    image[p * channels + c] = record[1 + c * pixels + p];
                }
            }
        }
    }

    /**
     * Reads files of records.
     *
     * @param batches one after the other, at least one
     * @param arena owns the memory
     * @return the examples, in the order of the files, with the classes' names
     * @throws FormatException if a file has no records, a part of one, or a label that is none
     * @throws IOException if one cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public static Dataset read(List<Path> batches, Arena arena) throws IOException {
        try (Arena untilAllAreCopied = Arena.ofConfined()) {
            List<Records> parts = new ArrayList<>();
            for (Path batch : batches) {
                parts.add(read(batch, untilAllAreCopied));
            }
            return dataset(parts, arena);
        }
    }

    private static Records read(Path batch, Arena arena) throws IOException {
        try (FileChannel file = InputFile.open(batch, "a file of CIFAR-10's records");
                InputStream in = new BufferedInputStream(Channels.newInputStream(file), 1 << 16)) {
            return Records.read(
                    batch.toString(),
                    file.size(),
                    to -> {
                        if (in.readNBytes(to, 0, to.length) < to.length) {
                            throw new FormatException(batch + ": became shorter while it was read");
                        }
                    },
                    arena);
        }
    }

    /**
     * Reads all files of records from the archive that they come in.
     *
     * @param archive cifar-10-binary.tar.gz, a tar archive packed by gzip
     * @param arena owns the memory
     * @return those to train on, in the order of their names, and those to test on
     * @throws FormatException if it is no such archive, is damaged, lacks one of the files or has one twice, or one is not as {@link
     *     #read(List, Arena)} takes it
     * @throws IOException if it cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public static Split readArchive(Path archive, Arena arena) throws IOException {
        try (FileChannel file = InputFile.open(archive, "CIFAR-10's archive");
                InputStream packed = Channels.newInputStream(file);
                InputStream in = new BufferedInputStream(new GZIPInputStream(packed, 1 << 16), 1 << 16);
                Arena untilAllAreCopied = Arena.ofConfined()) {
            Map<String, Records> found = records(
                    archive, new TarStream(archive, in), InputFile.LARGEST_EXPANSION * file.size(), untilAllAreCopied);
            List<Records> train = new ArrayList<>();
            for (String name : TRAIN) {
                train.add(required(archive, found, name));
            }
            return new Split(dataset(train, arena), dataset(List.of(required(archive, found, TEST)), arena));
        } catch (ZipException | EOFException e) {
            throw new FormatException(archive + ": damaged, cut short or not packed by gzip");
        }
    }

    private static Map<String, Records> records(Path archive, TarStream tar, long most, Arena arena)
            throws IOException {
        Map<String, Records> found = new HashMap<>();
        for (TarStream.Entry entry = tar.next(); entry != null; entry = tar.next()) {
            String name = entry.name().substring(entry.name().lastIndexOf('/') + 1);
            if (entry.file() && (TRAIN.contains(name) || TEST.equals(name))) {
                String place = archive + ": " + name;
                if (entry.bytes() > most) {
                    throw new FormatException(place + ": " + entry.bytes() + " bytes, expected no more than can be"
                            + " packed into the archive");
                }
                if (found.put(name, Records.read(place, entry.bytes(), tar::read, arena)) != null) {
                    throw new FormatException(place + ": is there twice, expected once");
                }
            }
        }
        return found;
    }

    private static Records required(Path archive, Map<String, Records> found, String name) throws FormatException {
        Records records = found.get(name);
        if (records == null) {
            throw new FormatException(archive + ": has no " + name + ", expected CIFAR-10's binary version");
        }
        return records;
    }

    private static Dataset dataset(List<Records> parts, Arena arena) {
        int count = parts.stream().mapToInt(part -> part.labels.length).reduce(0, Math::addExact);
        MemorySegment pixels = arena.allocate((long) count * IMAGE.elements(), Rows.CACHE_LINE);
        int[] labels = new int[count];
        int first = 0;
        for (Records part : parts) {
            System.arraycopy(part.labels, 0, labels, first, part.labels.length);
            MemorySegment.copy(part.pixels, 0, pixels, (long) first * IMAGE.elements(), part.pixels.byteSize());
            first += part.labels.length;
        }
        return Dataset.ofImages(pixels, IMAGE, labels, CLASSES.size(), CLASSES);
    }
}
