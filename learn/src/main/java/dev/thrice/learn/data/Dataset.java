package dev.thrice.learn.data;

import dev.thrice.formats.FormatException;
import dev.thrice.formats.idx.IdxFile;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Labelled images: at least one example, each rows x columns uint8 pixels (0 is background, 255 is ink) and a label in
 * [0, classes). Off-heap and read-only, so that threads may share it; it lives as long as the arena it was made in.
 */
public final class Dataset {
    /** Intensity of each pixel value, value / 255. Exact, and no slower than a multiplication that is not. */
    private static final float[] INTENSITY = intensities();

    private static final int CACHE_LINE = 64;

    private final MemorySegment pixels;
    private final MemorySegment labels;
    private final int count;
    private final int rows;
    private final int columns;
    private final int features;
    private final int classes;

    private Dataset(MemorySegment pixels, MemorySegment labels, int count, int rows, int columns, int classes) {
        this.pixels = pixels.asReadOnly();
        this.labels = labels.asReadOnly();
        this.count = count;
        this.rows = rows;
        this.columns = columns;
        this.features = rows * columns;
        this.classes = classes;
    }

    /**
     * Reads images and their labels.
     *
     * @param images idx file of unsigned bytes [count x rows x columns], as {@link IdxFile#read} reads it
     * @param labels idx file of unsigned bytes [count]
     * @param classes number of classes, 1 to 256
     * @param arena owns the memory; of files that do not fit it takes none
     * @return the examples, in the order of the files
     * @throws FormatException if a file is malformed, the files' counts differ, there is no example, images are empty
     *     or a label is not below {@code classes}
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if {@code classes} is out of range
     */
    public static Dataset ofIdx(Path images, Path labels, int classes, Arena arena) throws IOException {
        if (classes < 1 || classes > 256) {
            throw new IllegalArgumentException("dataset: " + classes + " classes, expected 1 to 256");
        }
        try (Arena untilAllFits = Arena.ofConfined()) {
            IdxFile labelFile =
                    IdxFile.read(labels, untilAllFits, sizes -> requireDimensions(labels, sizes, 1, "count"));
            requireLabelsBelow(classes, labelFile);
            int count = labelFile.size(0);
            IdxFile imageFile = IdxFile.read(images, arena, sizes -> requireImages(images, sizes, labels, count));
            MemorySegment copy = arena.allocate(count, CACHE_LINE).copyFrom(labelFile.data());
            return of(imageFile.data(), copy, imageFile.size(1), imageFile.size(2), classes);
        }
    }

    /** The segments are [count x rows x columns] and [count], not empty, with labels below classes. */
    static Dataset of(MemorySegment pixels, MemorySegment labels, int rows, int columns, int classes) {
        return new Dataset(pixels, labels, (int) labels.byteSize(), rows, columns, classes);
    }

    private static void requireDimensions(Path path, int[] sizes, int dimensions, String names) throws FormatException {
        if (sizes.length != dimensions) {
            throw new FormatException(
                    path + ": " + sizes.length + " dimension(s), expected " + dimensions + " (" + names + ")");
        }
    }

    private static void requireImages(Path images, int[] sizes, Path labels, int count) throws FormatException {
        requireDimensions(images, sizes, 3, "count x rows x columns");
        if (sizes[0] != count) {
            throw new FormatException(
                    labels + ": " + count + " labels, expected " + sizes[0] + ", one for each image of " + images);
        }
        long pixels = (long) sizes[1] * sizes[2];
        String file = images + " " + IdxFile.describe(sizes);
        if (count == 0 || pixels == 0) {
            throw new FormatException(file + ": no pixels, expected at least one image of at least one pixel");
        }
        if (pixels > Integer.MAX_VALUE) {
            throw new FormatException(file + ": expected images of at most " + Integer.MAX_VALUE + " pixels");
        }
    }

    private static void requireLabelsBelow(int classes, IdxFile labels) throws FormatException {
        for (int i = 0; i < labels.size(0); i++) {
            int label = unsignedByte(labels.data(), i);
            if (label >= classes) {
                throw new FormatException(
                        labels.path() + ": label " + label + " at index " + i + ", expected 0 to " + (classes - 1));
            }
        }
    }

