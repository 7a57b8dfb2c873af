package dev.thrice.lab.data;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.command.output.DistinctFiles;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
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
                paramLabel = "DIR",
                description =
                        "Folder of data of your own in place of MNIST: four idx files, raw or .gz, under MNIST's names.")
        private Path data;

        @Option(names = "--generated", description = "Generated digits in place of MNIST.")
        private boolean generated;

        private Choice() {}
    }

    private DataOptions() {}

    /**
     * Loads what was asked for, and never anything else.
     *
     * @param arena owns the memory
     * @return the data
     * @throws UserError if they cannot be had, or are not what they should be
     */
    public Mnist load(Arena arena) {
        if (choice.generated) {
            return Mnist.generate("as asked for", arena);
        }
        if (choice.data != null) {
            return OwnData.read(choice.data, arena);
        }
        return Mnist.load(
                MnistFiles.folder(choice.dir),
                choice.dir == null ? MnistFiles.PUBLIC_SOURCES : List.of(),
                arena,
                notice -> System.err.println("thrice: " + Printable.of(notice)));
    }

    /** The data's files, under each name that they may have. */
    @Override
    public Stream<Path> reads() {
        if (choice.generated) {
            return Stream.empty();
        }
        if (choice.data != null) {
            FolderSource source = new FolderSource(choice.data);
            return MnistFiles.ALL.stream().flatMap(source::candidates);
        }
        DataFolder folder = MnistFiles.folder(choice.dir);
        return folder.files().stream().map(folder::locate);
    }

    /**
     * The option as it was given, for a process that is to have the same.
     *
     * @return one argument or none
     */
    public List<String> arguments() {
        if (choice.generated) {
            return List.of("--generated");
        }
        if (choice.data != null) {
            return List.of("--data=" + choice.data);
        }
        return choice.dir == null ? List.of() : List.of("--dir=" + choice.dir);
    }
}
