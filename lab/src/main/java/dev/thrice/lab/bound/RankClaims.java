package dev.thrice.lab.bound;

import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.RankTimes;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Series;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** (3.32) and (3.36) with the layers on ranks, each a process of its own: the paper's processors, fewer of them. */
final class RankClaims {
    private final Results results;
    private final RankTimes times;
    private final int[] judged; // rounds

    private RankClaims(Results results) {
        this.results = results;
        times = results.ranks();
        judged = times.roundsAtOnce(results.networks().getFirst().chainLength());
    }

    private boolean isTrusted() {
        return judged.length >= Series.FEWEST
                && judged.length > times.backprop().size() / 2;
    }

    /** Of the first network; none of results without ranks, or with ranks that did not run at once. */
    static List<Claim> of(Results results) {
        if (results.ranks() == null) {
            return List.of();
        }
        RankClaims claims = new RankClaims(results);
        return claims.isTrusted()
                ? List.of(
                        claims.claim("(3.32)", AlgorithmName.FPA, claims.times.fpa()),
                        claims.claim("(3.36)", AlgorithmName.Z_IL, claims.times.zIl()))
                : List.of();
    }

    /** Why nothing is said of ranks that were timed; empty if something is, or none were. */
    static Optional<String> notJudged(Results results) {
        return Optional.ofNullable(results.ranks())
                .map(ranks -> new RankClaims(results))
                .filter(claims -> !claims.isTrusted())
                .map(claims -> String.format(
                        Locale.ROOT,
                        "Errors over %d ranks are not judged: in %d of %d rounds the ranks were not at work at once, and took more than"
                                + " twice what one process takes, with the messages.",
                        claims.times.ranks(),
                        claims.times.backprop().size() - claims.judged.length,
                        claims.times.backprop().size()));
    }

    private Claim claim(String equation, AlgorithmName algorithm, List<Double> nanos) {
        double[] ratios = IntStream.of(judged)
                .mapToDouble(round -> nanos.get(round) / times.backprop().get(round))
                .toArray();
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
                                + " by turns, not over forks; in %d more, which are not judged, the ranks were not at work at once. A node's"
                                + " errors took %.2f us from one rank to the next.",
                        times.library(),
                        judged.length,
                        times.backprop().size() - judged.length,
                        times.messageNanos() / 1e3));
    }
}
