package dev.thrice.lab.bound;

import dev.thrice.command.machine.UsualSpeed;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.ChangePoint;
import dev.thrice.lab.statistics.Difference;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whether a run may be trusted.
 *
 * @param invalid why not, if the reference kernel drifted in too many forks: then the machine was not one machine; or ""
 * @param lost how much of it is not judged, to be put behind whether it may; "" if that is next to nothing
 * @param remarks what else is to be known about the run, a sentence each; none of a sound one
 */
record Soundness(String invalid, String lost, List<Remark> remarks) {
    private static final double SAME = .02;
    private static final double NEGLIGIBLE = .01;
    private static final double STOLEN = .01;

    /** Each costs one block of hundreds a second. */
    private static final double SWITCHES_PER_SECOND = 50;

    /** Of the rounds that are judged, and of how they were chosen. */
    static Soundness of(Results results, List<Screening> screenings) {
        List<Remark> remarks = new ArrayList<>();
        if (results.partial()) {
            remarks.add(Remark.of("stopped before the plan was through: what was measured until then"));
        }
        if (results.environment().machine().cores() == 1) {
            remarks.add(Remark.of("1 core: nothing here ran in parallel"));
        }
        drift(screenings, remarks);
        warmUp(results, remarks);
        interference(results, remarks);
        again(results, remarks);
        NetworkResults main = results.networks().getFirst();
        if (results.ownNetwork() && main.chainLength() > 1 && main.arrivals().isEmpty()) {
            remarks.add(Remark.of(
                    "backpropagation's error is zero at a node, or next to it, on this batch: how errors arrive"
                            + " cannot be seen"));
        }
        List<String> alone = results.networks().stream()
                .filter(network -> network.forks().size() == 1)
                .map(NetworkResults::name)
                .toList();
        on(alone, "one fork, so there are no intervals and nothing can be told", remarks);
        return new Soundness(invalid(screenings), lost(screenings), List.copyOf(remarks));
    }

    private static String lost(List<Screening> screenings) {
        double lost = lostShare(screenings);
        return lost > NEGLIGIBLE
                ? format("; %.0f %% of rounds, when the machine was busy, are not judged", 100 * lost)
                : "";
    }

    private static double lostShare(List<Screening> screenings) {
        double rounds = screenings.stream().mapToInt(Screening::rounds).sum();
        return screenings.stream().mapToInt(Screening::dropped).sum() / rounds;
    }

    /** What was met on one network or on several is said once. */
    private static void on(List<String> where, String what, List<Remark> remarks) {
        if (where.size() == 1) {
            remarks.add(Remark.of(where.getFirst() + ": " + what));
        } else if (!where.isEmpty()) {
            remarks.add(new Remark("on " + where.size() + " networks: " + what, where));
        }
    }

    /** Whether its claims may be judged. */
    boolean valid() {
        return invalid.isEmpty();
    }

    private static String invalid(List<Screening> screenings) {
        List<Screening> unsound =
                screenings.stream().filter(screening -> !screening.valid()).toList();
        if (unsound.isEmpty()) {
            return "";
        }
        Screening first = unsound.getFirst();
        String others = unsound.size() == 1 ? "" : ", and in too many on " + (unsound.size() - 1) + " more";
        return "the machine's speed changed while it was measured: the reference kernel drifted in fork " + forks(first)
                + " of " + first.network().forks().size() + " on network "
                + first.network().name() + others;
    }

    private static String forks(Screening screening) {
        return screening.unfit().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static void drift(List<Screening> screenings, List<Remark> remarks) {
        double lost = lostShare(screenings);
        if (lost > NEGLIGIBLE) {
            remarks.add(Remark.of(format(
                    "%.0f %% of the rounds are not judged: the reference kernel was more than %.0f %% off its usual time in them",
                    100 * lost, 100 * UsualSpeed.TOLERANCE)));
        }
        List<Screening> partly = screenings.stream()
                .filter(screening -> screening.valid() && !screening.unfit().isEmpty())
                .toList();
        if (partly.size() == 1) {
            remarks.add(Remark.of(partly.getFirst().network().name() + ": the reference kernel drifted in fork "
                    + forks(partly.getFirst()) + ", which is not judged"));
        } else if (!partly.isEmpty()) {
            remarks.add(new Remark(
                    "on " + partly.size()
                            + " networks: the reference kernel drifted in some forks, which are not judged",
                    partly.stream()
                            .map(screening -> screening.network().name() + ": fork " + forks(screening))
                            .toList()));
        }
    }

    private static void warmUp(Results results, List<Remark> remarks) {
        int unsteady = 0;
        int series = 0;
        double largest = 0;
        String worst = "";
        for (NetworkResults network : results.networks()) {
            for (TimedTask contender : network.contenders()) {
                for (Fork fork : network.forks()) {
                    double[] samples = fork.of(contender);
                    ChangePoint change = samples.length < 2 ? null : ChangePoint.find(samples);
                    series++;
                    if (change != null && !change.steady()) {
                        unsteady++;
                        if (Math.abs(change.shift()) > largest) {
                            largest = Math.abs(change.shift());
                            worst = format(
                                    "%s in fork %d of %s, %+.1f %% from round %d on",
                                    contender.name(),
                                    fork.number(),
                                    network.name(),
                                    100 * change.shift(),
                                    change.index() + 1);
                        }
                    }
                }
            }
        }
        if (unsteady > 0) {
            remarks.add(Remark.of(format(
                    "%d of %d series changed their level after warm-up, most of all %s", unsteady, series, worst)));
        }
    }

    private static void interference(Results results, List<Remark> remarks) {
        double stolen = 0;
        double switches = 0;
        for (NetworkResults network : results.networks()) {
            for (Fork fork : network.forks()) {
                if (fork.interference() != null) {
                    stolen = Math.max(stolen, fork.interference().stolen());
                    switches = Math.max(switches, fork.interference().switchesPerSecond());
                }
            }
        }
        if (stolen > STOLEN || switches > SWITCHES_PER_SECOND) {
            remarks.add(Remark.of(format(
                    "noisy: up to %.1f %% of the cores' time stolen by the host and %.0f involuntary context switches a second"
                            + " in one series",
                    100 * stolen, switches)));
        }
    }

    private static void again(Results results, List<Remark> remarks) {
        List<String> unequal = new ArrayList<>();
        for (NetworkResults network : results.networks()) {
            TimedTask backprop = network.contenders(Task.BACKPROPAGATION).getFirst();
            for (TimedTask again : network.contenders(Task.AGAIN)) {
                Estimate ratio = Estimate.ofRatios(Quantity.of(again).over(Quantity.of(backprop), network));
                Difference difference = Difference.of(ratio, SAME);
                if (difference == Difference.FASTER || difference == Difference.SLOWER) {
                    unequal.add(format("%s: %+.1f %%", network.name(), 100 * (ratio.value() - 1)));
                }
            }
        }
        if (!unequal.isEmpty()) {
            remarks.add(new Remark(
                    "the same algorithm timed twice differs (A/A) on " + unequal.size()
                            + (unequal.size() == 1 ? " network, " : " networks, first ") + unequal.getFirst(),
                    unequal.size() == 1 ? List.of() : unequal));
        }
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
