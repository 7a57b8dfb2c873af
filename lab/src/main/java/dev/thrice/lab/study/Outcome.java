package dev.thrice.lab.study;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.Callback;

/**
 * What a training came to.
 *
 * @param test accuracy in the end, also of a network that diverged
 * @param divergence why it ended early; empty if it did not
 */
record Outcome(double test, String divergence) {
    /** Trains and tests. */
    static Outcome of(Trainer trainer, int epochs, Callback... callbacks) {
        try {
            trainer.train(epochs, callbacks);
            return new Outcome(trainer.test().accuracy(), "");
        } catch (DivergenceException e) {
            return new Outcome(trainer.testAccuracy(), e.getMessage());
        }
    }
}
