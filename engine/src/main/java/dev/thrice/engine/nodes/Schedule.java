package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Paths;
import dev.thrice.engine.chain.Stage;

/** When errors arrive under an executor, as {@link dev.thrice.engine.algorithm.Nodes} says. */
public final class Schedule {
    private final Stage stage;
    private final int length; // of the whole chain, as are the paths
    private final Paths paths;
    private final boolean sweeps;
    private final boolean ownsRows;

    /** Of an executor that sweeps or moves all nodes at once, whose workers have rows of their own or not. */
    public Schedule(Stage stage, boolean sweeps, boolean ownsRows) {
        this.stage = stage;
        length = stage.whole().length();
        paths = new Paths(stage.whole());
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
        return sweeps ? lastArrival(node) : paths.shortest(stage.node(node));
    }

    /** The step in which the value of node l in 1 .. L - 1 first moves where predictions follow values. */
    public int firstMove(int node) {
        return sweeps ? lastArrival(node) : paths.firstMove(stage.node(node));
    }

    /** The step at which the error of node l in 1 .. L has arrived by every path. */
    public int lastArrival(int node) {
        int distance = length - stage.node(node);
        return sweeps ? Math.min(distance, 1) : distance;
    }

    /** The step at which the error of every hidden node of the whole chain has arrived by every path. */
    public int lastArrival() {
        int distance = length - 1;
        return sweeps ? Math.min(distance, 1) : distance;
    }

    /** Whether a part of the error of node l in 1 .. L first arrives in step t. */
    public boolean arrives(int node, int t) {
        return sweeps ? t == lastArrival(node) : paths.has(stage.node(node), t);
    }
}
