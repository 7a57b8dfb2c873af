package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;

/**
 * What a run of an algorithm does beside its feedforward pass and the VJPs to the parameters, counted, in evaluations over
 * the whole batch.
 *
 * @param executor in which order and how divided; "" where all nodes move at once
 * @param inputVjps VJPs to inputs
 * @param usefulInputVjps of these, such that the result could depend on
 * @param predictions functions evaluated anew during inference
 * @param bytes that it keeps at the nodes, beside the values of the feedforward pass
 */
public record AlgorithmWork(String executor, long inputVjps, long usefulInputVjps, long predictions, long bytes) {
    /** Checks the numbers. */
    public AlgorithmWork {
        Expect.atLeast("input VJPs", inputVjps, 0);
        Expect.that(
                usefulInputVjps >= 0 && usefulInputVjps <= inputVjps,
                "useful input VJPs",
                usefulInputVjps,
                "0 to " + inputVjps);
        Expect.atLeast("predictions", predictions, 0);
        Expect.atLeast("bytes", bytes, 0);
    }

    /** The executor of the paper's recursion: each step moves all nodes, from the values of the step before. */
    public static final String ALL_AT_ONCE = "";
}
