package dev.thrice.lab.study;

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
        Contender contender,
        float learningRate,
        long seed,
        double test,
        String divergence) {}
