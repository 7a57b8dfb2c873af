package dev.thrice.gate.command.judge;

/** What the gate says of a benchmark. */
public enum Verdict {
    /** Not slower beyond doubt, and measured finely enough to say so. */
    PASS,
    /** Slower by more than the margin, beyond doubt and twice; or its result, work or allocations are worse. */
    FAIL,
    /** Too noisy to say: a slow-down above the largest that may go unseen is within the interval. */
    INCONCLUSIVE,
    /** Not measured: in too many forks the machine changed or was disturbed. */
    INVALID,
    /** It fails, and the commit says that it may. */
    ACCEPTED
}
