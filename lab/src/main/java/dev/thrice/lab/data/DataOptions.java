package dev.thrice.lab.data;

import dev.thrice.base.Printable;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.DistinctFiles;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What data a command is to use: MNIST, unless something else is asked for. */
public final class DataOptions implements DistinctFiles.Reader {
    @ArgGroup
    private Choice choice = new Choice();

    /** One of them at most. */
    private static final class Choice {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description =
                        "Folder of the MNIST files, which is only read (default: the user's cache, filled if need be).")
        private Path dir;

        @Option(
                names = "--data",
                paramLabel = "DATA",
                description =
                        "Other data in place of MNIST: fashion-mnist, which is fetched as MNIST is; or your own, a folder of four"
                                + " idx files, raw or .gz, under MNIST's names, EMNIST's (one split of several as"
                                + " DIR/emnist-letters) or QMNIST's; of CIFAR-10's data_batch_1.bin to test_batch.bin, or"
                                + " cifar-10-binary.tar.gz; of x_train.npy, y_train.npy, x_test.npy and y_test.npy, or a .npz file"
                                + " of arrays of these names; of train.csv and test.csv; a .csv file or a .npy file of features, of"
                                + " which one example in seven is kept for the test.")
        private String data; // not a path, which would lose the slash that tells a folder from a name

        @Option(names = "--generated", description = "Generated digits in place of MNIST.")
        private boolean generated;

        private Choice() {}
    }

    @Option(
            names = "--labels",
            paramLabel = "WHERE",
            description =
                    "Where the classes are: of --data FILE.csv, or of train.csv and test.csv, the column, by its name in the first line, or, where no line"
                            + " has names, by its number from 0 on; of --data FILE.npy another .npy file.")
    private String labels;

    private DataOptions() {}

    /**
     * Loads what was asked for, and never anything else.
     *
     * @param arena owns the memory
     * @return the data
     * @throws UsageError if it was asked for wrongly
     * @throws UserError if they cannot be had, or are not what they should be
     */
    public Mnist load(Arena arena) {
        return load(null, arena);
    }

    /**
     * Loads the same with fewer examples to train on.
     *
     * @param samples to train on, the first that there are; null for all
     * @param arena owns the memory
     * @return the data, with the whole test set
     * @throws UsageError if it was asked for wrongly, or there are not so many
     * @throws UserError if they cannot be had, or are not what they should be
     */
    public Mnist load(Integer samples, Arena arena) {
        UsageError.require("--labels", labels, labels == null || isOwn(), "with it --data of .csv or .npy files");
        if (choice.generated) {
            return Mnist.generate(samples == null ? Mnist.TRAIN_COUNT : samples, "as asked for", arena);
        }
        Mnist all = read(arena);
        return samples == null ? all : all.first(samples);
    }

    private Mnist read(Arena arena) {
        if (known().isPresent()) {
            return load(known().get(), null, arena);
        }
        if (choice.data != null) {
            return isFile() ? ownFile().read() : OwnData.read(Path.of(choice.data), labels, arena);
        }
        return load(PublicData.MNIST, choice.dir, arena);
    }

    private static Mnist load(PublicData data, Path named, Arena arena) {
        return Mnist.load(
                data.folder(named),
                named == null ? data.sources() : List.of(),
                arena,
                notice -> System.err.println("thrice: " + Printable.of(notice)));
    }

    /**
     * Whether the data are the user's own, so that nobody knows their shape before they are loaded.
     *
     * @return false of MNIST and of what has its shape
     */
    public boolean isOwn() {
        return choice.data != null && known().isEmpty();
    }

    /** What is asked for by its name; a folder that is called so is asked for by a path, as mnist/ or ./mnist. */
    private Optional<PublicData> known() {
        return Optional.ofNullable(choice.data).flatMap(PublicData::called);
    }

    private boolean isFile() {
        return isOwn() && OwnFile.isOne(Path.of(choice.data));
    }

    private OwnFile ownFile() {
        return new OwnFile(Path.of(choice.data), labels);
    }

    /** The data's files, under each name that they may have. */
    @Override
    public Stream<Path> reads() {
        if (choice.generated) {
            return Stream.empty();
        }
        if (isFile()) {
            return ownFile().files().stream();
        }
        if (isOwn()) {
            return OwnData.candidates(Path.of(choice.data));
        }
        DataFolder folder = known().orElse(PublicData.MNIST).folder(choice.dir);
        return folder.files().stream().map(folder::locate);
    }

    /**
     * The options as they were given, for a process that is to have the same.
     *
     * @return arguments, or none
     */
    public List<String> arguments() {
        if (choice.generated) {
            return List.of("--generated");
        }
        if (choice.data != null) {
            String data = "--data=" + choice.data;
            return labels == null ? List.of(data) : List.of(data, "--labels=" + labels);
        }
        return choice.dir == null ? List.of() : List.of("--dir=" + choice.dir);
    }
}
