package dev.thrice.lab.learn;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.command.UsageError;
import dev.thrice.lab.data.Mnist;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/** A network and the data it learns from: one in twelve of the training images is held out for validation. */
public final class Trainer implements AutoCloseable {
    /** Of MNIST's 60,000, 5,000. */
    private static final int HELD_OUT = 12;

    private final Network network;
    private final Mnist mnist;
    private final Minibatches batches;
    private final Dataset validation;

    /**
     * How well a network does.
     *
     * @param loss mean over samples, in nats
     * @param accuracy share of right answers
     */
    public record Score(double loss, double accuracy) {}

    /**
     * Draws the parameters.
     *
     * @param chain what is to learn
     * @param batch samples of a batch
     * @param kernels who computes
     * @param seed of parameters and order
     * @param mnist the data
     */
    public Trainer(Chain chain, int batch, Kernels kernels, long seed, Mnist mnist) {
        this.mnist = mnist;
        int count = mnist.train().count();
        Dataset training = mnist.train().slice(0, count - heldOut(mnist));
        validation = mnist.train().slice(count - heldOut(mnist), count);
        batches = new Minibatches(training, batch, Minibatches.LastBatch.DROP, seed);
        network = new Network(chain, batch, kernels, seed); // last: it has memory that somebody must free
    }

    /**
     * Checks a batch size before any work.
     *
     * @param batch samples
     * @param mnist the data
     * @throws UsageError if validation or the test has not so many samples
     */
    public static void requireBatch(int batch, Mnist mnist) {
        if (batch < 1 || batch > heldOut(mnist)) {
            throw new UsageError(
                    "--batch " + batch + ", expected 1 to " + heldOut(mnist) + ", the samples held out for validation");
        }
        if (batch > mnist.test().count()) {
            throw new UsageError(
                    "--batch " + batch + ", expected 1 to " + mnist.test().count() + ", the samples of the test set");
        }
    }

    private static int heldOut(Mnist mnist) {
        return mnist.train().count() / HELD_OUT;
    }

    /**
     * What learns.
     *
     * @return the network, of this object's life
     */
    public Network network() {
        return network;
    }

    /**
     * The steps of an epoch.
     *
     * @return batches in the training images; what is left over is dropped
     */
    public int stepsPerEpoch() {
        return batches.batchesPerEpoch();
    }

    /** Puts the first batch of the first epoch into the network. */
    public void loadFirstBatch() {
        batches.startEpoch(0);
        batches.next(network.inputs(), network.labels());
    }

    /** Puts the next batch into the network; after the last, the first again. */
    public void loadNextBatch() {
        if (!batches.hasNext()) {
            batches.startEpoch(0);
        }
        batches.next(network.inputs(), network.labels());
    }

    /**
     * Goes through the training images once.
     *
     * @param epoch its number from 0, which settles the order
     * @param step of training, on this network
     * @param each is given each batch's mean loss, before the update
     */
    public void train(int epoch, TrainingStep step, DoubleConsumer each) {
        batches.startEpoch(epoch);
        while (batches.hasNext()) {
            batches.next(network.inputs(), network.labels());
            each.accept(step.run());
        }
    }

    /**
     * Judges the network by the images held out.
     *
     * @return the score
     * @throws DivergenceException if the loss is not finite; it names the layer
     */
    public Score validate() {
        return score("validation", validation);
    }

    /**
     * Judges the network by the test set.
     *
     * @return the score
     * @throws DivergenceException if the loss is not finite; it names the layer
     */
    public Score test() {
        return score("test", mnist.test());
    }

    /**
     * The validation accuracy of a network that may have diverged: what it says NaN of is wrong.
     *
     * @return share of right answers
     */
    public double validationAccuracy() {
        return accuracy(validation);
    }

    /**
     * The test accuracy of a network that may have diverged: what it says NaN of is wrong.
     *
     * @return share of right answers
     */
    public double testAccuracy() {
        return accuracy(mnist.test());
    }

    private Score score(String what, Dataset data) {
        double[] loss = new double[1];
        int correct = count(data, samples -> {
            double more = network.loss(samples);
            if (!Double.isFinite(more)) {
                throw new DivergenceException(
                        what + ": " + network.firstNotFinite().orElse("loss " + more) + ", expected finite numbers");
            }
            loss[0] += more;
        });
        return new Score(loss[0] / data.count(), (double) correct / data.count());
    }

    private double accuracy(Dataset data) {
        return (double) count(data, samples -> {}) / data.count();
    }

    /**
     * The right answers over all samples of a data set; a last, smaller batch has rows left over from the one before, which do not
     * count.
     */
    private int count(Dataset data, IntConsumer each) {
        Minibatches all = new Minibatches(data, network.batch(), Minibatches.LastBatch.KEEP, 0);
        int correct = 0;
        while (all.hasNext()) {
            int samples = all.next(network.inputs(), network.labels());
            network.forward();
            each.accept(samples);
            correct += network.correct(samples);
        }
        return correct;
    }

    @Override
    public void close() {
        network.close();
    }
}
