package dev.thrice.engine.execution;

/**
 * All nodes in every step, all at the same time: layers x rows are divided among the workers of a team, which meet where they
 * read what others have written.
 */
public final class LayerParallel extends JacobiExecutor {
    /**
     * On a team.
     *
     * @param team who works; not closed by this
     */
    public LayerParallel(WorkerTeam team) {
        super(team);
    }

    @Override
    boolean isReached(int node, int t, int chainLength) {
        return true;
    }
}
