package dev.thrice.examples;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;

/**
 * An example of the kernels by themselves: softmax regression by gradient descent. Loss, log-probabilities and residual come out of one
 * pass over the logits; the step is a product that adds to the weights, without a gradient in between. It allocates nothing.
 */
public final class SoftmaxRegression implements AutoCloseable {
    private final TensorArena arena = TensorArena.open();
    private final Kernels kernels;
    private final Tensor weights;
    private final Tensor bias;
    private final Tensor logits;
    private final Tensor logProbabilities;
    private final Tensor residual;
    private final Gemm forward;
    private final Gemm step;
    private final float rate;

    /**
     * Plans it, with weights of 0.
     *
     * @param kernels that compute it
     * @param batch rows of x
     * @param features columns of x
     * @param classes of the labels
     * @param learningRate times the gradient of the mean loss
     */
    public SoftmaxRegression(Kernels kernels, int batch, int features, int classes, float learningRate) {
        this.kernels = kernels.closedWith(arena);
        rate = learningRate / batch;
        weights = Tensor.allocate(arena, classes, features);
        bias = Tensor.allocate(arena, 1, classes);
        logits = Tensor.allocate(arena, batch, classes);
        logProbabilities = Tensor.allocate(arena, batch, classes);
        residual = Tensor.allocate(arena, batch, classes);
        forward = this.kernels.gemm(GemmSpec.nt(batch, classes, features).then(Epilogue.BIAS));
        step = this.kernels.gemm(GemmSpec.tn(classes, features, batch).scaled(rate, 1f)); // W = W + rate residual^T x
    }

    /**
     * Makes a step.
     *
     * @param x [batch x features]
     * @param labels one a row
     * @return the loss before it, summed over the batch, in nats
     */
    public double step(Tensor x, Labels labels) {
        forward.run(x, weights, logits, bias);
        double loss = kernels.crossEntropy(logits, labels, 1f, logProbabilities, residual);
        step.run(residual, x, weights);
        kernels.columnSums(rate, residual, 1f, bias);
        return loss;
    }

    /**
     * What it has learned.
     *
     * @return [classes x features], until this is closed
     */
    public Tensor weights() {
        return weights;
    }

    @Override
    public void close() {
        arena.close();
    }
}
