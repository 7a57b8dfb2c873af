package dev.thrice.lab.train;

import dev.thrice.base.Printable;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.learn.Checkpoints;
import dev.thrice.learn.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where a training is written down as it goes, and whether it goes on from there. */
final class CheckpointOptions {
    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description =
                    "Write a checkpoint into this folder after each epoch, and when the training is stopped; over ranks not then.")
    private Path folder;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "Write one after every N steps, too (default: after epochs alone).")
    private Integer every;

    @Option(names = "--keep", paramLabel = "N", description = "Keep the last N checkpoints (default: 3).")
    private Integer keep;

    @Option(
            names = "--resume",
            description =
                    "Go on from the last checkpoint of the folder, to the same bits as if the training had never been"
                            + " stopped; begin where there is none. The other options have to be as they were, but for --epochs and"
                            + " --workers.")
    private boolean resume;

    void require() {
        UsageError.require("--checkpoint-every", every, every == null || every >= 1, "at least 1");
        UsageError.require("--keep", keep, keep == null || keep >= 1, "at least 1");
        if (folder == null && (every != null || keep != null || resume)) {
            String given = every != null ? "--checkpoint-every" : keep != null ? "--keep" : "--resume";
            throw new UsageError(given + " without --checkpoint, expected the folder of the checkpoints");
        }
    }

    /** What is asked of the folder, by who writes into it. */
    void requireFolder() {
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageError("--checkpoint " + folder + ": no folder, expected one, or a name for one");
        }
        if (folder != null && !resume) {
            requireNone();
        }
        if (folder != null) {
            requireWritable();
        }
    }

    /** Else the first to find out would be the first checkpoint, after an epoch. One that is left over is removed as checkpoints are. */
    private void requireWritable() {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".thrice", ".part"));
        } catch (IOException e) {
            throw new UserError("--checkpoint " + folder + ": cannot write into it: " + Reason.of(e));
        }
    }

    /** Those of another training are neither gone on with nor removed unless it is asked for. */
    private void requireNone() {
        try {
            Optional<Path> other = Checkpoints.in(folder).newest();
            if (other.isPresent()) {
                throw new UserError("--checkpoint " + folder + ": has "
                        + other.get().getFileName() + ", expected no checkpoints, or --resume to go on from it");
            }
        } catch (IOException e) {
            throw new UserError("cannot read " + folder + ": " + Reason.of(e));
        }
    }

    boolean resume() {
        return resume;
    }

    /** Nothing where none were asked for. */
    Optional<Checkpoints> checkpoints() {
        return Optional.ofNullable(folder).map(path -> {
            Checkpoints checkpoints = Checkpoints.in(path);
            return every == null ? kept(checkpoints) : kept(checkpoints).everySteps(every);
        });
    }

    /** Has a training go on from a checkpoint. */
    @FunctionalInterface
    interface Resumption {
        Checkpoints.Resumed run() throws IOException;
    }

    /**
     * Goes on from the newest checkpoint that is whole, and says so, and which are not.
     *
     * @param state of the training, asked for afterwards
     * @return whether there is one
     * @throws UserError if it is of another training, or none is whole
     */
    static boolean resumed(Resumption resumption, Supplier<Trainer.State> state, int stepsPerEpoch) {
        try {
            Checkpoints.Resumed resumed = resumption.run();
            resumed.damaged().forEach(each -> System.err.println("thrice: " + Printable.of(each) + "; set aside"));
            System.out.println(resumed.from()
                    .map(path ->
                            "resumes from " + path + ", after " + state.get().epoch() + " epochs and "
                                    + state.get().batch() + " of " + stepsPerEpoch + " steps")
                    .orElse("no checkpoint to resume from: begins"));
            return resumed.from().isPresent();
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(e.getMessage());
        }
    }

    static UserError notWritten(UncheckedIOException e) {
        return new UserError("cannot write a checkpoint: " + Reason.of(e.getCause()));
    }

    private Checkpoints kept(Checkpoints checkpoints) {
        return keep == null ? checkpoints : checkpoints.keep(keep);
    }
}
