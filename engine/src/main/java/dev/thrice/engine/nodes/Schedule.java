package dev.thrice.engine.nodes;

/**
 * When errors arrive under an executor, as {@link dev.thrice.engine.algorithm.Nodes} says.
 *
 * @param chainLength L
 */
public record Schedule(int chainLength, boolean sweeps, boolean ownsRows) {
    /** The step at which the error of node l in 1 .. L becomes nonzero. */
    public int arrival(int node) {
        int distance = chainLength - node;
        return sweeps ? Math.min(distance, 1) : distance;
    }
}
