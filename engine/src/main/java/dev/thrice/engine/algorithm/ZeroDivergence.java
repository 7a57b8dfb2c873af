package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Tensor;
import java.util.Set;

/**
 * Zero-divergence inference learning, Z-IL (section 3.5): the dynamics of VPC with gamma = 1 from the feedforward pass, and
 * the parameters of f_(l-1) learn exactly once, at the step t = L - l at which the error of node l arrives. Equal to
 * backpropagation. All other work in each step is wasted. Each of the three requirements can be dropped.
 *
 * <p>With skips, an error that came early would move values before their node learns. So it waits for what comes by the longest path, as
 * it would in nodes that pass it on unchanged (Salvatori et al. 2022 make all paths equally long so), and each node learns once, at t = L -
 * l. That is still backpropagation; with one of the requirements dropped it is refused.
 *
 * @param stepSize gamma, in (0, 2): 1 is required
 * @param fromFeedforward whether values start at the feedforward pass: required; else at random
 * @param delay how many steps after the arrival of its error a node learns: 0 is required. A step before the first is the
 *     feedforward pass
 * @param reduction of the loss
 */
public record ZeroDivergence(float stepSize, boolean fromFeedforward, int delay, LossReduction reduction)
        implements LearningAlgorithm {
    private static final long START_SEED = 0x7457_1ce5L;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the step size is out of range
     */
    public ZeroDivergence {
        Requirements.stepSize(stepSize);
    }

    /** As it is defined, with the loss summed. */
    public ZeroDivergence() {
        this(1f, true, 0, LossReduction.SUM);
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
    public boolean takesStages() {
        return fromFeedforward;
    }

    @Override
    public Inference plan(Nodes nodes) {
        if (delay >= Inference.LAST_STEP - nodes.lastArrival()) {
            throw new IllegalArgumentException("delay " + delay + ", expected below "
                    + (Inference.LAST_STEP - nodes.lastArrival()) + ", since an error arrives in step "
                    + nodes.lastArrival());
        }
        if (!nodes.chain().skips().isEmpty() && (stepSize != 1f || !fromFeedforward || delay != 0)) {
            throw new IllegalArgumentException(
                    this + ": chain " + nodes.chain()
                            + ", expected one without skips, on which Z-IL is for step size 1 from the feedforward pass without delay");
        }
        return new VariationalInference(nodes, stepSize, Precisions.ONES, reduction) {
            @Override
            public int steps() {
                return Math.max(0, nodes.lastArrival() + delay);
            }

            @Override
            public int learnsAfter(int node) {
                return Math.max(0, nodes.lastArrival(node) + delay);
            }

            @Override
            public boolean startsFromFeedforward() {
                return fromFeedforward;
            }

            @Override
            public boolean useful(int node, int t) {
                return t == nodes.lastArrival(node);
            }

            @Override
            int firstMove(int node) {
                return nodes.lastArrival(node);
            }

            // what a skip carries waits for what comes the long way
            @Override
            boolean skipsCarry(int node, int t) {
                return t == nodes.lastArrival(node);
            }

            // a prediction moves only when the node has learned
            @Override
            public boolean usefulPrediction(int node, int t) {
                return false;
            }

            @Override
            Operation valueStart(NodeRows own) {
                return fromFeedforward
                        ? super.valueStart(own)
                        : random(own.value(), START_SEED + own.node(), own.first());
            }
        };
    }

    /** Plans a fixed draw from Uniform(-1, 1), the same for any division of the samples. */
    private static Operation random(Tensor values, long seed, int firstRow) {
        return () -> {
            for (int i = 0; i < values.rows(); i++) {
                for (int j = 0; j < values.columns(); j++) {
                    long bits = mix(mix(seed * 31 + firstRow + i) + j);
                    values.set(i, j, (bits >> 40) * 0x1p-23f);
                }
            }
        };
    }

    /** The finalizer of SplitMix64 (Steele, Lea &amp; Flood 2014). */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
