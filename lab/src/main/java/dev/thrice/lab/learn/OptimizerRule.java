package dev.thrice.lab.learn;

import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Sgd;

/** Optimizers, by the names they have on the command line. */
public enum OptimizerRule {
    /** Stochastic gradient descent. */
    SGD,
    /** The same with momentum. */
    MOMENTUM,
    /** Adam with PyTorch's defaults. */
    ADAM;

    /**
     * An optimizer.
     *
     * @param rates learning rates
     * @param momentum of the one that has it
     * @return the optimizer
     * @throws IllegalArgumentException if the momentum is out of range
     */
    public Optimizer optimizer(LearningRates rates, float momentum) {
        return switch (this) {
            case SGD -> new Sgd(rates);
            case MOMENTUM -> new Momentum(rates, momentum);
            case ADAM -> new Adam(rates);
        };
    }

    @Override
    public String toString() {
        return Names.of(this);
    }

    /** Of this enum. */
    public static final class OnCommandLine extends Names<OptimizerRule> {
        private OnCommandLine() {
            super(OptimizerRule.class);
        }
    }
}
