package dev.thrice.lab.grid;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.Version;
import dev.thrice.lab.command.Oversubscription;
import dev.thrice.lab.command.Ranks;
import dev.thrice.mpi.Mpi;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    private Mpi mpi; // null but under mpirun

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
     * Does a grid's work; under {@code mpirun} on each rank, which has a shard of the cells, and rank 0 speaks.
     *
     * @param check of what is asked for, by rank 0 for all
     * @param work all of it, the report included
     * @throws UserError if there is no MPI library for who started this process
     */
    public void onRanks(Runnable check, Runnable work) {
        if (Mpi.ranksStarted() == 1) {
            check.run();
            work.run();
            return;
        }
        Ranks.run(mpi -> onRank(mpi, check, work));
    }

    private void onRank(Mpi ranks, Runnable check, Runnable work) {
        if (ranks.rank() == 0) {
            UsageError.require(
                    "--shard", shard, shard.equals(Shard.WHOLE), "none under mpirun, which gives each rank one");
            check.run();
        }
        ranks.requireEqual("version", Version.commit()); // and waits for rank 0
        shard = new Shard(ranks.rank() + 1, ranks.size());
        mpi = ranks;
        if (!speaks()) {
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
        work.run();
    }

    /** Whether other ranks run the other shards, at the same time. */
    boolean isOnRanks() {
        return mpi != null;
    }

    /**
     * That all ranks see what one writes into a folder, else they would wait for each other's results for ever. All ranks ask, at the same
     * time.
     *
     * @throws UserError on a rank that does not see what rank 0 writes
     */
    void requireShared(Path folder) {
        if (mpi != null) {
            new SharedFolder(mpi, folder).require();
        }
    }

    /** Whether this is not another rank than the first. */
    boolean speaks() {
        return mpi == null || shard.index() == 1;
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
