package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The dynamics of variational predictive coding (3.9 - 3.12), shared by the algorithms that follow them:
 *
 * <pre>x_l <- x_l - gamma (P_l e_l - J_l(x_l)^T P_(l+1) e_(l+1)),   mu_l = f_(l-1)(x_(l-1)),   e_l = x_l - mu_l.</pre>
 *
 * <p>where mu_l has the values that skips add, and the move each P_j e_j of a node j that a skip from l ends at. Precisions are factors
 * of the input-VJP; cotangents are those of e_l itself. A move is computed in the memory of e_l, which its node alone has been reading,
 * and is computed anew right after.
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
        return t >= firstMove(node);
    }

    @Override
    public float precision(int node) {
        return precisions.of(node, nodes.chain().length());
    }

    @Override
    public NodeProgram program(NodeRows own) {
        boolean predicts = !nodes.isInput(own.node() - 1) || incremental();
        return own.node() == nodes.chain().length()
                ? new MovingOutput(own, reduction, predicts)
                : new Hidden(own, predicts);
    }

    /** The step in which the node first moves. */
    int firstMove(int node) {
        return nodes.firstMove(node);
    }

    /** Whether, in a step, skips from the node carry back what is offered, and it offers what its error becomes. */
    boolean skipsCarry(int node, int t) {
        return true;
    }

    private int firstMoveBelow(int node) {
        return IntStream.concat(
                        IntStream.of(node - 1), Arrays.stream(nodes.chain().skipsInto(node)))
                .filter(below -> !nodes.isInput(below))
                .map(this::firstMove)
                .min()
                .orElse(LAST_STEP); // the input does not move
    }

    /** Plans x_l(0). */
    Operation valueStart(NodeRows own) {
        return own.copy(own.feedforward(), own.value());
    }

    /** Plans what is done with a node's error before that makes way for a move. */
    Operation beforeMove(NodeRows own) {
        return Operation.NOTHING;
    }

    /** Plans what looks at a node's move, x_l(t) - x_l(t-1), before it is made, where the error is. */
    Operation afterMove(NodeRows own) {
        return Operation.NOTHING;
    }

    /** A move of a node's values. */
    @FunctionalInterface
    interface Move {
        /**
         * Makes it.
         *
         * @param t step, from 1
         */
        void make(int t);
    }

    /** Plans x_l(t) from x_l(t-1) and -gamma dF/dx_l, which is where the error is. */
    Move move(NodeRows own) {
        Kernels kernels = nodes.kernels();
        Tensor x = own.value();
        Tensor e = own.error();
        return t -> kernels.axpby(1f, e, 1f, x);
    }

    /** Whether a move leaves in the error's memory what it has added to x_l. */
    boolean moveIsKept() {
        return true;
    }

    /** Plans what a node passes on in place of its error, made of e_l = x_l - mu_l where that is; it may be asked for twice in a step. */
    Operation credit(NodeRows own) {
        return Operation.NOTHING;
    }

    /** Plans what is left to be done with a node's error after the last step. */
    Operation end(NodeRows own) {
        return Operation.NOTHING;
    }

    /**
     * A hidden node. Its error starts at 0, so when it first moves, and before its prediction does, the error is the move: it is kept as it
     * is, since in float32 (mu + e) - mu is not e.
     */
    private final class Hidden implements NodeProgram {
        private final int node;
        private final Operation begin;
        private final Operation pull;
        private final Operation skips;
        private final Operation look;
        private final Move move;
        private final Operation prediction;
        private final Operation difference;
        private final Operation passOn;
        private final Operation offer;
        private final Operation end;
        private final int firstMove;
        private final int firstMoveBelow;
        private boolean errorIsMove;
        private boolean carries;

        Hidden(NodeRows own, boolean predicts) {
            node = own.node();
            Kernels kernels = nodes.kernels();
            Tensor x = own.value();
            Tensor mu = own.prediction();
            Tensor e = own.error();
            offer = own.offer(e);
            begin = (predicts ? own.predictFeedforward() : Operation.NOTHING)
                    .then(valueStart(own))
                    .then(own.zero(e))
                    .then(offer)
                    .then(own.zero(own.delta()));
            pull = beforeMove(own).then(own.inputVjp(stepSize * precision(node + 1), -stepSize * precision(node)));
            skips = own.skips(to -> stepSize * precision(to), e);
            look = afterMove(own);
            move = move(own);
            prediction = predicts ? own.predict() : Operation.NOTHING;
            difference = () -> kernels.axpby(1f, x, -1f, mu, e);
            passOn = credit(own).then(own.cotangent());
            end = end(own);
            firstMove = startsFromFeedforward() && !incremental() ? firstMove(node) : 0;
            firstMoveBelow = firstMoveBelow(node);
        }

        @Override
        public void start() {
            begin.run();
            errorIsMove = false;
            carries = true;
        }

        @Override
        public void relax(int t) {
            pull.run();
            carries = skipsCarry(node, t);
            if (carries) {
                skips.run();
            }
            look.run();
            move.make(t);
            errorIsMove = moveIsKept() && t <= firstMove;
        }

        @Override
        public void predict(int t) {
            prediction.run();
            errorIsMove &= t < firstMoveBelow;
        }

        @Override
        public void compare() {
            if (!errorIsMove) {
                difference.run();
            }
            passOn.run();
            if (carries) {
                offer.run();
            }
        }

        @Override
        public void finish() {
            end.run();
        }
    }
}
