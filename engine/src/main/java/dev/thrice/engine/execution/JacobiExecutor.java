package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.chain.Chain;
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
    Schedule schedule(Chain chain, int batch) {
        return new Schedule(chain, false, Shares.areByRows(batch, team().workers()));
    }

    /** Whether a node that first has something to do in some step is to be looked at in step t. */
    abstract boolean isReached(int firstStep, int t);

    @Override
    final void step(Worker worker, int t) {
        int length = worker.chainLength();
        worker.learnIncrement();
        if (worker.isAlone() && !worker.inference().incremental()) {
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
        Inference inference = worker.inference();
        boolean predicted = inference.predicts() && (inference.incremental() || moveBelow(worker, node, t));
        if (predicted) {
            worker.predict(node, t);
        }
        if (predicted || moves(worker, node, t)) {
            worker.compare(node);
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
        return node >= 1
                && node < worker.chainLength()
                && (isReached(worker.firstStep(node), t) || worker.inference().incremental())
                && worker.inference().active(node, t);
    }
}
