package dev.thrice.gate.command;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.gate.GateSuite.Extent;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.measure.ForkPlan;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** How much is measured, and how. */
public final class GateOptions {
    private static final int QUADS = 30;
    private static final int WARM_UP_MILLIS = 60;
    private static final int BLOCK_MICROS = 500;

    private static final String PATIENCE = "600";

    /** How long is waited for what says nothing, unless told. */
    public static final Duration USUAL_PATIENCE = Duration.ofSeconds(Long.parseLong(PATIENCE));

    /** How many fresh JVMs, unless told. */
    public static final String FORKS = "6";

    @Option(
            names = "--suite",
            paramLabel = "quick|full",
            description = "How many benchmarks of a suite (default: quick).")
    private Extent extent;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = FORKS,
            description = "Fresh JVMs, over which intervals are taken (default: ${DEFAULT-VALUE}).")
    int forks;

    @Option(
            names = "--margin",
            paramLabel = "PERCENT",
            defaultValue = "3",
            description = "A slow-down too small to matter (default: ${DEFAULT-VALUE}).")
    double margin;

    @Option(
            names = "--alternate",
            description =
                    "Give each build JVMs of its own, by turns; without it that is done where one JVM cannot hold both.")
    boolean alternate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of orders.")
    long seed;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = PATIENCE,
            description =
                    "The longest that an iteration of a JMH benchmark may take, or a fork of a suite over a benchmark"
                            + " (default: ${DEFAULT-VALUE}).")
    private int patience;

    /** As they are read from a command line. */
    GateOptions() {}

    /**
     * What it is judged by.
     *
     * @throws UsageError if the margin is none
     */
    Rules rules() {
        double most = 100 * Rules.UNSEEN;
        UsageError.require(
                "--margin",
                margin,
                margin >= 0 && margin < most,
                "per cent, at least 0 and less than " + Math.round(most) + ", the slow-down that is always to be seen");
        return Rules.withMargin(margin / 100);
    }

    Duration patience() {
        return Duration.ofSeconds(patience);
    }

    Extent extent() {
        return extent == null ? Extent.QUICK : extent;
    }

    /**
     * Checks that what is asked for has an effect on JMH benchmarks.
     *
     * @throws UsageError if something is of suites alone
     */
    void requireOfJmh() {
        UsageError.require("--suite", extent, extent == null, "none: these are JMH benchmarks, told by their names");
        UsageError.require(
                "--alternate", "given", !alternate, "none: JMH benchmarks of each build always have JVMs of their own");
    }

    void require() {
        UsageError.require("--patience", patience, patience >= 1, "seconds, at least 1");
        int cores = Runtime.getRuntime().availableProcessors();
        if (cores < 2) {
            throw new UserError(
                    "the gate has 1 core, expected at least 2: the JVM's own threads would take the time of what is"
                            + " measured");
        }
        requireForks(forks);
    }

    /**
     * Checks how many forks are asked for.
     *
     * @param forks at least so many as have an interval
     * @throws UsageError if there are fewer
     */
    public static void requireForks(int forks) {
        if (forks < Rules.MIN_FORKS) {
            throw new UsageError("--forks " + forks + ", expected at least " + Rules.MIN_FORKS);
        }
    }

    ForkPlan plan(String base, String candidate, List<Pair> pairs) {
        return plan(base, candidate, pairs, seed);
    }

    /**
     * What a fork is to do, as the gate has it.
     *
     * @param base class path
     * @param candidate class path
     * @param pairs what to measure
     * @param seed of orders
     * @return the plan
     */
    public static ForkPlan plan(String base, String candidate, List<Pair> pairs, long seed) {
        return new ForkPlan(base, candidate, pairs, QUADS, WARM_UP_MILLIS, BLOCK_MICROS, seed);
    }
}
