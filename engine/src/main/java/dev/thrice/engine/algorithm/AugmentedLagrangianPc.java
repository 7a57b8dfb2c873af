package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Set;

/**
 * Augmented Lagrangian predictive coding, PC-ALM (Seely &amp; Gould 2026, arXiv 2605.31022): x_l = mu_l are constraints of the loss, and
 * each hidden node has a multiplier of its own that adds up what is left of its error,
 *
 * <pre>x_l = x_l - gamma (lambda_l + rho e_l - J_l(x_l)^T (lambda_(l+1) + rho e_(l+1))),   lambda_l = lambda_l + alpha e_l,</pre>
 *
 * <p>from the feedforward pass and lambda_l = 0; at the output, in place of the sum, e_L of the loss. Parameters learn by (3.13) from
 * lambda_l + rho e_l, with the multiplier of the step before (the paper's code calls that {@code pre_dual_energy}); it is what the engine
 * has as a node's error when the inference has ended.
 *
 * <p>Where it comes to rest, e_l = 0 and lambda_l = J_l^T lambda_(l+1): backpropagation's errors at the feedforward pass, for any
 * functions. Credit first arrives in step t = L - l, as Theorem 1 has it, and as rho gamma^t (alpha + rho)^(t - 1) times
 * backpropagation's error: with gamma (alpha + rho) = 1 depth does not make it smaller. In float32 a multiplier adds up the rounding of
 * x_l - mu_l too.
 *
 * <p>Under {@link dev.thrice.engine.execution.GaussSeidel} a multiplier moves once a sweep, with the error that the last predictions left.
 *
 * @param inferenceSteps T, at least 0
 * @param stepSize gamma, in (0, 2)
 * @param penalty rho, above 0
 * @param dualStepSize alpha, above 0
 * @param reduction of the loss
 */
public record AugmentedLagrangianPc(
        int inferenceSteps, float stepSize, float penalty, float dualStepSize, LossReduction reduction)
        implements LearningAlgorithm {
    private static final Set<NodeVariable> KEPT = Set.of(
            NodeVariable.VALUE,
            NodeVariable.PREDICTION,
            NodeVariable.ERROR,
            NodeVariable.DELTA,
            NodeVariable.MULTIPLIER);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AugmentedLagrangianPc {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
        Requirements.positive("penalty", penalty);
        Requirements.positive("dual step size", dualStepSize);
    }

    /**
     * With penalty and dual step size 1 and the loss summed.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public AugmentedLagrangianPc(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, 1f, 1f, LossReduction.SUM);
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
    public Inference plan(Nodes nodes) {
        return new Ascent(nodes);
    }

    /**
     * A node passes on c_l = lambda_l + (alpha + rho) e_l, the credit with the multiplier that is to be, where its error was; of c_l and the
     * old multiplier the new one is made when the node next moves, and the credit to learn from at the end.
     */
    private final class Ascent extends VariationalInference {
        private final Kernels kernels;
        private final float dual = dualStepSize / (dualStepSize + penalty);

        Ascent(Nodes nodes) {
            super(nodes, stepSize, Precisions.ONES, reduction);
            kernels = nodes.kernels();
        }

        @Override
        public int steps() {
            return inferenceSteps;
        }

        @Override
        Operation valueStart(NodeRows own) {
            return super.valueStart(own).then(own.zero(own.memory(NodeVariable.MULTIPLIER)));
        }

        @Override
        Operation beforeMove(NodeRows own) {
            Tensor lambda = own.memory(NodeVariable.MULTIPLIER);
            Tensor credit = own.error();
            return () -> kernels.axpby(dual, credit, 1f - dual, lambda);
        }

        @Override
        Operation credit(NodeRows own) {
            Tensor lambda = own.memory(NodeVariable.MULTIPLIER);
            Tensor e = own.error();
            return () -> kernels.axpby(1f, lambda, dualStepSize + penalty, e);
        }

        @Override
        Operation end(NodeRows own) {
            Tensor lambda = own.memory(NodeVariable.MULTIPLIER);
            Tensor credit = own.error();
            Operation beforeTheLastAscent = () -> kernels.axpby(dual, lambda, 1f - dual, credit);
            return beforeTheLastAscent.then(own.cotangent());
        }
    }
}
