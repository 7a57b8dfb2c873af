package dev.thrice.lab.data;

import dev.thrice.command.UserError;
import dev.thrice.formats.FormatException;
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
 * Data of the user's own in a folder, under names that say what they are, or in CIFAR-10's archive. Where a folder has several data
 * sets, one is asked for by what its files' names begin with: {@code folder/emnist-letters}.
 */
final class OwnData {
    /** One in twelve is held out for validation. */
    private static final int FEWEST = 12;

    private OwnData() {}

    /**
     * Reads them.
     *
     * @throws UserError if one is not there, is not what its name says, or does not fit the others
     */
    static Mnist read(Path place, Arena arena) {
        try {
            return one(place).read(arena);
        } catch (IOException e) {
            throw new UserError("--data: " + e.getMessage());
        }
    }

    /** Each file that may be read. */
    static Stream<Path> candidates(Path place) {
        return sets(place).stream().flatMap(OwnSet::candidates);
    }

    /** All that may be there. */
    private static List<OwnSet> sets(Path place) {
        if (CifarSet.isArchive(place)) {
            return List.of(CifarSet.archive(place));
        }
        Path parent = place.toAbsolutePath().getParent();
        if (!Files.exists(place) && parent != null) {
            List<OwnSet> asked = inFolder(parent).stream()
                    .filter(set -> set.prefix().equals(String.valueOf(place.getFileName())))
                    .toList();
            if (!asked.isEmpty()) {
                return asked;
            }
        }
        return inFolder(place);
    }

    private static List<OwnSet> inFolder(Path folder) {
        List<OwnSet> sets = new ArrayList<>(List.of(IdxSet.mnist(folder), IdxSet.qmnist(folder)));
        Arrays.stream(Emnist.values())
                .map(split -> IdxSet.emnist(folder, split))
                .forEach(sets::add);
        sets.add(CifarSet.folder(folder));
        return sets;
    }

    /** The one of which there is a file. */
    private static OwnSet one(Path place) throws IOException {
        List<OwnSet> sets = sets(place);
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
                    + " EMNIST's or QMNIST's files, or CIFAR-10's data_batch_1.bin to test_batch.bin");
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
