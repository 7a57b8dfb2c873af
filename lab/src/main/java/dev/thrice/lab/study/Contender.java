package dev.thrice.lab.study;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.lab.learn.OptimizerRule;

/** The algorithms of the study. VPC, iPC and IL-prox take the same number of steps of inference, of the same size. */
enum Contender {
    BACKPROP("backprop") {
        @Override
        LearningAlgorithm algorithm(int chainLength, float rate) {
            return new Backpropagation();
        }
    },
    FPA("FPA") {
        @Override
        LearningAlgorithm algorithm(int chainLength, float rate) {
            return new FixedPredictionClosedForm(fpaSteps(chainLength), FPA_STEP_SIZE);
        }
    },
    VPC("VPC") {
        @Override
        LearningAlgorithm algorithm(int chainLength, float rate) {
            return new VariationalPc(INFERENCE_STEPS, STEP_SIZE);
        }
    },
    IPC("iPC") {
        @Override
        LearningAlgorithm algorithm(int chainLength, float rate) {
            return new IncrementalPc(INFERENCE_STEPS, STEP_SIZE);
        }
    },
    IL_PROX("IL-prox") {
        @Override
        LearningAlgorithm algorithm(int chainLength, float rate) {
            return new ProximalPc(INFERENCE_STEPS, STEP_SIZE, rate);
        }

        @Override
        boolean hasOwnStep() {
            return true;
        }
    };

    static final float FPA_STEP_SIZE = .5f;
    static final int INFERENCE_STEPS = 20;
    private static final float STEP_SIZE = .2f;
    private static final float MOMENTUM = .9f;

    private final String text;

    Contender(String text) {
        this.text = text;
    }

    /**
     * The algorithm.
     *
     * @param chainLength L
     * @param rate its learning rate, where that is part of it
     */
    abstract LearningAlgorithm algorithm(int chainLength, float rate);

    /**
     * Whether it says itself how far parameters move: the rate is then its beta. Its step is whole with SGD at rate 1; momentum
     * would take it ten times, and Adam divides its length out, so neither would be this algorithm.
     */
    boolean hasOwnStep() {
        return false;
    }

    /** Whether it can be followed by this rule. */
    boolean takes(OptimizerRule rule) {
        return !hasOwnStep() || rule == OptimizerRule.SGD;
    }

    /** What follows it. */
    Optimizer optimizer(OptimizerRule rule, float rate) {
        return rule.optimizer(LearningRates.all(hasOwnStep() ? 1f : rate), MOMENTUM);
    }

    /** One step for each node, so that all errors have begun to arrive and none has arrived whole. */
    static int fpaSteps(int chainLength) {
        return chainLength;
    }

    @Override
    public String toString() {
        return text;
    }
}
