package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;

/** The output node where predictions are fixed: e_L is what it is at the feedforward pass. */
final class FixedOutput implements NodeProgram {
    private final Operation cotangent;

    FixedOutput(NodeRows rows, LossReduction reduction) {
        cotangent = rows.outputCotangent(reduction);
    }

    @Override
    public void start() {
        cotangent.run();
    }

    @Override
    public void relax(int t) {}

    @Override
    public void compare() {}
}
