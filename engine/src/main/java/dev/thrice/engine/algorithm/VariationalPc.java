package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import java.util.Objects;
import java.util.Set;

/**
 * Variational predictive coding, VPC (3.5 - 3.13): gradient descent of the free energy
 *
 * <pre>F = P_L loss(mu_L) + sum_(l=1..L-1) 1/2 P_l ||x_l - mu_l||^2</pre>
 *
 * <p>in the values x_1 .. x_(L-1), from the feedforward pass; then the parameters' gradient of F at the values reached.
 *
 * @param inferenceSteps T, at least 0; the most there are, if there is a tolerance
 * @param stepSize gamma, above 0
 * @param precisions P_1 .. P_L
 * @param tolerance of convergence: inference ends when all errors have arrived and ||dF/dx|| is at most this part of what
 *     it was at the start; 0 for exactly T steps. All samples of a batch end together
 * @param risesAllowed in how many steps in a row F may rise before the inference is reported as diverging; 0 to not look
 * @param reduction of the loss
 */
public record VariationalPc(
        int inferenceSteps,
        float stepSize,
        Precisions precisions,
        double tolerance,
        int risesAllowed,
        LossReduction reduction)
        implements LearningAlgorithm {
    static final Set<NodeVariable> KEPT =
            Set.of(NodeVariable.VALUE, NodeVariable.PREDICTION, NodeVariable.ERROR, NodeVariable.DELTA);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public VariationalPc {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
        Objects.requireNonNull(precisions, "precisions");
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance " + tolerance + ", expected at least 0 and below 1");
        }
        if (risesAllowed < 0) {
            throw new IllegalArgumentException("rises allowed " + risesAllowed + ", expected at least 0");
        }
    }

    /**
     * Exactly T steps, precisions 1, the loss summed.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public VariationalPc(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, Precisions.ONES, 0, 0, LossReduction.SUM);
    }

    /**
     * The infinite-variance limit (Whittington &amp; Bogacz 2017, case 2; section 3.3): precision k at the hidden nodes, 1 at
     * the output, and gamma / k as step size, so that hidden errors decay as with k = 1. As k grows, values stay at the
     * feedforward pass and the update tends to backpropagation's, up to float32's rounding of x_l - mu_l.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2), before it is divided by k
     * @param k precision of the hidden nodes, above 0
     * @return the algorithm
     * @throws IllegalArgumentException if a number is out of range
     */
    public static VariationalPc infiniteVariance(int inferenceSteps, float stepSize, float k) {
        Requirements.stepSize(stepSize);
        return new VariationalPc(inferenceSteps, stepSize / k, Precisions.hidden(k), 0, 0, LossReduction.SUM);
    }

    /**
     * The same with other precisions.
     *
     * @param newPrecisions P_1 .. P_L
     * @return the algorithm
     */
    public VariationalPc with(Precisions newPrecisions) {
        return new VariationalPc(inferenceSteps, stepSize, newPrecisions, tolerance, risesAllowed, reduction);
    }

    /**
     * The same, ending on convergence.
     *
     * @param newTolerance in [0, 1)
     * @return the algorithm
     * @throws IllegalArgumentException if it is out of range
     */
    public VariationalPc withTolerance(double newTolerance) {
        return new VariationalPc(inferenceSteps, stepSize, precisions, newTolerance, risesAllowed, reduction);
    }

    /**
     * The same, reporting divergence.
     *
     * @param rises in how many steps in a row F may rise, at least 1
     * @return the algorithm
     * @throws IllegalArgumentException if it is negative
     */
    public VariationalPc withRisesAllowed(int rises) {
        return new VariationalPc(inferenceSteps, stepSize, precisions, tolerance, rises, reduction);
    }

    /**
     * The same with another reduction of the loss.
     *
     * @param newReduction of the loss
     * @return the algorithm
     */
    public VariationalPc with(LossReduction newReduction) {
        return new VariationalPc(inferenceSteps, stepSize, precisions, tolerance, risesAllowed, newReduction);
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
        return tolerance == 0 && risesAllowed == 0 && precisions.equals(Precisions.ONES);
    }

    @Override
    public Inference plan(Nodes nodes) {
        precisions.of(1, nodes.chain().length()); // throws if they are of another chain
        return new Descent(nodes);
    }

    private final class Descent extends VariationalInference {
        private final int lastArrival;
        private final Residual residual;
        private final FreeEnergy energy;

        Descent(Nodes nodes) {
            super(nodes, stepSize, precisions, reduction);
            lastArrival = nodes.lastArrival();
            residual = tolerance == 0 ? null : new Residual(nodes);
            energy = risesAllowed == 0 ? null : new FreeEnergy(nodes, this, reduction, risesAllowed);
        }

        @Override
        public int steps() {
            return inferenceSteps;
        }

        @Override
        public boolean watches() {
            return residual != null || energy != null;
        }

        @Override
        public boolean proceed(int t) {
            if (energy != null) {
                energy.requireDescent(t);
            }
            return residual == null || residual.relative(t) > tolerance || t < lastArrival;
        }

        @Override
        Operation valueStart(NodeRows own) {
            Operation start = super.valueStart(own);
            return residual == null
                    ? start
                    : start.then(
                            residual.clear(own.node(), own.first(), own.value().rows()));
        }

        @Override
        Operation afterMove(NodeRows own) {
            return residual == null ? Operation.NOTHING : residual.sumOfSquares(own.error(), own.node(), own.first());
        }
    }
}
