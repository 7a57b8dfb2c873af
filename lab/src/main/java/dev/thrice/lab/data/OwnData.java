package dev.thrice.lab.data;

import dev.thrice.command.UserError;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.idx.IdxFile;
import dev.thrice.learn.data.Dataset;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Idx files of the user's own, under MNIST's names. Nobody knows their bytes, so their form is checked the more. */
final class OwnData {
    /** One in twelve is held out for validation. */
    private static final int FEWEST = 12;

    private OwnData() {}

    /**
     * Reads them.
     *
     * @throws UserError if one is not there, is no idx file, or does not fit the others
     */
    static Mnist read(Path folder, Arena arena) {
        try {
            FolderSource source = new FolderSource(folder);
            List<Path> paths = new ArrayList<>();
            for (DataFile file : PublicData.MNIST.files()) {
                paths.add(source.find(file));
            }
            int classes = classes(paths.get(1), arena);
            Dataset train = Dataset.ofIdx(paths.get(0), paths.get(1), classes, arena);
            Dataset test = Dataset.ofIdx(paths.get(2), paths.get(3), classes, arena);
            requireAlike(train, paths.get(0), test, paths.get(2));
            return new Mnist(train, test, source(paths), folder.toString());
        } catch (IOException e) {
            throw new UserError("--data: " + e.getMessage());
        }
    }

    /** One more than the largest label. */
    private static int classes(Path labels, Arena arena) throws IOException {
        byte[] all = IdxFile.read(labels, arena).data().toArray(ValueLayout.JAVA_BYTE);
        int largest = 0;
        for (byte label : all) {
            largest = Math.max(largest, Byte.toUnsignedInt(label));
        }
        if (largest == 0) {
            throw new FormatException(labels + ": no label above 0, expected at least two classes");
        }
        return largest + 1;
    }

    private static void requireAlike(Dataset train, Path trainImages, Dataset test, Path testImages)
            throws FormatException {
        requireEnough(trainImages, "images", train.count());
        if (test.rows() != train.rows() || test.columns() != train.columns()) {
            throw new FormatException(testImages + ": images of " + test.rows() + " x " + test.columns() + ", expected "
                    + train.rows() + " x " + train.columns() + " as in " + trainImages);
        }
    }

    /** That there are enough to train on. */
    static void requireEnough(Path file, String examples, int count) throws FormatException {
        if (count < FEWEST) {
            throw new FormatException(file + ": " + count + " " + examples + " to train on, expected at least " + FEWEST
                    + ", since one in twelve is held out for validation");
        }
    }

    /** What tells files from any others. */
    static String source(List<Path> paths) throws IOException {
        return "own data " + Checksum.of(paths);
    }
}
