package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;

/** The output node where predictions follow the values: e_L is that of the prediction. */
final class MovingOutput implements NodeProgram {
    private final Operation begin;
    private final Operation prediction;
    private final Operation comparison;

    /**
     * Plans it.
     *
     * @param moves whether the prediction can move
     */
    MovingOutput(NodeRows rows, LossReduction reduction, boolean moves) {
        comparison = rows.outputCotangent(reduction);
        begin = (moves ? rows.predictFeedforward() : Operation.NOTHING).then(comparison);
        prediction = moves ? rows.predict() : Operation.NOTHING;
    }

    @Override
    public void start() {
        begin.run();
    }

    @Override
    public void relax(int t) {}

    @Override
    public void predict(int t) {
        prediction.run();
    }

    @Override
    public void compare() {
        comparison.run();
    }
}
