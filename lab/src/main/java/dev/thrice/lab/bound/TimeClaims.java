package dev.thrice.lab.bound;

import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The claims about TIME on one network: (2.5), (2.6), (3.28) - (3.32) for FPA-PC, (3.33) - (3.36) for Z-IL. Ratios are
 * taken round by round, so that a machine whose speed drifts drifts on both sides of them.
 */
final class TimeClaims {
    private static final String ERRORS = "errors";
    private static final String GRADIENT = "gradient";
    private static final String RIVAL = "rival";

    private final NetworkResults network;
    private final List<Unit> units;
    private final List<Claim> claims = new ArrayList<>();

    private TimeClaims(NetworkResults network) {
        this.network = network;
        units = Unit.of(network);
    }

    static List<Claim> of(NetworkResults network) {
        TimeClaims time = new TimeClaims(network);
        List<TimedTask> backprops = network.contenders(Task.BACKPROPAGATION);
        for (TimedTask backprop : backprops) {
            if (backprop.workers() == 1) {
                time.backpropagation(backprop);
            }
            for (TimedTask pc : network.contenders(Task.PREDICTIVE_CODING)) {
                if (pc.parameters() == backprop.parameters()) {
                    time.predictiveCoding(pc, backprop);
                }
            }
        }
        return time.claims;
    }

    private void backpropagation(TimedTask backprop) {
        Quantity all = Quantity.of(backprop);
        Quantity backward = all.minus(Quantity.of(forward()));
        for (Unit unit : units) {
            add(Kind.UPPER, "(2.6)", "TIME <= 3 w sum C", backprop, unit.name(), all, unit.sum(), Bound.atMost(3), "");
            if (backprop.parameters()) {
                add(
                        Kind.UPPER,
                        "(2.5)",
                        "TIME{vjp} <= 2 w sum C",
                        backprop,
                        unit.name(),
                        backward,
                        unit.sum(),
                        Bound.atMost(2),
                        "");
            } else {
                add(
                        Kind.READING,
                        "(2.6)*",
                        "TIME <= 2 w sum C",
                        backprop,
                        unit.name(),
                        all,
                        unit.sum(),
                        Bound.atMost(2),
                        "The 3 counts VJPs to the parameters, which the comparison then leaves out: forward and VJPs to"
                                + " the inputs are 2.");
            }
        }
    }

    private void predictiveCoding(TimedTask pc, TimedTask backprop) {
        if (backprop.workers() > 1) {
            if (backprop.workers() == pc.workers()) {
                against(
                        pc,
                        backprop,
                        RIVAL,
                        "The fair rival: backpropagation has the same workers, by rows of the batch.");
            }
            return;
        }
        Optional<Equations> ofPaper = Equations.of(pc.algorithm());
        if (!pc.movesAllAtOnce() || ofPaper.isEmpty()) {
            against(
                    pc,
                    backprop,
                    RIVAL,
                    "Not a claim of the paper, which is about FPA-PC and Z-IL where all nodes move in" + " each step.");
            return;
        }
        Equations equations = ofPaper.get();
        if (pc.stepSize() != null && pc.stepSize() != 1) {
            against(
                    pc,
                    backprop,
                    equations.backprop,
                    "With this step size, as many steps as the arrival law says it takes to converge to .001.");
            return;
        }
        Kind step = pc.workers() == 1 ? Kind.STEP : Kind.MORE_WORKERS;
        Quantity all = Quantity.of(pc);
        int length = network.chainLength();
        List<TimedTask> vjps = network.contenders(Task.INPUT_VJP);
        if (!vjps.isEmpty()) {
            add(
                    step,
                    equations.measured,
                    "TIME >= sum TIME{forward f_i} + " + pc.steps() + " TIME{vjp(f_slow)}",
                    pc,
                    "",
                    all,
                    Quantity.sum(network.contenders(Task.FUNCTION_FORWARD))
                            .plus(Quantity.slowest(vjps).times(pc.steps())),
                    Bound.atLeast(1),
                    "The equality that the paper starts from, one processor a layer, with the steps that were taken, forward passes and"
                            + " VJPs to the inputs as each takes by itself. Workers that divide the batch's rows are not held by it: they"
                            + " share the forward pass and the slowest VJP too.");
        }
        for (Unit unit : units) {
            if (unit.slowest() != null) {
                add(
                        step,
                        equations.slowest,
                        "TIME >= w sum C + (L + 1) 2 w C_max",
                        pc,
                        unit.name(),
                        all,
                        unit.sum().plus(unit.slowest().times(2.0 * (length + 1))),
                        Bound.atLeast(1),
                        "As written: t = 0 .. L are L + 1 VJPs of 2 C_max each. L - 1 steps suffice, and a step of"
                                + " inference takes the VJP to the inputs alone.");
                add(
                        Kind.READING,
                        equations.slowest + "*",
                        "TIME >= w sum C + " + pc.steps() + " w C_max",
                        pc,
                        unit.name(),
                        all,
                        unit.sum().plus(unit.slowest().times(pc.steps())),
                        Bound.atLeast(1),
                        "Tight: the steps that were taken, each one VJP to the inputs of the slowest node.");
            }
            add(
                    step,
                    equations.sum,
                    "TIME >= 3 w sum C",
                    pc,
                    unit.name(),
                    all,
                    unit.sum(),
                    Bound.atLeast(3),
                    "Counts a VJP of 2 C_i for every function. f_0's is never computed in inference, though f_0 may be the"
                            + " most expensive function; so this can be violated where the comparison with backprop holds.");
        }
        against(pc, backprop, equations.backprop, "");
        if (!pc.parameters() && pc.steps() > 0) {
            Quantity forward = Quantity.of(forward());
            add(
                    pc.workers() == 1 ? Kind.LAW : Kind.MORE_WORKERS,
                    "t_c*",
                    "steps in backprop's time <= L - 1",
                    pc,
                    "",
                    Quantity.of(backprop).minus(forward).times(pc.steps()),
                    all.minus(forward),
                    Bound.atMost(length - 1),
                    "The measured crossover: with fewer steps than this, inference is faster than backpropagation. An error"
                            + " needs L - 1 steps to get everywhere.");
        }
    }

