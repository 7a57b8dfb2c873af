package dev.thrice.lab.data;

import dev.thrice.engine.data.Dataset;
import dev.thrice.engine.data.SyntheticDigits;
import dev.thrice.lab.UsageError;
import dev.thrice.lab.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * MNIST, or generated digits of the same number and size where it cannot be had.
 *
 * @param train 60,000 examples
 * @param test 10,000 examples
 * @param source {@value #MNIST} or {@value #GENERATED}
 * @param detail where MNIST was read from, or why the digits had to be generated
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

    private static final int TRAIN_COUNT = 60_000;
    private static final int TEST_COUNT = 10_000;
    private static final long TRAIN_SEED = 1;
    private static final long TEST_SEED = 2;

    /**
     * Loads the data, from the cache folder if it has them all.
     *
     * @param folder the cache folder, or null for the user's
     * @param arena owns the memory
     * @param fetchIfMissing whether to look for missing and corrupt files at the public sources
     * @param notices is told, in a line each, of corrupt files and of a fetch
     * @return the data
     * @throws UserError if the folder cannot be written, or the thread is interrupted
     */
    public static Mnist load(Path folder, Arena arena, boolean fetchIfMissing, Consumer<String> notices) {
        return load(MnistFiles.folder(folder), fetchIfMissing ? MnistFiles.PUBLIC_SOURCES : List.of(), arena, notices);
    }

    static Mnist load(DataFolder folder, List<Source> sources, Arena arena, Consumer<String> notices) {
        List<DataFile> missing = folder.missing(notices);
        if (missing.isEmpty()) {
            return read(folder, arena);
        }
        if (sources.isEmpty()) {
            return generate(
                    folder.path() + " has no intact " + missing.getFirst().name(), arena);
        }
        try {
            folder.fetch(missing, sources, notices);
        } catch (IOException e) {
            return generate(e.getMessage(), arena);
        }
        return read(folder, arena);
    }

    private static Mnist read(DataFolder folder, Arena arena) {
        List<Path> paths = folder.files().stream().map(folder::locate).toList();
        try {
            return new Mnist(
                    Dataset.ofIdx(paths.get(0), paths.get(1), CLASSES, arena),
                    Dataset.ofIdx(paths.get(2), paths.get(3), CLASSES, arena),
                    MNIST,
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
    public Mnist first(int count) {
        if (count < 1 || count > train.count()) {
            throw new UsageError("--samples " + count + ", expected 1 to " + train.count());
        }
        return new Mnist(train.slice(0, count), test, source, detail);
    }

    /**
     * Generated digits in the place of MNIST.
     *
     * @param reason why, for {@link #detail}
     * @param arena owns the memory
     * @return as many as MNIST has
     */
    public static Mnist generate(String reason, Arena arena) {
        return new Mnist(
                SyntheticDigits.generate(TRAIN_COUNT, TRAIN_SEED, arena),
                SyntheticDigits.generate(TEST_COUNT, TEST_SEED, arena),
                GENERATED,
                reason);
    }
}
