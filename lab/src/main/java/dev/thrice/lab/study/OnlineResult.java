package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import dev.thrice.lab.learn.OptimizerRule;

/**
 * What came of one training.
 *
 * @param batch samples of a batch
 * @param optimizer that followed the gradient
 * @param contender that gave it
 * @param learningRate of all layers
 * @param seed of parameters and order
 * @param test accuracy in the end
 * @param divergence why it ended early; empty if it did not
 */
record OnlineResult(
        int batch,
        OptimizerRule optimizer,
        StudiedAlgorithm contender,
        float learningRate,
        long seed,
        double test,
        String divergence) {
    OnlineResult {
        Expect.atLeast("batch", batch, 1);
        Expect.above0("learning rate", learningRate);
        Expect.share("test accuracy", test);
    }
}
