package dev.thrice.learn;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Answer;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Nonlinearity;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.lifetime.SingleEntry;
import dev.thrice.learn.data.Scaling;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a model: a plan of its own for some rows at once, on the parameters that all share. A call allocates nothing. For one thread at a
 * time; each thread makes one, and any number answer at once. Features are numbers as they are, before any scaling.
 *
 * <p>While the model is trained by another thread, and once it is closed, a call is refused with an IllegalStateException. A row with NaN
 * or infinity is refused with an IllegalArgumentException that names its place, and a network whose answer is not finite with a
 * {@link DivergenceException} that names the layer.
 */
public final class Predictor extends ModelPart {
    private final SingleEntry entry = new SingleEntry("predictor");
    private final Model model;
    private final Sharing sharing;
    private final boolean classes;
    private final Network network;
    private final Kernels kernels;
    private final Tensor inputs;
    private final Tensor scores;
    private final float[] row;
    private Scaling scaling; // of the call under way; null for none

    Predictor(Model model, int batch) {
        this.model = model;
        sharing = model.sharing();
        classes = model.chain().loss() == Loss.NEGATIVE_LOG_LIKELIHOOD;
        network = new Network(scores(model.chain()), batch, model.kernels(), model.parameters());
        kernels = network.kernels();
        inputs = network.inputs();
        scores = network.activation(model.chain().length());
        row = new float[inputs.columns()];
    }

    /** The chain without the log-softmax at its end, which changes no order; whatever the scores are, their softmax is the same. */
    private static Chain scores(Chain chain) {
        List<ElementaryFunction> functions = new ArrayList<>(chain.functions());
        ElementaryFunction last = functions.removeLast();
        if (last instanceof DenseLayer layer && layer.activation().equals(Activation.LOG_SOFTMAX)) {
            last = new DenseLayer(
                    layer.inputs(), layer.outputs(), Activation.IDENTITY, layer.biased(), layer.feedback());
        } else if (last instanceof Nonlinearity nonlinearity
                && nonlinearity.activation().equals(Activation.LOG_SOFTMAX)) {
            last = new Nonlinearity(nonlinearity.width(), Activation.IDENTITY);
        }
        functions.add(last);
        return new Chain(functions, chain.skips(), Loss.SQUARED_ERROR);
    }

    /**
     * The class of a sample.
     *
     * @param features of it
     * @return the most probable class, the first of several that are equal
     * @throws IllegalArgumentException if there are more or fewer than the network takes, or one is not finite
     * @throws IllegalStateException if the model has values, is being trained or closed, or another thread uses this
     * @throws DivergenceException if the network has no answer
     */
    public int classify(float... features) {
        requireClasses("classify");
        boolean reading = enter();
        try {
            put(features);
            network.forward();
            return answer(0);
        } finally {
            leave(reading);
        }
    }

    /**
     * The classes of any number of samples.
     *
     * @param samples [rows x features]
     * @param answers becomes each row's most probable class
     * @throws IllegalArgumentException if shapes do not fit, or a feature is not finite
     * @throws IllegalStateException as {@link #classify(float...)}
     * @throws DivergenceException if the network has no answer
     */
    public void classify(Tensor samples, int[] answers) {
        requireClasses("classify");
        requireSamples(samples, answers.length);
        boolean reading = enter();
        try {
            for (int first = 0; first < samples.rows(); first += inputs.rows()) {
                int rows = put(samples, first);
                network.forward();
                for (int i = 0; i < rows; i++) {
                    answers[first + i] = answer(i);
                }
            }
        } finally {
            leave(reading);
        }
    }

    /**
     * How probable each class of a sample is.
     *
     * @param features of it
     * @param probabilities one a class, written; they add up to 1
     * @return the probabilities
     * @throws IllegalArgumentException if there are more or fewer than the network takes or has, or a feature is not finite
     * @throws IllegalStateException as {@link #classify(float...)}
     * @throws DivergenceException if the network has no answer
     */
    public float[] probabilities(float[] features, float[] probabilities) {
        requireClasses("probabilities");
        return ask(features, probabilities);
    }

    /**
     * How probable each class of any number of samples is.
     *
     * @param samples [rows x features]
     * @param probabilities [rows x classes], written
     * @throws IllegalArgumentException if shapes do not fit, or a feature is not finite
     * @throws IllegalStateException as {@link #classify(float...)}
     * @throws DivergenceException if the network has no answer
     */
    public void probabilities(Tensor samples, Tensor probabilities) {
        requireClasses("probabilities");
        ask(samples, probabilities);
    }

    /**
     * The values of a sample.
     *
     * @param features of it
     * @param values written
     * @return the values
     * @throws IllegalArgumentException if there are more or fewer than the network takes or has, or a feature is not finite
     * @throws IllegalStateException if the model has classes, is being trained or closed, or another thread uses this
     * @throws DivergenceException if a value is not finite
     */
    public float[] predict(float[] features, float[] values) {
        requireValues();
        return ask(features, values);
    }

    /**
     * The values of any number of samples.
     *
     * @param samples [rows x features]
     * @param values [rows x values], written
     * @throws IllegalArgumentException if shapes do not fit, or a feature is not finite
     * @throws IllegalStateException as {@link #predict(float[], float[])}
     * @throws DivergenceException if a value is not finite
     */
    public void predict(Tensor samples, Tensor values) {
        requireValues();
        ask(samples, values);
    }

