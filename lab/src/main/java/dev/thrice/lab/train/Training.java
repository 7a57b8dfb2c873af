package dev.thrice.lab.train;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.data.Dataset;
import dev.thrice.engine.data.Minibatches;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.training.Optimizer;
import dev.thrice.engine.training.TrainingStep;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.UserError;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.output.Progress;
import dev.thrice.lab.output.Table;
import java.util.Locale;

/** One training, from the first epoch to the test. */
final class Training implements AutoCloseable {
    /** One in so many samples is held out for validation; of MNIST's 60,000, 5,000. */
    private static final int HELD_OUT = 12;

    private static final int STEPS_SHOWN = 50;

    /** Mean loss and share of right answers. */
    private record Score(double loss, double accuracy) {}

    private final Network network;
    private final Mnist mnist;
    private final Minibatches batches;
    private final Dataset validation;

    Training(Chain chain, int batch, Kernels kernels, long seed, Mnist mnist) {
        this.mnist = mnist;
        network = new Network(chain, batch, kernels, seed);
        int count = mnist.train().count();
        Dataset training = mnist.train().slice(0, count - heldOut(mnist));
        validation = mnist.train().slice(count - heldOut(mnist), count);
        batches = new Minibatches(training, batch, Minibatches.LastBatch.DROP, seed);
    }

    /**
     * Checks a batch size before any work.
     *
     * @throws UserError if validation has not so many samples
     */
    static void requireBatch(int batch, Mnist mnist) {
        if (batch < 1 || batch > heldOut(mnist)) {
            throw new UserError("batch of " + batch + ", expected 1 to " + heldOut(mnist)
                    + ", the samples held out for validation");
        }
    }

    private static int heldOut(Mnist mnist) {
        return mnist.train().count() / HELD_OUT;
    }

    void run(LearningAlgorithm algorithm, Executor executor, Optimizer optimizer, int epochs, TrainingLog log) {
        TrainingStep step = new TrainingStep(new Engine(network, algorithm, executor), optimizer);
        Table table = new Table("epoch", "loss", "validation loss", "validation accuracy", "samples/s");
        double seconds = 0;
        double accuracy = 0;
        try (Progress progress = Progress.of("training", (long) epochs * batches.batchesPerEpoch())) {
            for (int epoch = 1; epoch <= epochs; epoch++) {
                long start = System.nanoTime();
                double loss = trainEpoch(epoch, step, progress, accuracy);
                double taken = (System.nanoTime() - start) / 1e9;
                Score score = score(validation);
                accuracy = score.accuracy;
                seconds += taken;
                double speed = (double) batches.batchesPerEpoch() * network.batch() / taken;
                log.write(new TrainingLog.Epoch(epoch, loss, score.loss, accuracy, taken, speed));
                table.row(
                        String.valueOf(epoch),
                        format("%.4f", loss),
                        format("%.4f", score.loss),
                        percent(accuracy),
                        format("%.0f", speed));
            }
        } finally {
            System.out.print(table); // what a training that diverges has come to is not lost
        }
        Score test = score(mnist.test());
        log.write(new TrainingLog.Test(test.loss, test.accuracy, seconds));
        System.out.println(format("test loss %.4f, test accuracy %s, after ", test.loss, percent(test.accuracy))
                + format("%.2f s of training", seconds));
    }

    Network network() {
        return network;
    }

    @Override
    public void close() {
        network.close();
    }

    private double trainEpoch(int epoch, TrainingStep step, Progress progress, double accuracy) {
        batches.startEpoch(epoch - 1);
        long start = System.nanoTime();
        double sum = 0;
        int steps = 0;
        while (batches.hasNext()) {
            batches.next(network.inputs(), network.labels());
            sum += step.run();
            steps++;
            progress.step();
            if (steps % STEPS_SHOWN == 0) {
                double speed = (double) steps * network.batch() / ((System.nanoTime() - start) / 1e9);
                progress.show(format("loss %.3f, %s, %.0f samples/s", sum / steps, percent(accuracy), speed));
            }
        }
        return sum / steps;
    }

    /** Over all samples of a data set; a last, smaller batch has rows left over from the one before, which do not count. */
    private Score score(Dataset data) {
        Minibatches all = new Minibatches(data, network.batch(), Minibatches.LastBatch.KEEP, 0);
        double loss = 0;
        int correct = 0;
        while (all.hasNext()) {
            int samples = all.next(network.inputs(), network.labels());
            network.forward();
            loss += network.loss(samples);
            correct += network.correct(samples);
        }
        return new Score(loss / data.count(), (double) correct / data.count());
    }

    private static String percent(double share) {
        return format("%.2f %%", 100 * share);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
