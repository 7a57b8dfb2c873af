package dev.thrice.engine.execution;

/**
 * All nodes in every step, all at the same time, on the workers of a team: each has rows of the batch, or, where there are too few,
 * some of the nodes, and meets the others where it reads what they have written.
 */
public final class BatchParallel extends JacobiExecutor {
    /**
     * On a team.
     *
     * @param team who works; not closed by this
     */
    public BatchParallel(WorkerTeam team) {
        super(team);
    }

    @Override
    boolean isReached(int firstStep, int t) {
        return true;
    }
}
