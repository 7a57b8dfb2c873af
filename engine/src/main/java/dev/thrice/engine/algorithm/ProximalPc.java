package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Inference learning as an approximate proximal step, IL-prox (Alonso et al. 2022). Inference is that of {@link
 * VariationalPc} with the output clamped softly: it lies between the prediction and its target, beta / (1 + beta) of the
 * way, which is an output precision of that size. The parameters then take the normalised step of NLMS to what inference
 * ended with,
 *
 * <pre>theta_(l-1) = theta_(l-1) - rate dF/dtheta_(l-1) / (1 + ||x_(l-1)||^2),</pre>
 *
 * <p>whole with SGD at rate 1: an affine function then predicts x_l for x_(l-1). So the size of a learning step is beta,
 * and the optimizer's rate stays 1. A single affine function takes the step of implicit SGD with alpha = beta / (1 +
 * ||x||^2).
 *
 * <p>The norm is each sample's own, and steps are averaged over the batch, so that a sample's step does not depend on its
 * batch (published code takes the norm's mean over the batch, which is the same for a batch of one). A function's
 * nonlinearity, whose derivative only shortens the step, is left out of the norm. The cotangents that are left behind are
 * the normalised ones.
 *
 * @param inferenceSteps T, at least 0
 * @param stepSize gamma, in (0, 2)
 * @param beta size of the learning step, above 0
 * @param reduction of the loss
 */
public record ProximalPc(int inferenceSteps, float stepSize, float beta, LossReduction reduction)
        implements LearningAlgorithm {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ProximalPc {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
        if (!(beta > 0) || Float.isInfinite(beta)) {
            throw new IllegalArgumentException("beta " + beta + ", expected a number above 0");
        }
    }

    /**
     * With the loss summed.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @param beta size of the learning step, above 0
     * @throws IllegalArgumentException if a number is out of range
     */
    public ProximalPc(int inferenceSteps, float stepSize, float beta) {
        this(inferenceSteps, stepSize, beta, LossReduction.SUM);
    }

    @Override
    public Set<NodeVariable> keeps() {
        return VariationalPc.KEPT;
    }

    @Override
    public boolean takesSkips() {
        return true;
    }

    @Override
    public Inference plan(Nodes nodes) {
        nodes.chain().functions().stream()
                .filter(function -> function.sharedParameters().isPresent())
                .findFirst()
                .ifPresent(function -> {
                    throw new IllegalArgumentException(
                            "IL-prox: " + function
                                    + ", expected functions with parameters of their own, whose steps it normalises by all inputs");
                });
        Precisions precisions = (node, chainLength) -> node < chainLength ? 1f : beta / (1f + beta);
        return new VariationalInference(nodes, stepSize, precisions, reduction) {
            @Override
            public int steps() {
                return inferenceSteps;
            }

            @Override
            public NodeProgram program(NodeRows own) {
                Operation normalise = normalise(nodes.kernels(), own.of(nodes.value(own.node() - 1)), own.delta());
                return new Normalised(super.program(own), normalise);
            }
        };
    }

    /** Plans the division of each row of delta by 1 + ||x||^2 of the same row; the 1 is the bias's input. */
    private static Operation normalise(Kernels kernels, Tensor x, Tensor delta) {
        Tensor[] inputs = rows(x);
        Tensor[] cotangents = rows(delta);
        return () -> {
            for (int i = 0; i < inputs.length; i++) {
                float factor = (float) (1 / (1 + kernels.sumOfSquares(inputs[i])));
                kernels.axpby(factor, cotangents[i], 0f, cotangents[i]);
            }
        };
    }

    private static Tensor[] rows(Tensor tensor) {
        return IntStream.range(0, tensor.rows())
                .mapToObj(i -> tensor.rows(i, 1))
                .toArray(Tensor[]::new);
    }

    private record Normalised(NodeProgram program, Operation normalise) implements NodeProgram {
        @Override
        public void start() {
            program.start();
        }

        @Override
        public void relax(int t) {
            program.relax(t);
        }

        @Override
        public void predict(int t) {
            program.predict(t);
        }

        @Override
        public void compare() {
            program.compare();
        }

        @Override
        public void finish() {
            normalise.run();
        }
    }
}
