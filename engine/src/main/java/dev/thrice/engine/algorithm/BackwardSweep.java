package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Operation;

/** An inference in which every node is active once, at the step at which its error has arrived by every path. */
abstract class BackwardSweep implements Inference {
    private final Nodes nodes;

    BackwardSweep(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public int steps() {
        return nodes.lastArrival();
    }

    @Override
    public boolean predicts() {
        return false;
    }

    @Override
    public boolean active(int node, int t) {
        return t == nodes.lastArrival(node);
    }

    @Override
    public boolean useful(int node, int t) {
        return active(node, t);
    }

    /** A hidden node of it. */
    record OneStep(Operation vjp, Operation cotangent, Operation end) implements NodeProgram {
        @Override
        public void start() {}

        @Override
        public void relax(int t) {
            vjp.run();
        }

        @Override
        public void compare() {
            cotangent.run();
        }

        @Override
        public void finish() {
            end.run();
        }
    }
}
