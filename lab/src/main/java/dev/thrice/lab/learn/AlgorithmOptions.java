package dev.thrice.lab.learn;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.LossReduction;
import picocli.CommandLine.Option;

/** Which algorithm assigns credit, and its numbers. */
public final class AlgorithmOptions {
    /** Until then the closed form's errors have all arrived; it adds up a term for each step. */
    private static final int MOST_IN_CLOSED_FORM = 10_000;

    /** F may rise in so many steps in a row before VPC is said to diverge. */
    private static final int RISES_ALLOWED = 5;

    private static final class ReductionNames extends Names<LossReduction> {
        private ReductionNames() {
            super(LossReduction.class);
        }
    }

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = "backprop",
            converter = AlgorithmName.OnCommandLine.class,
            completionCandidates = AlgorithmName.OnCommandLine.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private AlgorithmName name;

    @Option(
            names = "--steps",
            paramLabel = "T",
            description = "Inference steps of all but backprop and z-il (default: one less than the chain is long; ipc:"
                    + " as long).")
    private Integer steps;

    @Option(
            names = "--step-size",
            paramLabel = "G",
            description =
                    "Step size gamma of all but backprop (default: 1; pc-alm: .25; vpc-adam: .01; vpc-precisions: 1/64); epc needs"
                            + " --executor gauss-seidel.")
    private Float stepSize;

    @Option(
            names = "--beta",
            paramLabel = "B",
            description = "Size of il-prox's learning step, which is whole with sgd at learning rate 1 (default: 1).")
    private Float beta;

    @Option(
            names = "--loss-reduction",
            paramLabel = "NAME",
            defaultValue = "sum",
            converter = ReductionNames.class,
            completionCandidates = ReductionNames.class,
            description =
                    "Of the samples' losses before inference: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})."
                            + " Gradients are means over the batch under both.")
    private LossReduction reduction;

    private AlgorithmOptions() {}

    /**
     * The algorithm that was asked for.
     *
     * @param chainLength L, for the default of --steps
     * @return the algorithm, one that keeps the errors of all nodes
     * @throws UsageError if a number is out of range
     */
    public LearningAlgorithm algorithm(int chainLength) {
        requireUse("--steps", steps, hasSteps());
        requireUse("--step-size", stepSize, hasStepSize());
        requireUse("--beta", beta, name == AlgorithmName.IL_PROX);
        if (steps != null) {
            requireSteps();
        }
        return UsageError.unlessRefused(() -> made(chainLength));
    }

    /** What would have no effect is a mistake. */
    private void requireUse(String option, Object given, boolean used) {
        UsageError.require(option, given, given == null || used, "none with --algorithm " + Names.of(name));
    }

    private boolean hasSteps() {
        return name != AlgorithmName.BACKPROP && name != AlgorithmName.Z_IL;
    }

    private boolean hasStepSize() {
        return name != AlgorithmName.BACKPROP;
    }

    private float stepSize() {
        return stepSize == null ? name.stepSize() : stepSize;
    }

    private float beta() {
        return beta == null ? 1 : beta;
    }

    private void requireSteps() {
        UsageError.require("--steps", steps, steps >= 0 && steps < Integer.MAX_VALUE, "at least 0");
        Memory.here().requireHeap("--steps " + steps, steps); // a byte each, for what is to be learned after it
        UsageError.require(
                "--algorithm fpa-closed-form --steps",
                steps,
                name != AlgorithmName.FPA_CLOSED_FORM || steps <= MOST_IN_CLOSED_FORM,
                "0 to " + MOST_IN_CLOSED_FORM);
    }

    /**
     * Checks the numbers, and that an executor can run the algorithm, before there is a chain.
     *
     * @param executor that is to
     * @throws UsageError if a number is out of range, or it cannot
     */
    public void require(ExecutorName executor) {
        algorithm(2);
        UsageError.require(
                "--algorithm epc --executor",
                Names.of(executor),
                name != AlgorithmName.EPC || executor.sweeps(),
                "--executor gauss-seidel, since a step is a backward and a forward pass");
    }

    private LearningAlgorithm made(int chainLength) {
        int inference = steps(chainLength);
        AlgorithmName.Numbers numbers = new AlgorithmName.Numbers(inference, stepSize(), beta(), reduction);
        return switch (name) {
            case BACKPROP -> new Backpropagation(true, reduction);
            case VPC -> new VariationalPc(inference, stepSize(), Precisions.ONES, 0, RISES_ALLOWED, reduction);
            default -> name.algorithm(numbers);
        };
    }

    /**
     * The same for training, which needs no errors beside cotangents.
     *
     * @param chainLength L
     * @return the algorithm
     * @throws UsageError if a number is out of range
     */
    public LearningAlgorithm trainingAlgorithm(int chainLength) {
        LearningAlgorithm keeping = algorithm(chainLength);
        return name == AlgorithmName.BACKPROP ? new Backpropagation(false, reduction) : keeping;
    }

    /**
     * What was asked for, with its defaults; what an algorithm does not take is null.
     *
     * @param algorithm its name
     * @param steps of inference
     * @param stepSize of inference
     * @param beta of il-prox
     * @param lossReduction of the samples' losses
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Asked(String algorithm, Integer steps, Float stepSize, Float beta, String lossReduction) {
        @Override
        public String toString() {
            return algorithm
                    + (steps == null ? "" : ", steps " + steps)
                    + (stepSize == null ? "" : ", step size " + stepSize)
                    + (beta == null ? "" : ", beta " + beta)
                    + ", loss " + lossReduction;
        }
    }

    /**
     * What was asked for.
     *
     * @param chainLength L, for the default of --steps
     * @return the algorithm and its numbers
     */
    public Asked asked(int chainLength) {
        return new Asked(
                Names.of(name),
                hasSteps() ? Integer.valueOf(steps(chainLength)) : null,
                hasStepSize() ? Float.valueOf(stepSize()) : null,
                name == AlgorithmName.IL_PROX ? Float.valueOf(beta()) : null,
                Names.of(reduction));
    }

    private int steps(int chainLength) {
        return steps != null ? steps : name == AlgorithmName.IPC ? chainLength : chainLength - 1;
    }
}
