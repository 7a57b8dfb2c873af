package dev.thrice.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes the checkpoints of one call of fit. */
class CheckpointWriter {
    /** Where none were asked for. */
    static final CheckpointWriter NONE = new CheckpointWriter();

    private CheckpointWriter() {}

    /** The folder has to be this training's. */
    static CheckpointWriter to(
            Checkpoints checkpoints,
            Trainer trainer,
            Map<String, String> settings,
            Callback[] callbacks,
            int stepsPerEpoch) {
        try {
            checkpoints.claim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CheckpointWriter() {
            @Override
            void writeIfDue() {
                if (checkpoints.isDueAfter(step())) {
                    write();
                }
            }

            @Override
            void write() {
                try {
                    CheckpointFile.write(checkpoints.file(step()), trainer, settings, callbacks);
                    checkpoints.removeOld();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            private long step() {
                Trainer.State state = trainer.state();
                return (long) state.epoch() * stepsPerEpoch + state.batch();
            }
        };
    }

    /** Between two steps of an epoch. */
    void writeIfDue() {}

    /** Between two epochs, or when the training ends. */
    void write() {}
}
