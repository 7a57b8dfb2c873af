package dev.thrice.lab.scaling;

/** What is timed: training steps, and errors alone, their feedforward pass included. */
enum Contender {
    FPA(false),
    FPA_ON_RANKS(true),
    BACKPROP(false),
    WORKERS(false), // of one process, which share a batch's samples, as many as ranks
    SAMPLES(true),
    SAMPLES_BY_ALLREDUCE(true),
    BACKPROP_ERRORS(false),
    FPA_ERRORS(false),
    Z_IL_ERRORS(false),
    FPA_ERRORS_ON_RANKS(true),
    Z_IL_ERRORS_ON_RANKS(true);

    private final boolean onRanks;

    Contender(boolean onRanks) {
        this.onRanks = onRanks;
    }

    /** Whether all ranks have a part in it; else rank 0 does it alone. */
    boolean onRanks() {
        return onRanks;
    }
}
