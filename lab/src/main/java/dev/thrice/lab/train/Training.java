package dev.thrice.lab.train;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.lab.output.Progress;
import dev.thrice.learn.Callback;
import dev.thrice.learn.Epoch;
import dev.thrice.learn.Metrics;
import java.util.Locale;

/** One training, from the first epoch to the test. */
final class Training implements AutoCloseable {
    private static final int STEPS_SHOWN = 50;
    private static final String ROW = "%-5s  %-10s  %-15s  %-19s  %s";

    private final Trainer trainer;
    private double seconds;
    private String stop = "";
    private volatile boolean stopped;

    Training(Trainer.Task task, LearningAlgorithm algorithm, Optimizer optimizer, Executor executor) {
        trainer = new Trainer(task, algorithm, optimizer, executor);
    }

    void run(int epochs, TrainingLog log) {
        try (Progress progress = Progress.of("training", (long) epochs * trainer.stepsPerEpoch())) {
            progress.print(format(ROW, "epoch", "loss", "validation loss", "validation accuracy", "samples/s"));
            trainer.train(epochs, new Watch(progress, log));
        }
        if (!stop.isEmpty()) {
            System.err.println("thrice: the training was stopped " + stop);
            return;
        }
        Metrics test = trainer.test();
        log.write(new TrainingLog.Test(test.loss(), test.accuracy(), seconds));
        System.out.println(format("test loss %.4f, test accuracy %s, after ", test.loss(), percent(test.accuracy()))
                + format("%.2f s of training", seconds));
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
        private int epoch = 1;
        private long start = System.nanoTime();
        private double sum;

        Watch(Progress progress, TrainingLog log) {
            this.progress = progress;
            this.log = log;
        }

        @Override
        public void afterStep(int step, double loss) {
            sum += loss;
            progress.step();
            if (stopped) {
                stop = "in epoch " + epoch + ", after " + step + " of its " + trainer.stepsPerEpoch() + " steps";
                trainer.stop();
            } else if (step % STEPS_SHOWN == 0) {
                double speed = samples(step) / ((System.nanoTime() - start) / 1e9);
                progress.show(format("loss %.3f, %.0f samples/s", sum / step, speed));
            }
        }

        @Override
        public void afterEpoch(Epoch made) {
            if (!stop.isEmpty()) { // by its last step
                return;
            }
            Metrics validation = trainer.validate();
            double accuracy = validation.accuracy();
            seconds += made.seconds();
            log.write(new TrainingLog.Epoch(
                    made.number(), made.loss(), validation.loss(), accuracy, made.seconds(), made.samplesPerSecond()));
            progress.print(format(
                    ROW,
                    made.number(),
                    format("%.4f", made.loss()),
                    format("%.4f", validation.loss()),
                    percent(accuracy),
                    format("%.0f", made.samplesPerSecond())));
            if (stopped) {
                stop = "after epoch " + made.number();
                trainer.stop();
            }
            epoch++;
            sum = 0;
            start = System.nanoTime();
        }
    }

    private double samples(int steps) {
        return (double) steps * trainer.network().batch();
    }

    private static String percent(double share) {
        return format("%.2f %%", 100 * share);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
