package dev.thrice.lab.bound;

import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How predictive coding's time over backpropagation's grows along a sweep: with a bottleneck, with depth, and so on. */
final class SweepClaims {
    /** The sweep that the paper makes a claim about. */
    static final String BOTTLENECK = "bottleneck";

    private SweepClaims() {}

    /** The sweeps of these results, by name. */
    static List<String> names(Results results) {
        return results.networks().stream()
                .flatMap(network -> network.sweeps().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The networks of one sweep, in its order. */
    static List<NetworkResults> networks(Results results, String sweep) {
        return results.networks().stream()
                .filter(network -> network.sweeps().containsKey(sweep))
                .sorted(Comparator.comparing(network -> network.sweeps().get(sweep)))
                .toList();
    }

    static List<Claim> of(Results results) {
        List<Claim> claims = new ArrayList<>();
        for (String sweep : names(results)) {
            List<NetworkResults> networks = networks(results, sweep);
            if (networks.size() > 1) {
                along(sweep, networks.getFirst(), networks.getLast(), claims);
            }
        }
        return claims;
    }

    private static void along(String sweep, NetworkResults first, NetworkResults last, List<Claim> claims) {
        for (TimedTask pc : first.contenders(Task.PREDICTIVE_CODING)) {
            boolean inBoth = last.contenders().stream()
                    .anyMatch(contender -> contender.name().equals(pc.name()));
            if (pc.parameters() || !inBoth) {
                continue;
            }
            double[] start = slowdown(first, pc.name());
            double[] end = slowdown(last, pc.name());
            double[] growth = new double[Math.min(start.length, end.length)];
            Arrays.setAll(growth, i -> end[i] / start[i]);
            boolean claimed = sweep.equals(BOTTLENECK);
            claims.add(new Claim(
                    claimed ? Kind.LAW : Kind.GROWTH,
                    claimed ? "3.4.2, 3" : "growth",
                    pc.name(),
                    "TIME / TIME{backprop} does not fall with " + sweep,
                    first.name() + " to " + last.name(),
                    "errors",
                    "",
                    Estimate.ofRatios(growth),
                    Bound.atLeast(1),
                    claimed ? "Every step of inference waits for the slowest VJP." : "Not a claim of the paper."));
        }
    }

    /** The median of TIME{PC} / TIME{backprop} in each fork. */
    private static double[] slowdown(NetworkResults network, String name) {
        TimedTask pc = network.contenders().stream()
                .filter(contender -> contender.name().equals(name))
                .findFirst()
                .orElseThrow();
        TimedTask backprop = network.contenders(Task.BACKPROPAGATION).stream()
                .filter(contender -> !contender.parameters())
                .findFirst()
                .orElseThrow();
        return Quantity.of(pc).over(Quantity.of(backprop), network);
    }
}
