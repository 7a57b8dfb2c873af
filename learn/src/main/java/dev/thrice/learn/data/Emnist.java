package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.idx.IdxFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The splits of EMNIST, handwritten letters and digits in MNIST's form (Cohen, Afshar, Tapson &amp; van Schaik 2017). Its idx files have
 * images column by column, which are turned as they are read, so that they stand upright as MNIST's do.
 */
public enum Emnist {
    /** All characters, as many of each as there were, in 62 classes: digits, capital and small letters. */
    BYCLASS(62, 0),
    /** The same in 47 classes, capital and small letters in one where they look alike. */
    BYMERGE(47, 0),
    /** As many of each of the 47. */
    BALANCED(47, 0),
    /** The 26 letters, capital and small in one; files count them from 1, data sets from 0. */
    LETTERS(26, 1),
    /** The ten digits, as many of each. */
    DIGITS(10, 0),
    /** The ten digits, as many as of MNIST. */
    MNIST(10, 0);

    private final int classes;
    private final int firstLabel;

    Emnist(int classes, int firstLabel) {
        this.classes = classes;
        this.firstLabel = firstLabel;
    }

    /**
     * What its files are called.
     *
     * @return what their names begin with, such as emnist-letters
     */
    public String prefix() {
        return "emnist-" + name().toLowerCase(Locale.ROOT);
    }

    /**
     * The number of classes.
     *
     * @return 10 to 62
     */
    public int classes() {
        return classes;
    }

    /**
     * Reads images and their labels.
     *
     * @param images idx file of unsigned bytes [count x columns x rows], packed by gzip if its name ends with .gz
     * @param labels idx file of unsigned bytes [count], likewise
     * @param arena owns the memory
     * @return the examples, in the order of the files; labels begin at 0
     * @throws FormatException if a file is malformed, the files' counts differ, there is no example, images are empty or a label is
     *     none of the split's
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public Dataset read(Path images, Path labels, Arena arena) throws IOException {
        try (Arena untilItIsTurned = Arena.ofConfined()) {
            IdxFile labelFile = IdxFile.read(
                    labels, untilItIsTurned, sizes -> Dataset.requireDimensions(labels, sizes, 1, "count"));
            int[] found = labels(labelFile);
            IdxFile imageFile = IdxFile.read(
                    images, untilItIsTurned, sizes -> Dataset.requireImages(images, sizes, labels, found.length));
            ImageShape upright = new ImageShape(imageFile.size(2), imageFile.size(1), 1);
            MemorySegment pixels = transposed(imageFile.data(), found.length, upright, arena);
            return Dataset.ofImages(pixels, upright, found, classes, List.of());
        }
    }

    private int[] labels(IdxFile file) throws FormatException {
        int[] labels = new int[file.size(0)];
        for (int i = 0; i < labels.length; i++) {
            int label = Byte.toUnsignedInt(file.data().get(ValueLayout.JAVA_BYTE, i));
            labels[i] = label - firstLabel;
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new FormatException(file.path() + ": label " + label + " at index " + i + ", expected "
                        + firstLabel + " to " + (classes - 1 + firstLabel));
            }
        }
        return labels;
    }

    private static MemorySegment transposed(MemorySegment from, int count, ImageShape upright, Arena arena) {
        MemorySegment to = arena.allocate(from.byteSize(), Rows.CACHE_LINE);
        int height = upright.height();
        int width = upright.width();
        for (int i = 0; i < count; i++) {
            long image = (long) i * upright.elements();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    byte pixel = from.get(ValueLayout.JAVA_BYTE, image + (long) x * height + y);
                    to.set(ValueLayout.JAVA_BYTE, image + (long) y * width + x, pixel);
                }
            }
        }
        return to;
    }
}
