package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.nodes.Schedule;
import dev.thrice.engine.parallel.Shares;

/**
 * All nodes move at once from the values of the step before. A worker that depends on no other goes through its nodes
 * from the input on, one after the other: a node reads of the node above only what that has not yet changed, and of the node
 * below what it has.
 */
abstract sealed class JacobiExecutor extends Executor permits Sequential, BatchParallel, Wavefront {
    JacobiExecutor(WorkerTeam team) {
        super(team);
    }

    @Override
    Schedule schedule(Stage stage, int batch) {
        return new Schedule(stage, false, Shares.areByRows(batch, team().workers()));
    }

    /** Whether a node that first has something to do in some step is to be looked at in step t. */
    abstract boolean isReached(int firstStep, int t);

    @Override
    final void step(Worker worker, int t) {
        int length = worker.chainLength();
        worker.learnIncrement();
        if (worker.crossing() != null) {
            crossingStep(worker, t, worker.crossing());
        } else if (worker.isAlone() && !worker.inference().incremental()) {
            for (int l = 1; l <= length; l++) {
                relax(worker, l, t);
                settle(worker, l, t);
            }
        } else {
            for (int l = 1; l <= length; l++) {
                relax(worker, l, t);
            }
            worker.meet();
            worker.moveParameters();
            for (int l = 1; l <= length; l++) {
                settle(worker, l, t);
            }
            worker.meet();
        }
        worker.learnAfter(t);
    }

    private void relax(Worker worker, int node, int t) {
        if (moves(worker, node, t)) {
            worker.relax(node, t);
        }
    }

    /** Brings prediction and error up to date where what they depend on has moved. */
    private void settle(Worker worker, int node, int t) {
        boolean predicted = predicts(worker, node, t);
        if (predicted) {
            worker.predict(node, t);
        }
        if (predicted || moves(worker, node, t)) {
            worker.compare(node);
        }
    }

    /** Whether the prediction of a node changes. */
    private boolean predicts(Worker worker, int node, int t) {
        Inference inference = worker.inference();
        return inference.predicts() && (inference.incremental() || moveBelow(worker, node, t));
    }

    /** Whether the error of a node changes. */
    private boolean errs(Worker worker, int node, int t) {
        return predicts(worker, node, t) || moves(worker, node, t);
    }

    /**
     * A step of a stage. What its neighbours wait for comes first: the prediction of the node that it shares with the stage above, then the
     * error of the one that it shares with the stage below, which where predictions are fixed is there before any other node has moved. Both
     * neighbours know in which steps these change, so nothing else is sent.
     */
    private void crossingStep(Worker worker, int t, Crossing crossing) {
        int length = worker.chainLength();
        boolean sentAtOnce = crossing.hasBelow() && !worker.inference().predicts();
        if (sentAtOnce) {
            relax(worker, 1, t);
            settleShared(worker, t, crossing);
        }
        for (int l = sentAtOnce ? 2 : 1; l < length; l++) {
            relax(worker, l, t);
        }
        worker.meet();
        worker.moveParameters();
        if (crossing.hasAbove() && predicts(worker, length, t)) {
            worker.predict(length, t);
            worker.pass(crossing.sendValue());
        }
        if (crossing.hasBelow() && !sentAtOnce) {
            settleShared(worker, t, crossing);
        }
        for (int l = crossing.hasBelow() ? 2 : 1; l < length; l++) {
            settle(worker, l, t);
        }
        if (!crossing.hasAbove()) {
            settle(worker, length, t);
        } else if (errs(worker, length, t)) {
            worker.pass(crossing.receiveError());
            worker.compare(length);
        }
        worker.pass(crossing.endStep());
    }

    /** The node that the stage shares with the one below: its prediction comes from there, and its error goes there. */
    private void settleShared(Worker worker, int t, Crossing crossing) {
        if (predicts(worker, 1, t)) {
            worker.pass(crossing.receiveValue());
        }
        settle(worker, 1, t);
        if (errs(worker, 1, t)) {
            worker.pass(crossing.sendError());
        }
    }

    private boolean moveBelow(Worker worker, int node, int t) {
        boolean moved = moves(worker, node - 1, t);
        for (int from : worker.skipsInto(node)) {
            moved |= moves(worker, from, t);
        }
        return moved;
    }

    private boolean moves(Worker worker, int node, int t) {
        return worker.isFree(node)
                && (isReached(worker.firstStep(node), t) || worker.inference().incremental())
                && worker.inference().active(node, t);
    }
}
