package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.nodes.Schedule;

/**
 * A step is a sweep from the output down, in which each node uses the error that the node above has just got; predictions
 * follow after the sweep. Another iteration than the paper's, with the same fixed points: one sweep carries an error the
 * whole way, on a chain without skips e_l = gamma^(L-l) g_l, and with gamma = 1 is backpropagation. With skips a variational inference reads
 * predictions of the sweep before where a skip ends, and may need a smaller step. Workers have rows of their own; with fewer rows
 * than that takes, one works.
 */
public final class GaussSeidel extends Executor {
    /**
     * On a team.
     *
     * @param team who works; not closed by this
     */
    public GaussSeidel(WorkerTeam team) {
        super(team);
    }

    @Override
    Schedule schedule(Stage stage, int batch) {
        if (stage.isPart()) {
            throw new IllegalArgumentException(
                    "Gauss-Seidel: " + stage + ", expected all layers, since a sweep passes them one after the other");
        }
        return new Schedule(stage, true, true);
    }

    @Override
    void step(Worker worker, int t) {
        Inference inference = worker.inference();
        int length = worker.chainLength();
        worker.learnIncrement();
        for (int l = length - 1; l >= 1; l--) {
            if (inference.active(l, t)) {
                worker.relax(l, t);
                worker.compare(l);
            }
            if (worker.learnsAfter(l, t)) {
                worker.learn(l); // now, before the node below moves
            }
        }
        if (worker.learnsAfter(length, t)) {
            worker.learn(length);
        }
        worker.moveParameters();
        if (inference.predicts()) {
            for (int l = inference.incremental() ? 1 : 2; l <= length; l++) {
                if (inference.incremental() || activeBelow(worker, l, t)) {
                    worker.predict(l, t);
                    worker.compare(l);
                }
            }
        }
    }

    private static boolean activeBelow(Worker worker, int node, int t) {
        boolean active = worker.inference().active(node - 1, t);
        for (int from : worker.skipsInto(node)) {
            active |= from > 0 && worker.inference().active(from, t);
        }
        return active;
    }
}
