package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import java.util.EnumSet;
import java.util.Set;

/**
 * Predictive coding under the fixed-prediction assumption, FPA-PC (3.19 - 3.26): predictions and Jacobians stay at the
 * feedforward pass, and
 *
 * <pre>e_l(t+1) = (1 - gamma) e_l(t) + gamma J_l(mu_l)^T e_(l+1)(t),  l = 1 .. L-1;  e_L fixed;  e_l(0) = 0,</pre>
 *
 * <p>with gamma e_j(t) of each node j that a skip from l ends at added.
 *
 * <p>The errors are the state, not x_l = mu_l + e_l, which would cancel in float32.
 *
 * @param inferenceSteps T, at least 0
 * @param stepSize gamma, in (0, 2)
 * @param reduction of the loss
 */
public record FixedPrediction(int inferenceSteps, float stepSize, LossReduction reduction)
        implements LearningAlgorithm {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public FixedPrediction {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
    }

    /**
     * With the loss summed.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public FixedPrediction(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, LossReduction.SUM);
    }

    @Override
    public Set<NodeVariable> keeps() {
        return EnumSet.of(NodeVariable.ERROR, NodeVariable.DELTA, NodeVariable.PASSING_DELTA);
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
        return new Inference() {
            @Override
            public int steps() {
                return inferenceSteps;
            }

            @Override
            public boolean predicts() {
                return false;
            }

            @Override
            public boolean active(int node, int t) {
                return true;
            }

            // with gamma = 1 an error is what it will be once it has arrived
            @Override
            public boolean useful(int node, int t) {
                return stepSize == 1f ? nodes.arrives(node, t) : t >= nodes.arrival(node);
            }

            @Override
            public NodeProgram program(NodeRows own) {
                if (own.node() == nodes.chain().length()) {
                    return nodes.isOutput(own.node())
                            ? new FixedOutput(own, reduction)
                            : new MovingOutput(own, reduction, false);
                }
                Operation offer = own.offer(own.error());
                Operation clear = own.zero(own.error()).then(offer);
                Operation skips = own.skips(to -> stepSize, own.error());
                if (!nodes.ownsRows()) {
                    return new HiddenNode(
                            clear.then(own.zero(own.delta())),
                            own.inputVjp(stepSize, 1f - stepSize).then(skips),
                            own.cotangent().then(offer),
                            Operation.NOTHING);
                }
                Operation vjp = own.node() + 1 == nodes.chain().length()
                        ? own.inputVjp(stepSize, 1f - stepSize)
                        : own.inputVjpByPassing(stepSize, 1f - stepSize);
                return new HiddenNode(clear, vjp.then(skips), offer, own.cotangent());
            }
        };
    }

    /**
     * A hidden node. Where the errors that it reads might change, it passes on its cotangent in every step, and along skips its error;
     * else whoever needs that takes it from the error, and the node's own is made at the end.
     */
    private record HiddenNode(Operation clear, Operation vjp, Operation passOn, Operation end) implements NodeProgram {
        @Override
        public void start() {
            clear.run();
        }

        @Override
        public void relax(int t) {
            vjp.run();
        }

        @Override
        public void compare() {
            passOn.run();
        }

        @Override
        public void finish() {
            end.run();
        }
    }
}
