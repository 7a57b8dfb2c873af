package dev.thrice.learn;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Answer;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.Scaling;
import java.util.Objects;

/**
 * Judges a network by data, a batch of the network's after the other; a last, smaller one counts as far as it goes. What the network has
 * of its last batch is written over. One thread at a time, as the network.
 */
public final class Evaluator {
    private final Network network;
    private final Scaling scaling; // null for none

    /**
     * Of data as they are.
     *
     * @param network to be judged
     */
    public Evaluator(Network network) {
        this(network, null);
    }

    Evaluator(Network network, Scaling scaling) {
        this.network = network;
        this.scaling = scaling;
    }

    /**
     * The same for data that are to be scaled on their way.
     *
     * @param by the scaling, of features as they are
     * @return another, of the same network
     */
    public Evaluator scaledBy(Scaling by) {
        return new Evaluator(network, Objects.requireNonNull(by, "scaling"));
    }

    /**
     * Judges.
     *
     * @param what is going on, as a message begins, such as {@code validation}
     * @param data with classes or values, as the network's loss asks for
     * @return the metrics
     * @throws DivergenceException if the loss is not finite; it names the layer
     * @throws IllegalArgumentException if the data do not fit the network
     */
    public Metrics evaluate(String what, Dataset data) {
        requireFit(what, network.chain(), data);
        return network.chain().loss() == Loss.NEGATIVE_LOG_LIKELIHOOD ? ofClasses(what, data) : ofValues(what, data);
    }

    /**
     * The accuracy of a network that may have diverged: what it says NaN of is wrong.
     *
     * @param data with classes
     * @return share of right answers
     * @throws IllegalArgumentException if the data do not fit the network
     */
    public double accuracy(Dataset data) {
        requireFit("accuracy", network.chain(), data);
        int[] correct = new int[1];
        eachBatch(data, (first, samples) -> correct[0] += network.correct(samples));
        return (double) correct[0] / data.count();
    }

    private Metrics ofClasses(String what, Dataset data) {
        int[] labels = new int[data.count()];
        int[] answers = new int[data.count()];
        double[] loss = new double[1];
        Tensor output = output();
        eachBatch(data, (first, samples) -> {
            loss[0] += finiteLoss(what, samples);
            for (int i = 0; i < samples; i++) {
                labels[first + i] = network.labels().get(i);
                answers[first + i] = Answer.of(output, i);
            }
        });
        return Metrics.ofClasses(loss[0] / data.count(), output.columns(), labels, answers);
    }

    private Metrics ofValues(String what, Dataset data) {
        Tensor output = output();
        double[] means = means(data);
        double[] squared = new double[means.length];
        double[] spread = new double[means.length];
        double[] loss = new double[1];
        double[] absolute = new double[1];
        eachBatch(data, (first, samples) -> {
            loss[0] += finiteLoss(what, samples);
            for (int i = 0; i < samples; i++) {
                for (int j = 0; j < means.length; j++) {
                    double target = network.targets().get(i, j);
                    double error = target - output.get(i, j);
                    squared[j] += error * error;
                    absolute[0] += Math.abs(error);
                    spread[j] += (target - means[j]) * (target - means[j]);
                }
            }
        });
        double all = (double) data.count() * means.length;
        double sum = 0;
        double r2 = 0;
        for (int j = 0; j < means.length; j++) {
            sum += squared[j];
            r2 += (spread[j] == 0 ? Double.NaN : 1 - squared[j] / spread[j]) / means.length;
        }
        return Metrics.ofValues(loss[0] / data.count(), data.count(), sum / all, absolute[0] / all, r2);
    }

    private static double[] means(Dataset data) {
        double[] means = new double[data.values()];
        for (int i = 0; i < data.count(); i++) {
            for (int j = 0; j < means.length; j++) {
                means[j] += data.value(i, j) / (double) data.count();
            }
        }
        return means;
    }

    private double finiteLoss(String what, int samples) {
        double loss = network.loss(samples);
        if (!Double.isFinite(loss)) {
            throw new DivergenceException(
                    what + ": " + network.firstNotFinite().orElse("loss " + loss) + ", expected finite numbers");
        }
        return loss;
    }

    private Tensor output() {
        return network.activation(network.chain().length());
    }

    @FunctionalInterface
    private interface Batch {
        /** Looks at the first samples of the network, which begin with one that was not looked at. */
        void look(int first, int samples);
    }

    private void eachBatch(Dataset data, Batch each) {
        int batch = Math.min(network.batch(), data.count());
        Minibatches all = new Minibatches(data, batch, Minibatches.LastBatch.KEEP, 0);
        Feed feed = new Feed(all, network, scaling);
        int first = 0;
        while (all.hasNext()) {
            int samples = feed.next();
            network.forward();
            each.look(first, samples);
            first += samples;
        }
    }

    /** That data can be a chain's. */
    static void requireFit(String what, Chain chain, Dataset data) {
        int outputs = chain.width(chain.length());
        boolean classes = chain.loss() == Loss.NEGATIVE_LOG_LIKELIHOOD;
        boolean fits = classes ? data.classes() >= 1 && data.classes() <= outputs : data.values() == outputs;
        if (data.features() != chain.width(0) || !fits) {
            throw new IllegalArgumentException(what + ": data are " + data + ", expected " + chain.width(0)
                    + " features and " + (classes ? "at most " + outputs + " classes" : outputs + " values each")
                    + " for the network " + chain);
        }
    }
}
