package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Paths;

/** When errors arrive under an executor, as {@link dev.thrice.engine.algorithm.Nodes} says. */
public final class Schedule {
    private final int length;
    private final Paths paths;
    private final boolean sweeps;
    private final boolean ownsRows;

    /** Of an executor that sweeps or moves all nodes at once, whose workers have rows of their own or not. */
    public Schedule(Chain chain, boolean sweeps, boolean ownsRows) {
        length = chain.length();
        paths = new Paths(chain);
        this.sweeps = sweeps;
        this.ownsRows = ownsRows;
    }

    public boolean sweeps() {
        return sweeps;
    }

    public boolean ownsRows() {
        return ownsRows;
    }

    /** The step at which the error of node l in 1 .. L becomes nonzero. */
    public int arrival(int node) {
        return sweeps ? lastArrival(node) : paths.shortest(node);
    }

    /** The step in which the value of node l in 1 .. L - 1 first moves where predictions follow values. */
    public int firstMove(int node) {
        return sweeps ? lastArrival(node) : paths.firstMove(node);
    }

    /** The step at which the error of node l in 1 .. L has arrived by every path. */
    public int lastArrival(int node) {
        int distance = length - node;
        return sweeps ? Math.min(distance, 1) : distance;
    }

    /** Whether a part of the error of node l in 1 .. L first arrives in step t. */
    public boolean arrives(int node, int t) {
        return sweeps ? t == lastArrival(node) : paths.has(node, t);
    }
}
