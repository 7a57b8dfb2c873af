package dev.thrice.lab.learn;

import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;

/** The executors by the names they have on the command line: their classes', in lower case with hyphens. */
public enum ExecutorName {
    /** {@link Sequential}. */
    SEQUENTIAL,
    /** {@link BatchParallel}. */
    BATCH_PARALLEL,
    /** {@link Wavefront}. */
    WAVEFRONT,
    /** {@link GaussSeidel}. */
    GAUSS_SEIDEL;

    /**
     * The executor of this name.
     *
     * @param team who works; not used by the sequential one
     * @return the executor
     */
    public Executor on(WorkerTeam team) {
        return switch (this) {
            case SEQUENTIAL -> new Sequential();
            case BATCH_PARALLEL -> new BatchParallel(team);
            case WAVEFRONT -> new Wavefront(team);
            case GAUSS_SEIDEL -> new GaussSeidel(team);
        };
    }

    /** Whether a step goes down the chain and up again, node by node. */
    boolean sweeps() {
        return this == GAUSS_SEIDEL;
    }

    /** Of this enum. */
    public static final class OnCommandLine extends Names<ExecutorName> {
        private OnCommandLine() {
            super(ExecutorName.class);
        }
    }
}
