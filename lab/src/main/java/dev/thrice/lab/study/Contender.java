package dev.thrice.lab.study;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;

/** The algorithms of the study. */
enum Contender {
    BACKPROP("backprop") {
        @Override
        LearningAlgorithm algorithm(int chainLength) {
            return new Backpropagation();
        }
    },
    FPA("FPA") {
        @Override
        LearningAlgorithm algorithm(int chainLength) {
            return new FixedPredictionClosedForm(fpaSteps(chainLength), FPA_STEP_SIZE);
        }
    },
    VPC("VPC") {
        @Override
        LearningAlgorithm algorithm(int chainLength) {
            return new VariationalPc(VPC_STEPS, VPC_STEP_SIZE);
        }
    };

    static final float FPA_STEP_SIZE = .5f;
    private static final int VPC_STEPS = 20;
    private static final float VPC_STEP_SIZE = .2f;

    private final String text;

    Contender(String text) {
        this.text = text;
    }

    abstract LearningAlgorithm algorithm(int chainLength);

    /** One step for each node, so that all errors have begun to arrive and none has arrived whole. */
    static int fpaSteps(int chainLength) {
        return chainLength;
    }

    @Override
    public String toString() {
        return text;
    }
}
