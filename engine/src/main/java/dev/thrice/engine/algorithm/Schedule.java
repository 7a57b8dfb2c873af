package dev.thrice.engine.algorithm;

/**
 * When errors arrive. Where all nodes move at once from the values of the step before (Jacobi order), the error of node l is
 * first nonzero at step t = L - l, Theorem 1 of Zahid, Guo &amp; Fountas (2023). A sweep from the output down, in which each
 * node uses what its neighbour has just become (Gauss-Seidel order), brings it to every node in one step.
 *
 * @param chainLength L
 * @param sweeps whether a step is a sweep
 * @param ownsRows whether each worker has all nodes of its samples and goes through them one by one: nobody else then changes an
 *     error that it reads
 */
public record Schedule(int chainLength, boolean sweeps, boolean ownsRows) {
    /**
     * The step at which the error of a node becomes nonzero.
     *
     * @param node l in 1 .. L
     * @return t, 0 for the output
     */
    public int arrival(int node) {
        int distance = chainLength - node;
        return sweeps ? Math.min(distance, 1) : distance;
    }
}
