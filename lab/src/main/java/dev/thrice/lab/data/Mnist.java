package dev.thrice.lab.data;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.SyntheticDigits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * MNIST, or what was asked for in its place: Fashion-MNIST, generated digits of the same number and size, or data of the user's own.
 *
 * @param train of MNIST, 60,000 examples
 * @param test of MNIST, 10,000 examples
 * @param source {@value #MNIST}, the name of another public data set, {@value #GENERATED}, or one that tells the user's own data
 *     from any other
 * @param detail where the data were read from, or why the digits were generated
 */
public record Mnist(Dataset train, Dataset test, String source, String detail) {
    /** The source of the real data. */
    public static final String MNIST = "mnist";

    /** The source of the stand-in. */
    public static final String GENERATED = "generated digits";

    /** Pixels of an image, 28 x 28. */
    public static final int FEATURES = 784;

    /** The ten digits. */
    public static final int CLASSES = 10;

    /** Examples to train on. */
    static final int TRAIN_COUNT = 60_000;

    private static final int TEST_COUNT = 10_000;
    private static final long TRAIN_SEED = 1;
    private static final long TEST_SEED = 2;

    /**
     * Loads MNIST, or what else a folder is for, from the folder if it has all of it.
     *
     * @param sources where to look for what is missing; none to have that be an error
     * @param notices is told, in a line each, of corrupt files and of a fetch
     * @throws UserError if no source has it, the folder has other files or cannot be written, or the thread is interrupted
     */
    static Mnist load(DataFolder folder, List<Source> sources, Arena arena, Consumer<String> notices) {
        List<DataFile> missing = folder.missing(notices);
        if (!missing.isEmpty() && sources.isEmpty()) {
            throw new UserError(folder.path() + ": has no "
                    + missing.getFirst().name() + " of " + folder.data().title() + "'s; thrice data "
                    + folder.data().word() + " --dir " + folder.path()
                    + " puts it there");
        }
        if (!missing.isEmpty()) {
            try {
                folder.fetch(missing, sources, notices);
            } catch (IOException e) {
                throw new UserError(folder.data().title() + " is not there and was not found: " + e.getMessage()
                        + "; thrice data " + folder.data().word()
                        + " fetches it, --from DIR takes it from files got elsewhere; --generated does"
                        + " without it");
            }
        }
        return read(folder, arena);
    }

    private static Mnist read(DataFolder folder, Arena arena) {
        List<Path> paths = folder.files().stream().map(folder::locate).toList();
        try {
            return new Mnist(
                    Dataset.ofIdx(paths.get(0), paths.get(1), CLASSES, arena),
                    Dataset.ofIdx(paths.get(2), paths.get(3), CLASSES, arena),
                    folder.data().word(),
                    folder.path().toString());
        } catch (IOException e) {
            throw new UserError(e.getMessage()); // the file was whole a moment ago
        }
    }

    /**
     * The same with fewer examples to train on.
     *
     * @param count at least 1
     * @return the first of them, and the whole test set
     * @throws UsageError if there are not so many
     */
    Mnist first(int count) {
        requireSamples(count, train.count());
        return new Mnist(train.slice(0, count), test, source, detail);
    }

    private static void requireSamples(int count, int most) {
        UsageError.require("--samples", count, count >= 1 && count <= most, "1 to " + most);
    }

    /**
     * Whether it is MNIST.
     *
     * @return false for what is in its place
     */
    public boolean real() {
        return source.equals(MNIST);
    }

    /**
     * What results on data are to be labelled with.
     *
     * @param source of the data
     * @return its name, which says whether it is MNIST
     */
    public static String label(String source) {
        return source.equals(MNIST)
                ? "MNIST"
                : PublicData.called(source).map(PublicData::title).orElse(source) + ", NOT MNIST";
    }

    @Override
    public String toString() {
        return label(source) + " (" + detail + ")";
    }

    /**
     * Generated digits in the place of MNIST.
     *
     * @param count to train on, the first of as many as MNIST has
     * @param reason why, for {@link #detail}
     * @param arena owns the memory
     * @return them, and as many to test as MNIST has
     * @throws UsageError if there are not so many
     */
    public static Mnist generate(int count, String reason, Arena arena) {
        requireSamples(count, TRAIN_COUNT);
        return new Mnist(
                SyntheticDigits.generate(count, TRAIN_SEED, arena),
                SyntheticDigits.generate(TEST_COUNT, TEST_SEED, arena),
                GENERATED,
                reason);
    }
}
