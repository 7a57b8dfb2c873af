package dev.thrice.lab.train;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Progress;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.Callback;
import dev.thrice.learn.Checkpoints;
import dev.thrice.learn.Epoch;
import dev.thrice.learn.Metrics;
import java.io.UncheckedIOException;

/** One training, from the first epoch to the test. */
final class Training implements AutoCloseable {
    private static final int STEPS_SHOWN = 50;

    private final Trainer trainer;
    private final TrainingSeconds seconds = new TrainingSeconds();
    private String stop = "";
    private volatile boolean stopped;

    Training(Trainer.Task task, LearningAlgorithm algorithm, Optimizer optimizer, Executor executor) {
        trainer = new Trainer(task, algorithm, optimizer, executor);
    }

    /** Has {@link #run} write checkpoints. */
    void checkpoints(Checkpoints where) {
        trainer.checkpoints(where);
    }

    /**
     * Goes on from the newest checkpoint that is whole, and says so, and which are not.
     *
     * @return whether there is one
     * @throws UserError if it is of another training, or none is whole
     */
    boolean resume() {
        return CheckpointOptions.resumed(() -> trainer.resume(seconds), trainer::state, trainer.stepsPerEpoch());
    }

    void run(int epochs, TrainingLog log) {
        long steps = (long) epochs * trainer.stepsPerEpoch();
        try (Progress progress = Progress.of("training", steps)) {
            progress.advance(Math.min(steps, stepsMade()));
            progress.print(TrainingTable.header());
            trainer.train(epochs, seconds, new Watch(progress, log));
        } catch (UncheckedIOException e) {
            throw CheckpointOptions.notWritten(e);
        }
        if (!stop.isEmpty()) {
            System.err.println("thrice: the training was stopped " + stop);
            return;
        }
        Metrics test = trainer.test();
        TrainingLog.Test last = new TrainingLog.Test(test.loss(), test.accuracy(), seconds.sum());
        log.write(last);
        System.out.println(TrainingTable.line(last));
    }

    private long stepsMade() {
        return (long) trainer.state().epoch() * trainer.stepsPerEpoch()
                + trainer.state().batch();
    }

    /** Has {@link #run} return at the end of a step, or go on to its end if it is at the test. May be called from another thread. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    Network network() {
        return trainer.network();
    }

    @Override
    public void close() {
        trainer.close();
    }

    /** Shows and writes down how it goes, and ends it where it was told to. */
    private final class Watch implements Callback {
        private final Progress progress;
        private final TrainingLog log;
        private int epoch = trainer.state().epoch() + 1;
        private int first = trainer.state().batch();
        private double sum = trainer.state().loss();
        private long start = System.nanoTime();

        Watch(Progress progress, TrainingLog log) {
            this.progress = progress;
            this.log = log;
        }

        @Override
        public void afterStep(int step, double loss) {
            sum += loss;
            progress.step();
            if (stopped && step < trainer.stepsPerEpoch()) { // else when the epoch has been judged
                stop = "in epoch " + epoch + ", after " + step + " of its " + trainer.stepsPerEpoch() + " steps";
                trainer.stop();
            } else if (step % STEPS_SHOWN == 0) {
                double speed = samples(step - first) / ((System.nanoTime() - start) / 1e9);
                progress.show(TrainingTable.progress(sum / step, speed));
            }
        }

        @Override
        public void afterEpoch(Epoch made) {
            Metrics validation = trainer.validate();
            TrainingLog.Epoch epochLine = new TrainingLog.Epoch(
                    made.number(),
                    made.loss(),
                    validation.loss(),
                    validation.accuracy(),
                    made.seconds(),
                    made.samplesPerSecond());
            log.write(epochLine);
            progress.print(TrainingTable.row(epochLine));
            if (stopped) {
                stop = "after epoch " + made.number();
                trainer.stop();
            }
            epoch++;
            first = 0;
            sum = 0;
            start = System.nanoTime();
        }
    }

    private double samples(int steps) {
        return (double) steps * trainer.network().batch();
    }
}
