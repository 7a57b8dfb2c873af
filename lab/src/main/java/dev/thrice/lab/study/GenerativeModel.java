package dev.thrice.lab.study;

import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Answer;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import java.util.ArrayList;
import java.util.List;

/**
 * Predictive coding that is not inverted (section 3.1.1): the label predicts the image, and is inferred from it. What learns is
 * a chain from label to image under the squared error, by VPC as it is. What reads has the label as node 1, free like a
 * hidden node, below a function that ignores its input and has the prior's mean as its bias.
 */
final class GenerativeModel implements AutoCloseable {
    /** Of the 784 pixels, so that they do not outweigh latents and label. */
    static final float PIXEL_PRECISION = .02f;

    /** What reading a batch takes, over learning one: their steps of inference are most of it. */
    static final double READING = 5;

    private static final int LEARNING_STEPS = 10;
    private static final int READING_STEPS = (int) (READING * LEARNING_STEPS);
    private static final float STEP_SIZE = .2f;

    private final Network learner;
    private final Network reader;
    private final TrainingStep learning;
    private final Engine reading;
    private final TensorArena arena;
    private final Labels labels;

    /** Draws the parameters of a model of tanh layers. */
    GenerativeModel(
            int classes,
            int hiddenLayers,
            int width,
            int pixels,
            int batch,
            float learningRate,
            Kernels kernels,
            long seed) {
        List<ElementaryFunction> generator = new ArrayList<>();
        int below = classes;
        for (int l = 0; l < hiddenLayers; l++) {
            generator.add(new DenseLayer(below, width, Activation.TANH));
            below = width;
        }
        generator.add(new DenseLayer(below, pixels, Activation.IDENTITY));
        List<ElementaryFunction> recognizer = new ArrayList<>(generator);
        recognizer.addFirst(new DenseLayer(1, classes, Activation.IDENTITY));
        learner = new Network(new Chain(generator, Loss.SQUARED_ERROR), batch, kernels, seed);
        arena = TensorArena.open();
        try {
            reader = new Network(new Chain(recognizer, Loss.SQUARED_ERROR), batch, kernels, seed);
        } catch (RuntimeException | Error e) {
            learner.close();
            throw e;
        }
        try {
            labels = Labels.allocate(arena, batch, classes);
            learning = new TrainingStep(
                    engine(learner, LEARNING_STEPS, (node, chainLength) -> node < chainLength ? 1f : PIXEL_PRECISION),
                    new Adam(LearningRates.all(learningRate)));
            reading = engine(reader, READING_STEPS, GenerativeModel::precision);
            reader.parameters().weight(0).fill(0f);
            reader.parameters().bias(0).fill(1f / classes);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** A label is held to its prior as loosely as a pixel to its prediction. */
    private static float precision(int node, int chainLength) {
        return node == 1 || node == chainLength ? PIXEL_PRECISION : 1f;
    }

    private static Engine engine(Network network, int steps, Precisions precisions) {
        return new Engine(network, new VariationalPc(steps, STEP_SIZE).with(precisions), new Sequential());
    }

    /** What learns, from label to image. */
    Chain chain() {
        return learner.chain();
    }

    /** Learns the next batch, whose last examples must fill it. */
    void learn(Minibatches batches) {
        batches.next(learner.targets(), labels);
        learner.inputs().fill(0f);
        for (int i = 0; i < labels.size(); i++) {
            learner.inputs().set(i, labels.get(i), 1f);
        }
        learning.run();
    }

    /** Infers the labels of the next batch; how many are right. */
    private int read(Minibatches batches) {
        int samples = batches.next(reader.targets(), labels);
        reading.errors();
        Tensor inferred = reading.nodes().value(1);
        int right = 0;
        for (int i = 0; i < samples; i++) {
            right += Answer.isRight(inferred, i, labels.get(i)) ? 1 : 0;
        }
        return right;
    }

    /** Gives what reads what was learned. */
    private void takeOver() {
        for (int l = 0; l < learner.chain().length(); l++) {
            List<Tensor> learned = learner.parameters().of(l);
            for (int p = 0; p < learned.size(); p++) {
                reader.parameters().of(l + 1).get(p).copyFrom(learned.get(p));
            }
        }
    }

    /** The share of labels that are inferred right. */
    double accuracy(Dataset data) {
        takeOver();
        Minibatches all = new Minibatches(data, reader.batch(), Minibatches.LastBatch.KEEP, 0);
        int right = 0;
        while (all.hasNext()) {
            right += read(all);
        }
        return (double) right / data.count();
    }

    @Override
    public void close() {
        learner.close();
        reader.close();
        arena.close();
    }
}
