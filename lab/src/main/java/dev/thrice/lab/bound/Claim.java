package dev.thrice.lab.bound;

import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.lab.statistics.Estimate;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A statement of the paper, held against what was measured.
 *
 * @param kind what it is to the paper
 * @param equation its number in the paper
 * @param subject what it says something of: an algorithm on so many workers, or the network
 * @param statement what it says
 * @param network that it was measured on
 * @param counted "errors", "gradient" (with the final VJP to the parameters), or "" where it makes no difference
 * @param unit what w C_i stands for, or "" where none is in it
 * @param effect measured: a ratio or a number of steps or nodes
 * @param bound that the statement puts on it
 * @param note what to know about it, or ""
 */
record Claim(
        Kind kind,
        String equation,
        String subject,
        String statement,
        String network,
        String counted,
        String unit,
        Estimate effect,
        Bound bound,
        String note) {
    private static final Pattern WORKERS = Pattern.compile(", (\\d+) workers?$");
    private static final List<String> STEPS_OF_A_PROOF = List.of("(3.28)", "(3.30)", "(3.33)", "(3.34)");

    Verdict verdict() {
        return bound.judge(effect);
    }

    /** Whether the effect is a time of predictive coding over one of backpropagation. */
    boolean overBackprop() {
        return statement.startsWith("TIME >= TIME{backprop");
    }

    /** Of whom it says what, in a line: "fpa >= backprop on 2" where both have as many workers, "fpa on 2 >= backprop on 1". */
    String sentence() {
        if (overBackprop()) {
            return kind == Kind.FAIR
                    ? WORKERS.matcher(subject).replaceFirst(" >= backprop on $1")
                    : onWorkers() + " >= backprop on 1";
        }
        return statement.startsWith("TIME ")
                ? onWorkers() + statement.substring("TIME".length())
                : subject + ": " + statement;
    }

    /** Of whom it says it, on however many workers. */
    String withoutWorkers() {
        return WORKERS.matcher(subject).replaceFirst("");
    }

    private String onWorkers() {
        return WORKERS.matcher(subject).replaceFirst(" on $1");
    }

    /** The same with its number in the paper, if it has one there. */
    String numbered() {
        return equation.startsWith("(") ? equation + " " + sentence() : sentence();
    }

    /** Whether it belongs to the short list: forward times as they were measured, and no step on the way to another claim. */
    boolean isMain() {
        return !unit.equals(Unit.WORK) && STEPS_OF_A_PROOF.stream().noneMatch(equation::startsWith);
    }
}
