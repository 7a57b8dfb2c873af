package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Objects;
import java.util.Set;

/**
 * Error-based predictive coding, ePC (Goemaere et al. 2025): the free energy of {@link VariationalPc}, descended in the
 * errors, with the values computed forward from them,
 *
 * <pre>x_l = f_(l-1)(x_(l-1)) + e_l,   e_l = e_l - gamma (P_l e_l - g_l),   g_l = J_l(x_l)^T g_(l+1),   g_L = P_L e_L.</pre>
 *
 * <p>Where the descent ends, P_l e_l = g_l = J_l^T P_(l+1) e_(l+1): VPC's equilibrium, with its energy and gradient. But
 * the output's error reaches every node in each step, undiminished by gamma^(L-l). Parameters learn by (3.13) from the
 * errors that were reached.
 *
 * <p>A step is a backward pass and a forward pass, so the executor has to be one whose steps are sweeps.
 *
 * @param inferenceSteps T, at least 0
 * @param stepSize gamma, in (0, 2)
 * @param precisions P_1 .. P_L
 * @param reduction of the loss
 */
public record ErrorPc(int inferenceSteps, float stepSize, Precisions precisions, LossReduction reduction)
        implements LearningAlgorithm {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ErrorPc {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
        Objects.requireNonNull(precisions, "precisions");
    }

    /**
     * With precisions 1 and the loss summed.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public ErrorPc(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, Precisions.ONES, LossReduction.SUM);
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
        if (!nodes.sweeps()) {
            throw new IllegalArgumentException("error-based PC: the executor moves all nodes at once, expected one"
                    + " that sweeps (GaussSeidel), since a step is a backward and a forward pass");
        }
        precisions.of(1, nodes.chain().length()); // throws if they are of another chain
        return new VariationalInference(nodes, stepSize, precisions, reduction) {
            @Override
            public int steps() {
                return inferenceSteps;
            }

            @Override
            public NodeProgram program(NodeRows own) {
                return own.node() == nodes.chain().length()
                        ? new MovingOutput(own, reduction, own.node() > 1)
                        : hidden(nodes.kernels(), own);
            }

            // g_l takes the place of x_l, which nobody reads any more when the sweep down has come to node l
            private NodeProgram hidden(Kernels kernels, NodeRows own) {
                int node = own.node();
                Tensor x = own.value();
                Tensor mu = own.prediction();
                Tensor e = own.error();
                float above = node + 1 == nodes.chain().length() ? precision(node + 1) : 1f;
                float kept = 1f - stepSize * precision(node);
                Operation value = () -> kernels.axpby(1f, mu, 1f, e, x);
                Operation descend = own.inputVjp(above, 0f, x)
                        .then(own.skips(to -> 1f, x))
                        .then(() -> kernels.axpby(stepSize, x, kept, e));
                return new Hidden(
                        (node == 1 ? Operation.NOTHING : own.predictFeedforward())
                                .then(own.copy(own.feedforward(), x))
                                .then(own.zero(e)),
                        descend.then(own.offer(x)).then(node == 1 ? value : own.cotangent(x)),
                        own.predict().then(value),
                        own.cotangent(e));
            }
        };
    }

    /** A hidden node. Its cotangent is that of g_l until the end, and then that of e_l. */
    private record Hidden(Operation begin, Operation descent, Operation prediction, Operation end)
            implements NodeProgram {
        @Override
        public void start() {
            begin.run();
        }

        @Override
        public void relax(int t) {
            descent.run();
        }

        @Override
        public void predict(int t) {
            prediction.run();
        }

        @Override
        public void compare() {}

        @Override
        public void finish() {
            end.run();
        }
    }
}
