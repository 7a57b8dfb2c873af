package dev.thrice.learn;

import dev.thrice.formats.FormatException;
import dev.thrice.learn.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a training down in its checkpoints, and has it go on from them. {@link Trainer#fit} and {@link Trainer#resume} do so of
 * themselves; this is for a training that somebody else makes, to files that a Trainer of the same settings resumes as its own. One
 * thread at a time.
 */
public final class CheckpointLog {
    private final Checkpoints checkpoints;
    private final Resumable training;
    private final Map<String, String> settings;
    private final Callback[] callbacks;
    private final Dataset data;
    private final int stepsPerEpoch;
    private boolean ended;

    /**
     * Of one training; nothing is read or written yet.
     *
     * @param checkpoints of this training alone
     * @param training to be written down
     * @param data that it learns from
     * @param callbacks whose states are kept
     */
    public CheckpointLog(Checkpoints checkpoints, Resumable training, Dataset data, Callback... callbacks) {
        this.checkpoints = checkpoints;
        this.training = training;
        this.data = data;
        this.callbacks = callbacks.clone();
        settings = training.settings().texts(training.model(), data);
        stepsPerEpoch = data.count() / training.settings().batch();
    }

    /**
     * Takes the folder for this training, before the first checkpoint.
     *
     * @throws IllegalStateException if there are checkpoints that it has not been {@linkplain #resume resumed} from
     * @throws UncheckedIOException if the folder cannot be read or made
     */
    public void begin() {
        try {
            checkpoints.claim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the training go on from the newest checkpoint that is whole.
     *
     * @return what was found; where there is no checkpoint nothing has changed
     * @throws IOException if a checkpoint cannot be read, or there are some and none is whole
     * @throws IllegalArgumentException if it was made with other settings or data, the first of which is named; no parameter has changed
     */
    public Checkpoints.Resumed resume() throws IOException {
        List<Path> all = checkpoints.newestFirst();
        List<String> damaged = new ArrayList<>();
        for (Path path : all) {
            try (CheckpointFile file = CheckpointFile.open(path)) {
                resumeFrom(file);
                checkpoints.setAside(all.subList(0, damaged.size()));
                checkpoints.take();
                return new Checkpoints.Resumed(Optional.of(path), damaged);
            } catch (FormatException e) {
                damaged.add(e.getMessage());
            }
        }
        if (!all.isEmpty()) {
            throw new IOException(damaged.getFirst() + "; none of the " + all.size() + " checkpoints is whole");
        }
        checkpoints.take();
        return new Checkpoints.Resumed(Optional.empty(), damaged);
    }

    private void resumeFrom(CheckpointFile file) throws IOException {
        file.requireMadeWith(settings);
        Trainer.State state = file.state();
        List<String> states = file.callbacks(callbacks.length);
        boolean over = false;
        for (int i = 0; i < callbacks.length; i++) {
            over |= !states.get(i).isEmpty() && callbacks[i].restore(states.get(i));
        }
        file.copyTo(training, callbacks);
        training.restore(state);
        ended = over;
    }

    /** Whether a callback had ended the training that was resumed. */
    boolean ended() {
        return ended;
    }

    /** Between two steps of an epoch. */
    void writeIfDue() {
        if (checkpoints.isDueAfter(step())) {
            write();
        }
    }

    /**
     * Writes the training down as it is, and then removes what is too old to be kept. Between two epochs, or when the training ends.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void write() {
        try {
            training.model().adopt(data);
            CheckpointFile.write(checkpoints.file(step()), training, settings, callbacks);
            checkpoints.removeOld();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long step() {
        Trainer.State state = training.state();
        return (long) state.epoch() * stepsPerEpoch + state.batch();
    }
}
