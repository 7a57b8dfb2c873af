package dev.thrice.lab.study;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.OptimizerRule;

/** The algorithms of the study. VPC, iPC and IL-prox take the same number of steps of inference, of the same size. */
enum StudiedAlgorithm {
    BACKPROP(AlgorithmName.BACKPROP),
    FPA(AlgorithmName.FPA_CLOSED_FORM),
    VPC(AlgorithmName.VPC),
    IPC(AlgorithmName.IPC),
    IL_PROX(AlgorithmName.IL_PROX);

    static final float FPA_STEP_SIZE = .5f;
    static final int INFERENCE_STEPS = 20;
    private static final float STEP_SIZE = .2f;
    private static final float MOMENTUM = .9f;

    private final AlgorithmName name;

    StudiedAlgorithm(AlgorithmName name) {
        this.name = name;
    }

    /**
     * The algorithm.
     *
     * @param chainLength L
     * @param rate its learning rate, where that is part of it
     */
    LearningAlgorithm algorithm(int chainLength, float rate) {
        int steps = this == FPA ? fpaSteps(chainLength) : INFERENCE_STEPS;
        float stepSize = this == FPA ? FPA_STEP_SIZE : STEP_SIZE;
        return name.algorithm(new AlgorithmName.Numbers(steps, stepSize, rate, LossReduction.SUM));
    }

    /**
     * Whether it says itself how far parameters move: the rate is then its beta. Its step is whole with SGD at rate 1; momentum
     * would take it ten times, and Adam divides its length out, so neither would be this algorithm.
     */
    boolean hasOwnStep() {
        return this == IL_PROX;
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
        return name.title();
    }
}