    private void against(TimedTask pc, TimedTask backprop, String equation, String note) {
        String statement = "TIME >= TIME{" + subject(backprop) + "}";
        Kind kind = pc.workers() > backprop.workers() ? Kind.MORE_WORKERS : Kind.FAIR;
        add(kind, equation, statement, pc, "", Quantity.of(pc), Quantity.of(backprop), Bound.atLeast(1), note);
    }

    private TimedTask forward() {
        return network.contenders(Task.FORWARD).getFirst();
    }

    private void add(
            Kind kind,
            String equation,
            String statement,
            TimedTask contender,
            String unit,
            Quantity time,
            Quantity per,
            Bound bound,
            String note) {
        Estimate effect = ratio(time.over(per, network));
        String counted = contender.parameters() ? GRADIENT : ERRORS;
        claims.add(new Claim(
                kind, equation, subject(contender), statement, network.name(), counted, unit, effect, bound, note));
    }

    /** Every claim says itself whether the VJPs to the parameters are counted, so the name need not. */
    static String subject(TimedTask contender) {
        String gamma = contender.stepSize() == null || contender.stepSize() == 1
                ? ""
                : String.format(Locale.ROOT, ", gamma %s", contender.stepSize().floatValue());
        String executor =
                contender.movesAllAtOnce() ? "" : ", " + contender.work().executor();
        String algorithm = contender.algorithm() + gamma + executor;
        String workers = contender.workers() == 1 ? "1 worker" : contender.workers() + " workers";
        boolean bare = contender.task() == Task.BACKPROPAGATION && contender.workers() == 1;
        return bare ? algorithm : algorithm + ", " + workers;
    }

    /** Differences of times can come out below 0 where they are lost in noise; such ratios have no logarithm. */
    private static Estimate ratio(double[] perFork) {
        for (double ratio : perFork) {
            if (ratio <= 0) {
                return Estimate.ofValues(perFork);
            }
        }
        return Estimate.ofRatios(perFork);
    }

    /** The numbers of one variant's equations. */
    private enum Equations {
        FPA(AlgorithmName.FPA, "(3.28)", "(3.30)", "(3.31)", "(3.32)"),
        Z_IL(AlgorithmName.Z_IL, "(3.33)", "(3.34)", "(3.35)", "(3.36)");

        private final String algorithm;
        private final String measured;
        private final String slowest;
        private final String sum;
        private final String backprop;

        Equations(AlgorithmName algorithm, String measured, String slowest, String sum, String backprop) {
            this.algorithm = Names.of(algorithm);
            this.measured = measured;
            this.slowest = slowest;
            this.sum = sum;
            this.backprop = backprop;
        }

        /** Those of an algorithm, if it has any. */
        static Optional<Equations> of(String algorithm) {
            return Arrays.stream(values())
                    .filter(equations -> equations.algorithm.equals(algorithm))
                    .findFirst();
        }
    }
}
