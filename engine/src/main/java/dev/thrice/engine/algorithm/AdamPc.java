package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.AdamCoefficients;
import java.util.Objects;
import java.util.Set;

/**
 * Variational predictive coding whose values move by Adam (Kingma &amp; Ba 2015) along the gradient of {@link VariationalPc}'s free energy,
 * rather than by gamma times it: a first move is of one size, gamma (1 - beta1) / (1 - beta1^t) sqrt((1 - beta2^t) / (1 - beta2)) in step
 * t, whatever has arrived. Each inference begins without moments. It has VPC's fixed points, but comes no nearer than about gamma.
 *
 * @param inferenceSteps T, at least 0
 * @param stepSize gamma, Adam's learning rate, in (0, 2)
 * @param precisions P_1 .. P_L
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0: a value that nothing pulls at stays
 * @param reduction of the loss
 */
public record AdamPc(
        int inferenceSteps,
        float stepSize,
        Precisions precisions,
        double beta1,
        double beta2,
        double epsilon,
        LossReduction reduction)
        implements LearningAlgorithm {
    private static final Set<NodeVariable> KEPT = Set.of(
            NodeVariable.VALUE,
            NodeVariable.PREDICTION,
            NodeVariable.ERROR,
            NodeVariable.DELTA,
            NodeVariable.FIRST_MOMENT,
            NodeVariable.SECOND_MOMENT);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AdamPc {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
        Objects.requireNonNull(precisions, "precisions");
        Requirements.positive("epsilon", (float) epsilon); // which is what float32 adds
        new AdamCoefficients(stepSize, beta1, beta2, epsilon);
    }

    /**
     * With precisions 1, betas .9 and .999, epsilon 1e-8, and the loss summed.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public AdamPc(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, LossReduction.SUM);
    }

    /**
     * With precisions 1, betas .9 and .999 and epsilon 1e-8.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @param reduction of the loss
     * @throws IllegalArgumentException if a number is out of range
     */
    public AdamPc(int inferenceSteps, float stepSize, LossReduction reduction) {
        this(inferenceSteps, stepSize, Precisions.ONES, .9, .999, 1e-8, reduction);
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
        precisions.of(1, nodes.chain().length()); // throws if they are of another chain
        return new AdamInference(nodes);
    }

    private final class AdamInference extends VariationalInference {
        private static final float ASCENT = -1f; // what a node is given to move by is dF/dx_l itself, as Adam takes it

        private final Kernels kernels;
        private final AdamCoefficients coefficients = new AdamCoefficients(stepSize, beta1, beta2, epsilon);

        AdamInference(Nodes nodes) {
            super(nodes, ASCENT, precisions, reduction);
            kernels = nodes.kernels();
        }

        @Override
        public int steps() {
            return inferenceSteps;
        }

        @Override
        Operation valueStart(NodeRows own) {
            return super.valueStart(own)
                    .then(own.zero(own.memory(NodeVariable.FIRST_MOMENT)))
                    .then(own.zero(own.memory(NodeVariable.SECOND_MOMENT)));
        }

        @Override
        Move move(NodeRows own) {
            Tensor x = own.value();
            Tensor gradient = own.error();
            Tensor first = own.memory(NodeVariable.FIRST_MOMENT);
            Tensor second = own.memory(NodeVariable.SECOND_MOMENT);
            return t -> kernels.adamStep(
                    x,
                    gradient,
                    first,
                    second,
                    coefficients,
                    coefficients.firstCorrection(t),
                    coefficients.secondCorrection(t));
        }

        @Override
        boolean moveIsKept() {
            return false;
        }
    }
}
