package dev.thrice.lab.data;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.formats.FormatException;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Emnist;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Data of the user's own in a folder, under names that say what they are, in a .npz file or in CIFAR-10's archive. Where a folder has several data
 * sets, one is asked for by what its files' names begin with: {@code folder/emnist-letters}.
 */
final class OwnData {
    /** One in twelve is held out for validation. */
    private static final int FEWEST = 12;

    private OwnData() {}

    /**
     * Reads them.
     *
     * @param labels where the classes are, of tables; null if it was not said
     * @throws UsageError if that is said of others than tables, or not of these
     * @throws UserError if one is not there, is not what its name says, or does not fit the others
     */
    static Mnist read(Path place, String labels, Arena arena) {
        try {
            OwnSet set = one(place, labels);
            UsageError.require(
                    "--labels", labels, labels == null || set.takesLabels(), "with it --data of .csv or .npy files");
            return set.read(arena);
        } catch (IOException e) {
            throw new UserError("--data: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UserError("--data: " + place + ": " + e.getMessage());
        }
    }

    /** Each file that may be read. */
    static Stream<Path> candidates(Path place) {
        return sets(place, null).stream().flatMap(OwnSet::candidates);
    }

    /** All that may be there. */
    private static List<OwnSet> sets(Path place, String labels) {
        if (CifarSet.isArchive(place)) {
            return List.of(CifarSet.archive(place));
        }
        if (NumpySet.isOne(place)) {
            return List.of(NumpySet.file(place));
        }
        Path parent = place.toAbsolutePath().getParent();
        if (!Files.exists(place) && parent != null) {
            List<OwnSet> asked = inFolder(parent, labels).stream()
                    .filter(set -> set.prefix().equals(String.valueOf(place.getFileName())))
                    .toList();
            if (!asked.isEmpty()) {
                return asked;
            }
        }
        return inFolder(place, labels);
    }

    private static List<OwnSet> inFolder(Path folder, String labels) {
        List<OwnSet> sets = new ArrayList<>(List.of(IdxSet.mnist(folder), IdxSet.qmnist(folder)));
        Arrays.stream(Emnist.values())
                .map(split -> IdxSet.emnist(folder, split))
                .forEach(sets::add);
        sets.addAll(List.of(CifarSet.folder(folder), NumpySet.folder(folder), new TableSet(folder, labels)));
        return sets;
    }

    /** The one of which there is a file. */
    private static OwnSet one(Path place, String labels) throws IOException {
        List<OwnSet> sets = sets(place, labels);
        if (sets.size() == 1) {
            return sets.getFirst();
        }
        if (!Files.isDirectory(place)) {
            throw new IOException(place + ": " + (Files.exists(place) ? "not a folder" : "no such folder"));
        }
        List<OwnSet> found = sets.stream()
                .filter(set -> set.candidates().anyMatch(Files::exists))
                .toList();
        if (found.isEmpty()) {
            throw new IOException(place + ": has no data, expected train-images-idx3-ubyte and the like, raw or .gz,"
                    + " EMNIST's or QMNIST's files, CIFAR-10's data_batch_1.bin to test_batch.bin, x_train.npy, y_train.npy,"
                    + " x_test.npy and y_test.npy, or train.csv and test.csv");
        }
        if (found.size() > 1) {
            String names =
                    found.stream().map(OwnData::firstFile).map(Path::toString).collect(Collectors.joining(" and "));
            throw new IOException(place + ": has " + names + ", expected the files of one data set"
                    + found.stream()
                            .filter(set -> !set.prefix().isEmpty())
                            .findFirst()
                            .map(set -> "; --data " + place.resolve(set.prefix()) + " takes those that begin so")
                            .orElse(""));
        }
        return found.getFirst();
    }

    private static Path firstFile(OwnSet set) {
        return set.candidates().filter(Files::exists).findFirst().orElseThrow().getFileName();
    }

    /** That examples have classes, and not one alone. */
    static void requireClasses(String file, Dataset data) throws FormatException {
        if (data.classes() == 0) {
            throw new FormatException(file + ": numbers with a point, expected whole ones, which are classes");
        }
        if (data.classes() == 1) {
            throw new FormatException(file + ": one class, expected at least two");
        }
    }

    /** That there are enough to train on, and that what is tested on is of their form and classes. */
    static void requireAlike(Dataset train, String trainFile, Dataset test, String testFile) throws FormatException {
        requireEnough(trainFile, train.image().isPresent() ? "images" : "examples", train.count());
        if (test.features() != train.features() || !test.image().equals(train.image())) {
            throw new FormatException(
                    testFile + ": " + form(test) + ", expected " + form(train) + " as in " + trainFile);
        }
        if (test.classes() > train.classes()) {
            throw new FormatException(testFile + ": a class " + (test.classes() - 1) + ", expected at most "
                    + (train.classes() - 1) + " as in " + trainFile);
        }
    }

    private static String form(Dataset data) {
        return data.image()
                .map(image -> "images of " + image.height() + " x " + image.width()
                        + (image.channels() == 1 ? "" : " x " + image.channels()))
                .orElse(data.features() + " features");
    }

    /** That there are enough to train on. */
    static void requireEnough(String file, String examples, int count) throws FormatException {
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
