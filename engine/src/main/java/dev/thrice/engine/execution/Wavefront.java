package dev.thrice.engine.execution;

/**
 * As {@link BatchParallel}, but only the nodes that an error has reached, without skips l >= L - t: the same bits from L (L - 1) / 2
 * input-VJPs in the first L - 1 steps, instead of (L - 1)^2. For values that start at the feedforward pass. Where parameters
 * move in every step, an optimizer's memory of earlier batches moves all predictions, and all nodes take part.
 */
public final class Wavefront extends JacobiExecutor {
    /**
     * On a team.
     *
     * @param team who works; not closed by this
     */
    public Wavefront(WorkerTeam team) {
        super(team);
    }

    @Override
    boolean isReached(int firstStep, int t) {
        return t >= firstStep;
    }
}
