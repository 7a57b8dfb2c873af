package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.formats.ElementType;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.idx.IdxFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/**
 * QMNIST, MNIST's digits made again from their source, with all 60,000 of the test set (Yadav &amp; Bottou 2019). Its labels are rows of
 * eight int32, the class and where the digit came from: writer, place in NIST's files.
 */
public final class Qmnist {
    /** The ten digits. */
    public static final int CLASSES = 10;

    private Qmnist() {}

    /**
     * Reads images and their labels.
     *
     * @param images idx file of unsigned bytes [count x rows x columns], packed by gzip if its name ends with .gz
     * @param labels idx file of int32 [count x at least 1], of which the first column is the class, likewise
     * @param arena owns the memory
     * @return the examples, in the order of the files
     * @throws FormatException if a file is malformed, the files' counts differ, there is no example, images are empty or a label is
     *     no digit
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the arena is closed
     */
    public static Dataset read(Path images, Path labels, Arena arena) throws IOException {
        int[] classes = classes(labels);
        IdxFile file =
                IdxFile.read(images, arena, sizes -> Dataset.requireImages(images, sizes, labels, classes.length));
        ImageShape image = new ImageShape(file.size(1), file.size(2), 1);
        return Dataset.ofImages(file.data(), image, classes, CLASSES, List.of());
    }

    private static int[] classes(Path labels) throws IOException {
        try (Arena untilTheyAreCopied = Arena.ofConfined()) {
            IdxFile file = IdxFile.readAny(labels, untilTheyAreCopied);
            if (file.type() != ElementType.I32 || file.dimensions() != 2 || file.size(1) == 0) {
                throw new FormatException(file + " of " + file.type() + ", expected I32 [count x 8], the class first");
            }
            long[] all = file.longs();
            int[] classes = new int[file.size(0)];
            for (int i = 0; i < classes.length; i++) {
                long label = all[i * file.size(1)];
                if (label < 0 || label >= CLASSES) {
                    throw new FormatException(
                            labels + ": label " + label + " at index " + i + ", expected 0 to " + (CLASSES - 1));
                }
                classes[i] = (int) label;
            }
            return classes;
        }
    }
}
