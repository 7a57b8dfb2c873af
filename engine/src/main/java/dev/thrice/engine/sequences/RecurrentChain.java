package dev.thrice.engine.sequences;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ChainBuilder;

/** Chains that read a sequence step by step. */
public final class RecurrentChain {
    private RecurrentChain() {}

    /**
     * A classifier of sequences: a tanh cell, unrolled, and a log-softmax layer on its last state. It has T + 2 functions. An image is a
     * sequence of its rows.
     *
     * @param steps T, at least 1
     * @param features of each x_t, at least 1; a sample is x_1 .. x_T one after the other
     * @param hidden units of the state, at least 1
     * @param classes at least 1
     * @return the chain
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Chain classifier(int steps, int features, int hidden, int classes) {
        if (steps < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "recurrent chain: " + steps + " steps of " + features + " features, expected at least 1 of each");
        }
        int inputs = Math.multiplyExact(steps, features);
        ChainBuilder chain = Chain.inputs(inputs).then(new InitialState(hidden, inputs));
        for (int t = 1; t <= steps; t++) {
            chain = chain.then(new RecurrentCell("cell", features, hidden, Activation.TANH, steps - t));
        }
        return chain.classes(classes);
    }
}
