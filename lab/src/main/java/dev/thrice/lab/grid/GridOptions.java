package dev.thrice.lab.grid;

import dev.thrice.lab.command.Oversubscription;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a grid's results are, and who computes which of them. */
public final class GridOptions {
    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "Folder of the cells' results, one file each; such folders merge by copying (default: one in the"
                            + " user's cache for each set of options).")
    private Path results;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            converter = Shard.Converter.class,
            description = "Run every N-th cell only, from the I-th on: a machine's part.")
    private Shard shard = Shard.WHOLE;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            description = "Cells to run at once, each on one thread (default: one a core).")
    private Integer atOnce;

    @Mixin
    private Oversubscription oversubscription;

    GridOptions() {}

    /**
     * The results' folder.
     *
     * @param preset where they are unless the user says
     * @return the folder
     */
    Path folder(Path preset) {
        return results == null ? preset : results;
    }

    Shard shard() {
        return shard;
    }

    /**
     * How many cells run at a time.
     *
     * @return the number of threads
     * @throws dev.thrice.command.UsageError if they are fewer than 1 or too many
     */
    public int atOnce() {
        int cores = Runtime.getRuntime().availableProcessors();
        return oversubscription.require("--at-once", atOnce == null ? cores : atOnce);
    }
}
