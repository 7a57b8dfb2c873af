package dev.thrice.lab.bound;

import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.report.Data.Mark.Outcome;
import java.util.Locale;

/** What a claim is to the paper, and so what it means that it does not hold. In the order of what they weigh. */
enum Kind {
    /** What backpropagation takes at most. */
    UPPER("violated", Outcome.BAD),
    /** Predictive coding takes at least what backpropagation takes on as many workers: what the theorem is about. */
    FAIR("violated", Outcome.BAD),
    /** Predictive coding with its layers on ranks takes at least what backpropagation takes in one process. */
    RANKS("violated", Outcome.BAD),
    /** When errors arrive, and what inference waits for. */
    LAW("violated", Outcome.BAD),
    /** A step of the derivation, which counts more than inference computes; the conclusion does not need it. */
    STEP("loose step", Outcome.ASIDE),
    /**
     * Predictive coding on more workers than backpropagation has. They divide the batch's rows, as they can for any algorithm; the theorem
     * has a processor for each layer.
     */
    MORE_WORKERS("more workers", Outcome.ASIDE),
    /** A reading tighter than the paper's. */
    READING("too tight", Outcome.ASIDE),
    /** How the ratio grows along a sweep, of which the paper claims nothing. */
    GROWTH("falls", Outcome.ASIDE);

    private final String failed;
    private final Outcome failure;

    Kind(String failed, Outcome failure) {
        this.failed = failed;
        this.failure = failure;
    }

    /** A verdict on such a claim, in a word or two. */
    String name(Verdict verdict) {
        return verdict == Verdict.VIOLATED ? failed : verdict.name().toLowerCase(Locale.ROOT);
    }

    /** Whether that is well or not. */
    Outcome outcome(Verdict verdict) {
        return switch (verdict) {
            case HOLDS -> Outcome.GOOD;
            case VIOLATED -> failure;
            case INCONCLUSIVE -> Outcome.OPEN;
        };
    }
}
