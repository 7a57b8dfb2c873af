package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import java.util.EnumSet;
import java.util.Set;

/**
 * The outcome of {@link FixedPrediction} without its steps: one backward sweep (2.2), then each error scaled by the {@link
 * ArrivalLaw}, e_l(t) = a(L - l, t) g_l. L - 1 input-VJPs whatever t is, equal to the literal iteration in Jacobi order up
 * to rounding. For chains without skips: with them an error has parts that arrive by paths of several lengths.
 *
 * @param inferenceSteps t, at least 0
 * @param stepSize gamma, in (0, 2)
 * @param reduction of the loss
 */
public record FixedPredictionClosedForm(int inferenceSteps, float stepSize, LossReduction reduction)
        implements LearningAlgorithm {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public FixedPredictionClosedForm {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
    }

    /**
     * With the loss summed.
     *
     * @param inferenceSteps t, at least 0
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public FixedPredictionClosedForm(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, LossReduction.SUM);
    }

    @Override
    public Set<NodeVariable> keeps() {
        return EnumSet.of(NodeVariable.ERROR, NodeVariable.DELTA);
    }

    @Override
    public Inference plan(Nodes nodes) {
        return new BackwardSweep(nodes) {
            @Override
            public NodeProgram program(NodeRows own) {
                if (own.node() == nodes.chain().length()) {
                    return new FixedOutput(own, reduction);
                }
                int distance = nodes.chain().length() - own.node();
                float arrived = (float) ArrivalLaw.arrived(distance, inferenceSteps, stepSize);
                Operation scaled = arrived == 1f
                        ? Operation.NOTHING
                        : own.scale(arrived, own.error()).then(own.scale(arrived, own.delta()));
                return new OneStep(own.inputVjp(1f, 0f), own.cotangent(), scaled);
            }
        };
    }
}
