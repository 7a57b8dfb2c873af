package dev.thrice.lab.bound;

import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.ChangePoint;
import dev.thrice.lab.statistics.Difference;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.statistics.UsualSpeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whether a run may be trusted.
 *
 * @param invalid why not, if the reference kernel drifted in too many forks: then the machine was not one machine; or ""
 * @param remarks what else is to be known about the run, a sentence each; none of a sound one
 */
record Soundness(String invalid, List<String> remarks) {
    private static final double SAME = .02;
    private static final double NEGLIGIBLE = .01;
    private static final double STOLEN = .01;

    /** Each costs one block of hundreds a second. */
    private static final double SWITCHES_PER_SECOND = 50;

    /** Of the rounds that are judged, and of how they were chosen. */
    static Soundness of(Results results, List<Screening> screenings) {
        List<String> remarks = new ArrayList<>();
        if (results.partial()) {
            remarks.add("stopped before the plan was through: what was measured until then");
        }
        if (results.environment().machine().cores() == 1) {
            remarks.add("1 core: nothing here ran in parallel");
        }
        drift(screenings, remarks);
        warmUp(results, remarks);
        interference(results, remarks);
        for (NetworkResults network : results.networks()) {
            again(network, remarks);
            if (network.forks().size() == 1) {
                remarks.add(network.name() + ": one fork, so there are no intervals and nothing can be told");
            }
        }
        return new Soundness(invalid(screenings), List.copyOf(remarks));
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

    private static void drift(List<Screening> screenings, List<String> remarks) {
        int rounds = screenings.stream().mapToInt(Screening::rounds).sum();
        int dropped = screenings.stream().mapToInt(Screening::dropped).sum();
        if (dropped > NEGLIGIBLE * rounds) {
            remarks.add(format(
                    "%.0f %% of the rounds are not judged: the reference kernel was more than %.0f %% off its usual time in them",
                    100. * dropped / rounds, 100 * UsualSpeed.TOLERANCE));
        }
        for (Screening screening : screenings) {
            if (screening.valid() && !screening.unfit().isEmpty()) {
                remarks.add(format(
                        "%s: the reference kernel drifted in fork %s, which is not judged",
                        screening.network().name(), forks(screening)));
            }
        }
    }

    private static void warmUp(Results results, List<String> remarks) {
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
            remarks.add(format(
                    "%d of %d series changed their level after warm-up, most of all %s", unsteady, series, worst));
        }
    }

    private static void interference(Results results, List<String> remarks) {
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
            remarks.add(format(
                    "noisy: up to %.1f %% of the cores' time stolen by the host and %.0f involuntary context switches a second"
                            + " in one series",
                    100 * stolen, switches));
        }
    }

    private static void again(NetworkResults network, List<String> remarks) {
        TimedTask backprop = network.contenders(Task.BACKPROPAGATION).getFirst();
        for (TimedTask again : network.contenders(Task.AGAIN)) {
            Estimate ratio = Estimate.ofRatios(Quantity.of(again).over(Quantity.of(backprop), network));
            Difference difference = Difference.of(ratio, SAME);
            if (difference == Difference.FASTER || difference == Difference.SLOWER) {
                remarks.add(format(
                        "%s: the same algorithm timed twice differs by %+.1f %% (A/A)",
                        network.name(), 100 * (ratio.value() - 1)));
            }
        }
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
