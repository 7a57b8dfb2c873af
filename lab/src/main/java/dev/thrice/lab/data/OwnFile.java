package dev.thrice.lab.data;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.formats.csv.CsvFile;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Data of the user's own in one file, and where their classes are. Of its examples one in seven is kept for the test, as of MNIST's
 * 70,000; which, is settled by their number.
 *
 * @param path of a CSV file, or of a .npy file of the features
 * @param labels of a CSV file the column of the classes, by its name or its number; of a .npy file another such; null if it was not said
 */
record OwnFile(Path path, String labels) {
    private static final String NPY = ".npy";
    private static final double TRAINED_ON = 6. / 7;
    private static final long SEED = 1;

    /** Whether a path is of such a file, by its name. */
    static boolean isOne(Path path) {
        return hasEnding(path, NPY) || hasEnding(path, ".csv");
    }

    private static boolean hasEnding(Path path, String ending) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** What is read. */
    List<Path> files() {
        Optional<Path> second =
                Optional.ofNullable(labels).filter(said -> isNpy()).map(Path::of);
        return second.map(other -> List.of(path, other)).orElse(List.of(path));
    }

    private boolean isNpy() {
        return hasEnding(path, NPY);
    }

    /**
     * Reads it.
     *
     * @throws UsageError if it was not said where the classes are
     * @throws UserError if a file cannot be read, is not what it should be, or has too few examples
     */
    Mnist read() {
        if (labels == null) {
            throw new UsageError("--data " + path + " without --labels, expected with it "
                    + (isNpy()
                            ? "a .npy file of the classes"
                            : "the column of the classes, by its name or its number"));
        }
        try {
            Dataset all = isNpy()
                    ? Dataset.ofNpy(path, Path.of(labels))
                    : Dataset.of(csv(path, labels).read());
            OwnData.requireClasses(isNpy() ? labels : path.toString(), all);
            OwnData.requireEnough(path.toString(), "examples", (int) (TRAINED_ON * all.count()));
            Split split = all.split(TRAINED_ON, SEED);
            return new Mnist(split.train(), split.test(), OwnData.source(files()), path.toString());
        } catch (IOException e) {
            throw new UserError("--data: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UserError("--data: " + path + ": " + e.getMessage());
        }
    }

    /** A table whose classes are in a column, by its name or its number. */
    static CsvFile csv(Path path, String labels) {
        CsvFile file = CsvFile.of(path);
        return labels.matches("\\d{1,9}") ? file.label(Integer.parseInt(labels)) : file.label(labels);
    }
}
