package dev.thrice.lab.peers;

import java.util.List;
import java.util.Optional;

/**
 * Another library, to be timed beside Thrice on one thread. Found by {@link java.util.ServiceLoader} on the class path, so that
 * nobody has to download what nobody compares with; a class that fails to load is itself a finding.
 */
public interface Peer {
    /** Something it does again and again. */
    interface Task extends Runnable {
        /**
         * What a run computed.
         *
         * @return the result, row after row
         */
        float[] result();
    }

    /** A network that is asked. */
    interface Prediction extends Task {
        /**
         * The class that the last run found.
         *
         * @return that of the largest output, counted from 0
         */
        int answer();
    }

    /**
     * Its name in tables.
     *
     * @return a short name
     */
    String name();

    /**
     * Loads it.
     *
     * @return why it cannot be used here, or empty
     */
    Optional<String> unavailable();

    /**
     * What of it works here, once it is loaded: its version, and for which processor its kernels are, as far as it tells.
     *
     * @return a few words, or empty
     */
    default Optional<String> description() {
        return Optional.empty();
    }

    /**
     * C = op(A) op(B), matrices row after row.
     *
     * @param m rows of C
     * @param n columns of C
     * @param k inner dimension
     * @param transposeA whether a is [k x m] instead of [m x k]
     * @param transposeB whether b is [n x k] instead of [k x n]
     * @param a the elements of A
     * @param b the elements of B
     * @return the product, or empty if it has none
     */
    default Optional<Task> product(int m, int n, int k, boolean transposeA, boolean transposeB, float[] a, float[] b) {
        return Optional.empty();
    }

    /**
     * tanh of each element.
     *
     * @param x the elements, a multiple of 64
     * @return its computation, or empty if it has none
     */
    default Optional<Task> tanh(float[] x) {
        return Optional.empty();
    }

    /**
     * The class of a sample by a multilayer perceptron, tanh layers and an affine last one. Each run takes the sample from the same Java array,
     * as a caller has it, and leaves the class; {@link Task#result} is the outputs of the last layer in that run, or
     * these less any one number.
     *
     * @param widths of the inputs, the hidden layers and the output
     * @param parameters of each layer the weights [outputs x inputs], row after row, then the biases
     * @param sample the inputs
     * @return the prediction, or empty if it has none
     */
    default Optional<Prediction> prediction(List<Integer> widths, List<float[]> parameters, float[] sample) {
        return Optional.empty();
    }

    /**
     * A step of training a multilayer perceptron, tanh layers and a last one with softmax, always on the same batch: forward pass,
     * backpropagation of the mean cross-entropy, and momentum in PyTorch's form, v = momentum v + g; theta = theta - rate v, from
     * v = 0. Each run goes on from the parameters that the last left; {@link Task#result} is these, in the order of
     * {@code parameters}, one after the other.
     *
     * @param widths of the inputs, the hidden layers and the output
     * @param parameters where they start: of each layer the weights [outputs x inputs], then the biases, row after row
     * @param inputs [batch x inputs], row after row
     * @param labels the class of each sample
     * @param learningRate of all parameters
     * @param momentum of all parameters
     * @return the step, or empty if it has none
     */
    default Optional<Task> trainingStep(
            List<Integer> widths,
            List<float[]> parameters,
            float[] inputs,
            int[] labels,
            float learningRate,
            float momentum) {
        return Optional.empty();
    }

    /**
     * The same of LeNet-5 (LeCun et al. 1998) with tanh and mean pooling: convolution of 6 channels of 5 x 5 padded by 2, pooling of 2 x 2,
     * convolution of 16 channels of 5 x 5, pooling of 2 x 2, layers of 120, 84 and 10.
     *
     * @param parameters where they start, in PyTorch's layout: of each layer the weights, [channels, input channels, 5, 5] of a convolution and
     *     [outputs x inputs] of a layer, whose features are channel by channel, then the biases
     * @param inputs [batch x 1 x 28 x 28]
     * @param labels the class of each sample
     * @param learningRate of all parameters
     * @param momentum of all parameters
     * @return the step, or empty if it has none
     */
    default Optional<Task> lenet5Step(
            List<float[]> parameters, float[] inputs, int[] labels, float learningRate, float momentum) {
        return Optional.empty();
    }
}
