package dev.thrice.engine.execution;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.nodes.Schedule;

/**
 * In which order the nodes of a chain do their steps, and on which threads. Any executor runs any algorithm but one
 * that needs sweeps, {@link dev.thrice.engine.algorithm.ErrorPc}. A result has the same bits for any number of workers, with
 * the kernels of the providers {@code jit}, {@code simd} and {@code scalar}.
 */
public abstract sealed class Executor permits JacobiExecutor, GaussSeidel {
    private final WorkerTeam team;

    Executor(WorkerTeam team) {
        this.team = team;
    }

    /**
     * Who works.
     *
     * @return the team
     */
    public WorkerTeam team() {
        return team;
    }

    /**
     * In how many steps the output's error gets to every node, by every path.
     *
     * @param chain of any length L
     * @return t, 0 for a chain of one function
     */
    public final int stepsToArrive(Chain chain) {
        return schedule(Stage.whole(chain), 1).lastArrival();
    }

    /** When errors arrive. */
    abstract Schedule schedule(Stage stage, int batch);

    /** A worker's part of step t, parameter-VJPs that are taken after it included. */
    abstract void step(Worker worker, int t);
}
