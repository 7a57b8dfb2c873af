package dev.thrice.lab.bound;

import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.RankTimes;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Series;
import java.util.List;
import java.util.Locale;

/** (3.32) and (3.36) with the layers on ranks, each a process of its own: the paper's processors, fewer of them. */
final class RankClaims {
    private final Results results;
    private final RankTimes times;

    private RankClaims(Results results) {
        this.results = results;
        times = results.ranks();
    }

    /** Of the first network; none of results without ranks. */
    static List<Claim> of(Results results) {
        if (results.ranks() == null) {
            return List.of();
        }
        RankClaims claims = new RankClaims(results);
        return List.of(
                claims.claim("(3.32)", AlgorithmName.FPA, claims.times.fpa()),
                claims.claim("(3.36)", AlgorithmName.Z_IL, claims.times.zIl()));
    }

    private Claim claim(String equation, AlgorithmName algorithm, List<Double> nanos) {
        double[] ratios = Series.ratios(array(nanos), array(times.backprop()));
        return new Claim(
                Kind.RANKS,
                equation,
                Names.of(algorithm) + ", layers on " + times.ranks() + " ranks",
                "TIME >= TIME{backprop}",
                results.networks().getFirst().name(),
                "errors",
                "",
                Series.medianEstimate(ratios),
                Bound.atLeast(1),
                String.format(
                        Locale.ROOT,
                        "Each rank of %s is a process with some of the layers; backpropagation is one process. The interval is over %d rounds"
                                + " by turns, not over forks. A node's errors took %.2f us from one rank to the next.",
                        times.library(),
                        ratios.length,
                        times.messageNanos() / 1e3));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