    /**
     * Some of the examples, without copying them.
     *
     * @param from index of the first
     * @param to index after the last
     * @return a view of {@code to - from} examples, on the same memory
     * @throws IndexOutOfBoundsException if they are not all in this data set
     * @throws IllegalArgumentException if they are none
     */
    public Dataset slice(int from, int to) {
        Objects.checkFromToIndex(from, to, count);
        if (from == to) {
            throw new IllegalArgumentException(
                    "dataset: slice [" + from + ", " + to + "), expected at least one example");
        }
        return new Dataset(
                pixels.asSlice((long) from * features, (long) (to - from) * features),
                labels.asSlice(from, to - from),
                to - from,
                rows,
                columns,
                classes);
    }

    /**
     * Copies an example into a row of a batch, each pixel as its intensity, value / 255. Allocates nothing.
     *
     * @param example its index
     * @param inputs [at least row + 1 x features], row {@code row} is overwritten
     * @param targets of at least row + 1 rows and this data set's classes, row {@code row} is overwritten
     * @param row index of the row
     * @throws IndexOutOfBoundsException if there is no such example or row
     * @throws IllegalArgumentException if the columns or the classes are not this data set's
     * @throws IllegalStateException if memory was freed
     */
    public void copy(int example, Tensor inputs, Labels targets, int row) {
        Objects.checkIndex(example, count);
        Objects.checkIndex(row, inputs.rows());
        if (inputs.columns() != features) {
            throw new IllegalArgumentException("dataset: inputs are " + inputs + ", expected " + features + " columns");
        }
        if (targets.classes() != classes) {
            throw new IllegalArgumentException(
                    "dataset: labels of " + targets.classes() + " classes, expected " + classes);
        }
        targets.set(row, unsignedByte(labels, example));
        MemorySegment values = inputs.segment();
        long source = (long) example * features;
        long target = (long) row * inputs.leadingDimension();
        for (int i = 0; i < features; i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, target + i, INTENSITY[unsignedByte(pixels, source + i)]);
        }
    }

    /**
     * Reads a byte of each cache line of an example that is to be copied soon. Examples lie scattered in memory, and where several are
     * read before the first is copied the processor waits for all of them at once.
     *
     * @param example its index
     * @return the sum of what was read
     */
    int touch(int example) {
        long first = (long) example * features;
        int sum = 0;
        for (long i = 0; i < features; i += CACHE_LINE) {
            sum += unsignedByte(pixels, first + i);
        }
        return sum;
    }

    /**
     * A pixel of an example.
     *
     * @param example its index
     * @param feature index of the pixel, row after row
     * @return 0 to 255
     * @throws IndexOutOfBoundsException if there is no such example or pixel
     */
    public int pixel(int example, int feature) {
        Objects.checkIndex(example, count);
        Objects.checkIndex(feature, features);
        return unsignedByte(pixels, (long) example * features + feature);
    }

    /**
     * The label of an example.
     *
     * @param example its index
     * @return its class, in [0, classes)
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public int label(int example) {
        Objects.checkIndex(example, count);
        return unsignedByte(labels, example);
    }

    /**
     * The number of examples.
     *
     * @return at least 1
     */
    public int count() {
        return count;
    }

    /**
     * The height of an image.
     *
     * @return pixels
     */
    public int rows() {
        return rows;
    }

    /**
     * The width of an image.
     *
     * @return pixels
     */
    public int columns() {
        return columns;
    }

    /**
     * The number of pixels of an image.
     *
     * @return rows times columns
     */
    public int features() {
        return features;
    }

    /**
     * The number of classes.
     *
     * @return 1 to 256
     */
    public int classes() {
        return classes;
    }

    @Override
    public String toString() {
        return count + " images [" + rows + " x " + columns + "] of " + classes + " classes";
    }

    private static int unsignedByte(MemorySegment segment, long index) {
        return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, index));
    }

    private static float[] intensities() {
        float[] intensities = new float[256];
        for (int value = 0; value < intensities.length; value++) {
            intensities[value] = value / 255f;
        }
        return intensities;
    }
}
