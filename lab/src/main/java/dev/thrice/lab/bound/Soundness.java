package dev.thrice.lab.bound;

import dev.thrice.lab.results.Contender;
import dev.thrice.lab.results.Contender.Task;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.statistics.ChangePoint;
import dev.thrice.lab.statistics.Difference;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.statistics.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run may be trusted.
 *
 * @param valid false if the reference kernel drifted: then the machine was not one machine
 * @param remarks what is to be known about the run, a sentence each; none of a sound one
 */
record Soundness(boolean valid, List<String> remarks) {
    private static final double DRIFT = .05;
    private static final double SAME = .02;
    private static final double STOLEN = .01;

    /** Each costs one block of hundreds a second. */
    private static final double SWITCHES_PER_SECOND = 50;

    static Soundness of(Results results) {
        List<String> remarks = new ArrayList<>();
        if (results.partial()) {
            remarks.add("stopped before the plan was through: what was measured until then");
        }
        if (results.environment().machine().cores() == 1) {
            remarks.add("1 core: nothing here ran in parallel");
        }
        boolean valid = true;
        for (NetworkResults network : results.networks()) {
            valid &= drift(network, remarks);
            warmUp(network, remarks);
            interference(network, remarks);
            again(network, remarks);
            if (network.forks().size() == 1) {
                remarks.add(network.name() + ": one fork, so there are no intervals and nothing can be told");
            }
        }
        return new Soundness(valid, List.copyOf(remarks));
    }

    private static boolean drift(NetworkResults network, List<String> remarks) {
        boolean valid = true;
        for (Contender reference : network.contenders(Task.REFERENCE)) {
            for (Fork fork : network.forks()) {
                double drift = Series.drift(fork.of(reference));
                if (drift > DRIFT) {
                    valid = false;
                    remarks.add(format(
                            "%s: the reference kernel drifted by %.1f %% in fork %d, allowed are %.0f %%: INVALID",
                            network.name(), 100 * drift, fork.number(), 100 * DRIFT));
                }
            }
        }
        return valid;
    }

    private static void warmUp(NetworkResults network, List<String> remarks) {
        int unsteady = 0;
        int series = 0;
        String worst = "";
        double largest = 0;
        for (Contender contender : network.contenders()) {
            for (Fork fork : network.forks()) {
                double[] samples = fork.of(contender);
                ChangePoint change = samples.length < 2 ? null : ChangePoint.find(samples);
                series++;
                if (change != null && !change.steady()) {
                    unsteady++;
                    if (Math.abs(change.shift()) > largest) {
                        largest = Math.abs(change.shift());
                        worst = format(
                                "%s in fork %d, %+.1f %% from round %d on",
                                contender.name(), fork.number(), 100 * change.shift(), change.index() + 1);
                    }
                }
            }
        }
        if (unsteady > 0) {
            remarks.add(format(
                    "%s: %d of %d series changed their level after warm-up, most of all %s",
                    network.name(), unsteady, series, worst));
        }
    }

    private static void interference(NetworkResults network, List<String> remarks) {
        double stolen = 0;
        double switches = 0;
        for (Fork fork : network.forks()) {
            if (fork.interference() != null) {
                stolen = Math.max(stolen, fork.interference().stolen());
                switches = Math.max(switches, fork.interference().switchesPerSecond());
            }
        }
        if (stolen > STOLEN || switches > SWITCHES_PER_SECOND) {
            remarks.add(format(
                    "%s: noisy, with up to %.1f %% of the cores' time stolen by the host and %.0f involuntary context switches a"
                            + " second in one fork",
                    network.name(), 100 * stolen, switches));
        }
    }

    private static void again(NetworkResults network, List<String> remarks) {
        Contender backprop = network.contenders(Task.BACKPROPAGATION).getFirst();
        for (Contender again : network.contenders(Task.AGAIN)) {
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
