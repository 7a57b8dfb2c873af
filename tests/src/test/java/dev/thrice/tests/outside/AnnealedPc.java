package dev.thrice.tests.outside;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeProgram;
import dev.thrice.engine.algorithm.NodeRows;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.algorithm.Nodes;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import java.util.List;
import java.util.Set;

/**
 * Predictive coding with fixed predictions and another step size in every step, e_l = (1 - gamma_t) e_l + gamma_t J_l^T e_(l+1). As the
 * errors arrive where of t coins, which fall heads with probability gamma_1 .. gamma_t, at least L - l have,
 *
 * <pre>e_l(t) = P[heads >= L - l] g_l.</pre>
 */
record AnnealedPc(List<Float> stepSizes) implements LearningAlgorithm {
    /** P[heads >= k] (Poisson's binomial distribution). */
    double arrived(int k) {
        double[] heads = new double[stepSizes.size() + 1];
        heads[0] = 1;
        for (float stepSize : stepSizes) {
            for (int i = heads.length - 1; i >= 0; i--) {
                heads[i] = heads[i] * (1 - stepSize) + (i > 0 ? heads[i - 1] * stepSize : 0);
            }
        }
        double sum = 0;
        for (int i = k; i < heads.length; i++) {
            sum += heads[i];
        }
        return sum;
    }

    @Override
    public Set<NodeVariable> keeps() {
        return Set.of(NodeVariable.ERROR, NodeVariable.DELTA);
    }

    @Override
    public LossReduction reduction() {
        return LossReduction.SUM;
    }

    @Override
    public Inference plan(Nodes nodes) {
        return new Inference() {
            @Override
            public int steps() {
                return stepSizes.size();
            }

            @Override
            public boolean predicts() {
                return false;
            }

            @Override
            public boolean active(int node, int t) {
                return true;
            }

            @Override
            public boolean useful(int node, int t) {
                return t >= nodes.arrival(node);
            }

            @Override
            public NodeProgram program(NodeRows rows) {
                if (rows.node() == nodes.chain().length()) {
                    return new Program(rows.outputCotangent(reduction()), List.of(), () -> {});
                }
                return new Program(
                        rows.zero(rows.error()).then(rows.zero(rows.delta())),
                        stepSizes.stream()
                                .map(gamma -> rows.inputVjp(gamma, 1 - gamma))
                                .toList(),
                        rows.cotangent());
            }
        };
    }

    private record Program(Operation begin, List<Operation> moves, Operation comparison) implements NodeProgram {
        @Override
        public void start() {
            begin.run();
        }

        @Override
        public void relax(int t) {
            moves.get(t - 1).run();
        }

        @Override
        public void compare() {
            comparison.run();
        }
    }
}
