package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/**
 * The dynamics of variational predictive coding (3.9 - 3.12), shared by the algorithms that follow them:
 *
 * <pre>x_l <- x_l - gamma (P_l e_l - J_l(x_l)^T P_(l+1) e_(l+1)),   mu_l = f_(l-1)(x_(l-1)),   e_l = x_l - mu_l.</pre>
 *
 * <p>Precisions are factors of the input-VJP; cotangents are those of e_l itself. A move is computed in the memory of e_l,
 * which its node alone has been reading, and is computed anew right after.
 */
abstract class VariationalInference implements Inference {
    private final Nodes nodes;
    private final float stepSize;
    private final Precisions precisions;
    private final LossReduction reduction;

    VariationalInference(Nodes nodes, float stepSize, Precisions precisions, LossReduction reduction) {
        this.nodes = nodes;
        this.stepSize = stepSize;
        this.precisions = precisions;
        this.reduction = reduction;
    }

    @Override
    public boolean predicts() {
        return true;
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
    public float precision(int node) {
        return precisions.of(node, nodes.chain().length());
    }

    @Override
    public NodeProgram program(NodeRows own) {
        int node = own.node();
        boolean moves = node > 1 || incremental();
        if (node == nodes.chain().length()) {
            return new MovingOutput(own, reduction, moves);
        }
        Operation predict = moves ? own.predict() : Operation.NOTHING;
        Operation start = moves ? own.predictFeedforward() : Operation.NOTHING;
        Kernels kernels = nodes.kernels();
        Tensor x = own.value();
        Tensor mu = own.prediction();
        Tensor e = own.error();
        Operation move = own.inputVjp(stepSize * precision(node + 1), -stepSize * precision(node));
        Operation step = () -> kernels.axpby(1f, e, 1f, x);
        Operation difference = () -> kernels.axpby(1f, x, -1f, mu, e);
        return new Hidden(
                start.then(valueStart(own)).then(own.zero(e)).then(own.zero(own.delta())),
                move.then(afterMove(own)).then(step),
                predict,
                difference,
                own.cotangent(),
                startsFromFeedforward() && !incremental() ? nodes.arrival(node) : 0,
                nodes.arrival(Math.max(1, node - 1)));
    }

    /** Plans x_l(0). */
    Operation valueStart(NodeRows own) {
        return own.copy(own.feedforward(), own.value());
    }

    /** Plans what looks at a node's move, x_l(t) - x_l(t-1), before it is made, where the error is. */
    Operation afterMove(NodeRows own) {
        return Operation.NOTHING;
    }

    /**
     * A hidden node. Its error starts at 0, so when the first error arrives, and before its prediction moves, the error is the
     * move: it is kept as it is, since in float32 (mu + e) - mu is not e.
     */
    private static final class Hidden implements NodeProgram {
        private final Operation begin;
        private final Operation move;
        private final Operation prediction;
        private final Operation difference;
        private final Operation cotangent;
        private final int arrival;
        private final int arrivalBelow;
        private boolean errorIsMove;

        Hidden(
                Operation begin,
                Operation move,
                Operation prediction,
                Operation difference,
                Operation cotangent,
                int arrival,
                int arrivalBelow) {
            this.begin = begin;
            this.move = move;
            this.prediction = prediction;
            this.difference = difference;
            this.cotangent = cotangent;
            this.arrival = arrival;
            this.arrivalBelow = arrivalBelow;
        }

        @Override
        public void start() {
            begin.run();
            errorIsMove = false;
        }

        @Override
        public void relax(int t) {
            move.run();
            errorIsMove = t <= arrival;
        }

        @Override
        public void predict(int t) {
            prediction.run();
            errorIsMove &= t < arrivalBelow;
        }

        @Override
        public void compare() {
            if (!errorIsMove) {
                difference.run();
            }
            cotangent.run();
        }
    }
}
