package dev.thrice.engine.execution;

/** All nodes in every step, on the calling thread. */
public final class Sequential extends JacobiExecutor {
    /** An executor without threads of its own. */
    public Sequential() {
        super(new WorkerTeam(1));
    }

    @Override
    boolean isReached(int firstStep, int t) {
        return true;
    }
}
