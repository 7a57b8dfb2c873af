package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import java.util.Set;

/**
 * Incremental predictive coding, iPC (Salvatori et al. 2022): in every step values and parameters descend the same free
 * energy at the same time, each from what the step before left,
 *
 * <pre>x_l(t) = x_l(t-1) - gamma dF/dx_l,   theta(t) = optimizer(theta(t-1), dF/dtheta),   both at x(t-1), theta(t-1),</pre>
 *
 * <p>from the feedforward pass, with unit precisions: F is that of {@link VariationalPc}. A batch is T steps of the
 * optimizer, and its first error reaches the parameters of f_0 in step L. To move parameters by
 * the values that have just moved would be another iteration. Without an optimizer only values move, and the gradient
 * is that of the last step.
 *
 * @param inferenceSteps T, at least 1
 * @param stepSize gamma, in (0, 2)
 * @param reduction of the loss
 */
public record IncrementalPc(int inferenceSteps, float stepSize, LossReduction reduction) implements LearningAlgorithm {
    private static final Set<NodeVariable> KEPT = Set.of(
            NodeVariable.VALUE,
            NodeVariable.FIRST_PREDICTION,
            NodeVariable.PREDICTION,
            NodeVariable.ERROR,
            NodeVariable.DELTA);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public IncrementalPc {
        if (inferenceSteps < 1) {
            throw new IllegalArgumentException("inference steps " + inferenceSteps + ", expected at least 1");
        }
        Requirements.stepSize(stepSize);
    }

    /**
     * With the loss summed.
     *
     * @param inferenceSteps T, at least 1
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public IncrementalPc(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, LossReduction.SUM);
    }

    @Override
    public Set<NodeVariable> keeps() {
        return KEPT;
    }

    @Override
    public boolean takesSkips() {
        return true;
    }

    @Override
    public boolean takesStages() {
        return true;
    }

    @Override
    public Inference plan(Nodes nodes) {
        return new VariationalInference(nodes, stepSize, Precisions.ONES, reduction) {
            @Override
            public int steps() {
                return inferenceSteps;
            }

            @Override
            public boolean incremental() {
                return true;
            }

            // the values of the last step are the inference's result, but no parameter learns from them
            @Override
            public boolean useful(int node, int t) {
                return t < inferenceSteps;
            }

            @Override
            public boolean usefulPrediction(int node, int t) {
                return t < inferenceSteps;
            }
        };
    }
}