    private float[] ask(float[] features, float[] answer) {
        if (answer.length != scores.columns()) {
            throw new IllegalArgumentException(
                    "predictor: room for " + answer.length + " numbers, expected " + scores.columns());
        }
        boolean reading = enter();
        try {
            put(features);
            network.forward();
            conclude(0);
            MemorySegment.copy(scores.segment(), ValueLayout.JAVA_FLOAT, 0, answer, 0, answer.length);
            return answer;
        } finally {
            leave(reading);
        }
    }

    private void ask(Tensor samples, Tensor answers) {
        requireSamples(samples, answers.rows());
        if (answers.columns() != scores.columns()) {
            throw new IllegalArgumentException(
                    "predictor: room for " + answers + ", expected " + scores.columns() + " columns");
        }
        boolean reading = enter();
        try {
            for (int first = 0; first < samples.rows(); first += inputs.rows()) {
                int rows = put(samples, first);
                network.forward();
                for (int i = 0; i < rows; i++) {
                    conclude(i);
                    copy(scores, i, answers, first + i);
                }
            }
        } finally {
            leave(reading);
        }
    }

    private boolean enter() {
        entry.enter();
        try {
            boolean reading = sharing.read();
            scaling = model.scaling().orElse(null); // the model may have learned since this was made
            return reading;
        } catch (Throwable e) {
            entry.leave();
            throw e;
        }
    }

    private void leave(boolean reading) {
        sharing.leave(reading);
        entry.leave();
    }

    private void put(float[] features) {
        if (features.length != row.length) {
            throw new IllegalArgumentException("predictor: " + features.length + " features, expected " + row.length);
        }
        float[] from = features;
        if (scaling != null) {
            scaling.apply(features, row);
            from = row;
        }
        MemorySegment.copy(from, 0, inputs.segment(), ValueLayout.JAVA_FLOAT, 0, row.length);
        requireFinite(0);
    }

    /** Puts in as many rows as there is room for; says how many. */
    private int put(Tensor samples, int first) {
        int rows = Math.min(inputs.rows(), samples.rows() - first);
        for (int i = 0; i < rows; i++) {
            copy(samples, first + i, inputs, i);
            if (scaling != null) {
                scaling.apply(inputs, i, row);
            }
        }
        requireFinite(first);
        return rows;
    }

    private static void copy(Tensor from, int row, Tensor to, int toRow) {
        MemorySegment.copy(
                from.segment(),
                (long) row * from.leadingDimension() * Float.BYTES,
                to.segment(),
                (long) toRow * to.leadingDimension() * Float.BYTES,
                (long) from.columns() * Float.BYTES);
    }

    private int answer(int sample) {
        int answer = Answer.of(scores, sample);
        if (answer < 0) {
            throw diverged();
        }
        return answer;
    }

    /** Makes probabilities of scores, where those are asked for. */
    private void conclude(int sample) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < scores.columns(); j++) {
            float score = scores.get(sample, j);
            if (!Float.isFinite(score)) {
                throw diverged();
            }
            largest = Math.max(largest, score);
        }
        if (classes) {
            double sum = 0;
            for (int j = 0; j < scores.columns(); j++) {
                sum += Math.exp(scores.get(sample, j) - (double) largest);
            }
            for (int j = 0; j < scores.columns(); j++) {
                scores.set(sample, j, (float) (Math.exp(scores.get(sample, j) - (double) largest) / sum));
            }
        }
    }

    private DivergenceException diverged() {
        return new DivergenceException("predictor: " + network.firstNotFinite().orElse("no answer in the output")
                + ", expected finite numbers");
    }

    /** All rows are: those that were not written now were so before. */
    private void requireFinite(int first) {
        if (!kernels.allFinite(inputs)) {
            IllegalArgumentException e = notFinite(first);
            inputs.fill(0f); // which the next call may not write all of
            throw e;
        }
    }

    private IllegalArgumentException notFinite(int first) {
        for (int i = 0; i < inputs.rows(); i++) {
            for (int j = 0; j < inputs.columns(); j++) {
                float value = inputs.get(i, j);
                if (!Float.isFinite(value)) {
                    return new IllegalArgumentException("predictor: " + (scaling == null ? "" : "scaled ")
                            + "features have " + value + " in row " + (first + i) + ", column " + j
                            + ", expected a finite number");
                }
            }
        }
        throw new AssertionError("all features are finite");
    }

    private void requireSamples(Tensor samples, int answers) {
        if (samples.columns() != row.length || samples.rows() != answers) {
            throw new IllegalArgumentException("predictor: samples are " + samples + " and there is room for " + answers
                    + " answers, expected " + row.length + " columns and as many rows as answers");
        }
    }

    private void requireClasses(String call) {
        if (!classes) {
            throw new IllegalStateException(
                    "predictor: " + call + " of " + model + ", which has values, expected predict");
        }
    }

    private void requireValues() {
        if (classes) {
            throw new IllegalStateException(
                    "predictor: predict of " + model + ", which has classes, expected classify or probabilities");
        }
    }

    /**
     * The rows of its plan.
     *
     * @return samples that are computed at once
     */
    public int batch() {
        return inputs.rows();
    }

    /**
     * Frees its plan; the model stays. Closing twice is harmless.
     *
     * @throws IllegalStateException if a call is under way; nothing has changed then
     */
    @Override
    public void close() {
        if (entry.shut()) {
            free();
        }
    }

    @Override
    void closeWithModel() {
        if (entry.shutWhenLeft()) {
            free();
        }
    }

    private void free() {
        network.close();
        model.forget(this);
    }
}
