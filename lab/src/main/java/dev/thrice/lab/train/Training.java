package dev.thrice.lab.train;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.lab.output.Progress;
import java.util.Locale;

/** One training, from the first epoch to the test. */
final class Training implements AutoCloseable {
    private static final int STEPS_SHOWN = 50;
    private static final String ROW = "%-5s  %-10s  %-15s  %-19s  %s";

    private final Trainer trainer;
    private volatile boolean stopped;

    /** Ends a training at the end of a step. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stop(String when) {
            super(when);
        }
    }

    Training(Chain chain, int batch, Kernels kernels, long seed, Mnist mnist) {
        trainer = new Trainer(chain, batch, kernels, seed, mnist);
    }

    void run(LearningAlgorithm algorithm, Executor executor, Optimizer optimizer, int epochs, TrainingLog log) {
        TrainingStep step = new TrainingStep(new Engine(trainer.network(), algorithm, executor), optimizer);
        double seconds = 0;
        double accuracy = 0;
        String stop = "";
        try (Progress progress = Progress.of("training", (long) epochs * trainer.stepsPerEpoch())) {
            progress.print(format(ROW, "epoch", "loss", "validation loss", "validation accuracy", "samples/s"));
            for (int epoch = 1; epoch <= epochs && stop.isEmpty(); epoch++) {
                long start = System.nanoTime();
                double loss = trainEpoch(epoch, step, progress);
                double taken = (System.nanoTime() - start) / 1e9;
                Trainer.Score score = trainer.validate();
                accuracy = score.accuracy();
                seconds += taken;
                double speed = samples(trainer.stepsPerEpoch()) / taken;
                log.write(new TrainingLog.Epoch(epoch, loss, score.loss(), accuracy, taken, speed));
                progress.print(format(
                        ROW,
                        epoch,
                        format("%.4f", loss),
                        format("%.4f", score.loss()),
                        percent(accuracy),
                        format("%.0f", speed)));
                stop = stopped ? "after epoch " + epoch : "";
            }
        } catch (Stop e) {
            stop = e.getMessage();
        }
        if (!stop.isEmpty()) {
            System.err.println("thrice: the training was stopped " + stop);
            return;
        }
        Trainer.Score test = trainer.test();
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

    private double trainEpoch(int epoch, TrainingStep step, Progress progress) {
        long start = System.nanoTime();
        double[] sum = new double[1];
        int[] steps = new int[1];
        trainer.train(epoch - 1, step, loss -> {
            sum[0] += loss;
            steps[0]++;
            progress.step();
            if (stopped) {
                throw new Stop(
                        "in epoch " + epoch + ", after " + steps[0] + " of its " + trainer.stepsPerEpoch() + " steps");
            }
            if (steps[0] % STEPS_SHOWN == 0) {
                double speed = samples(steps[0]) / ((System.nanoTime() - start) / 1e9);
                progress.show(format("loss %.3f, %.0f samples/s", sum[0] / steps[0], speed));
            }
        });
        return sum[0] / steps[0];
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
