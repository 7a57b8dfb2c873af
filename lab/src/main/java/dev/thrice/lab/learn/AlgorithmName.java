package dev.thrice.lab.learn;

import dev.thrice.engine.algorithm.AdamPc;
import dev.thrice.engine.algorithm.AugmentedLagrangianPc;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.ErrorPc;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearnedPrecisionPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.LossReduction;

/** The algorithms, by the names they have on the command line and in files, and by those they have in reports. */
public enum AlgorithmName {
    /** {@link Backpropagation}. */
    BACKPROP("backprop"),
    /** {@link FixedPrediction}, step by step. */
    FPA("FPA"),
    /** {@link FixedPredictionClosedForm}, what the steps come to. */
    FPA_CLOSED_FORM("FPA"),
    /** {@link VariationalPc}. */
    VPC("VPC"),
    /** {@link ZeroDivergence}. */
    Z_IL("Z-IL"),
    /** {@link IncrementalPc}. */
    IPC("iPC"),
    /** {@link ErrorPc}. */
    EPC("ePC"),
    /** {@link ProximalPc}. */
    IL_PROX("IL-prox"),
    /** {@link AugmentedLagrangianPc}, with penalty and dual step size 1. */
    PC_ALM("PC-ALM", .25f),
    /** {@link AdamPc}, with PyTorch's betas and epsilon. */
    VPC_ADAM("VPC by Adam", .01f),
    /** {@link LearnedPrecisionPc}, with its usual rate and bounds. */
    VPC_PRECISIONS("VPC that learns precisions", .015625f);

    private final String title;
    private final float stepSize;

    AlgorithmName(String title) {
        this(title, 1);
    }

    AlgorithmName(String title, float stepSize) {
        this.title = title;
        this.stepSize = stepSize;
    }

    /**
     * The numbers of an algorithm, of which each takes those that it has.
     *
     * @param steps of inference; Z-IL has as many as the chain asks for
     * @param stepSize gamma
     * @param beta the size of IL-prox's learning step
     * @param reduction of the samples' losses
     */
    public record Numbers(int steps, float stepSize, float beta, LossReduction reduction) {
        /**
         * Of a sum of losses.
         *
         * @param steps of inference
         * @param stepSize gamma
         */
        public Numbers(int steps, float stepSize) {
            this(steps, stepSize, 1f, LossReduction.SUM);
        }
    }

    /**
     * The algorithm of this name.
     *
     * @param numbers of it
     * @return it, keeping at nodes what it needs and no more
     * @throws IllegalArgumentException if a number that it takes is out of range
     */
    public LearningAlgorithm algorithm(Numbers numbers) {
        int steps = numbers.steps;
        float stepSize = numbers.stepSize;
        LossReduction reduction = numbers.reduction;
        return switch (this) {
            case BACKPROP -> new Backpropagation(false, reduction);
            case FPA -> new FixedPrediction(steps, stepSize, reduction);
            case FPA_CLOSED_FORM -> new FixedPredictionClosedForm(steps, stepSize, reduction);
            case VPC -> new VariationalPc(steps, stepSize, Precisions.ONES, 0, 0, reduction);
            case Z_IL -> new ZeroDivergence(stepSize, true, 0, reduction);
            case IPC -> new IncrementalPc(steps, stepSize, reduction);
            case EPC -> new ErrorPc(steps, stepSize, Precisions.ONES, reduction);
            case IL_PROX -> new ProximalPc(steps, stepSize, numbers.beta, reduction);
            case PC_ALM -> new AugmentedLagrangianPc(steps, stepSize, 1, 1, reduction);
            case VPC_ADAM -> new AdamPc(steps, stepSize, reduction);
            case VPC_PRECISIONS -> new LearnedPrecisionPc(steps, stepSize, reduction);
        };
    }

    /**
     * The gamma that it has where none is asked for.
     *
     * @return 1 for what is backpropagation with it, or goes by it
     */
    public float stepSize() {
        return stepSize;
    }

    /**
     * Its name in reports.
     *
     * @return as papers write it; the same for both ways to compute FPA-PC
     */
    public String title() {
        return title;
    }

    /** Of this enum. */
    public static final class OnCommandLine extends Names<AlgorithmName> {
        private OnCommandLine() {
            super(AlgorithmName.class);
        }
    }
}
