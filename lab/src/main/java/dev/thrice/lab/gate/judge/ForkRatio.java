package dev.thrice.lab.gate.judge;

import dev.thrice.lab.gate.measure.Measured;
import dev.thrice.lab.gate.measure.Quad;
import dev.thrice.lab.statistics.Series;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much slower the candidate was in one fork. Whether that counts is decided without looking at it.
 *
 * @param logRatio logarithm of the candidate's least time over the base's, in quads that were not disturbed: what a core shares with others,
 *     and where in memory operands lie, only adds to the time of what is compared
 * @param quads how many there were
 * @param disturbed how many of them were disturbed
 * @param drift of the reference product over the fork's rounds of this benchmark
 */
public record ForkRatio(double logRatio, int quads, int disturbed, double drift) {
    /**
     * Of what a fork measured.
     *
     * @param measured one benchmark
     * @return its ratio
     */
    static ForkRatio of(Measured measured) {
        List<Quad> quads = measured.quads();
        List<Quad> kept = quads.stream().filter(quad -> !quad.disturbed()).toList();
        double drift = Series.drift(
                measured.reference().stream().mapToDouble(Double::doubleValue).toArray());
        double logRatio = Math.log(least(kept, Quad::candidate) / least(kept, Quad::base));
        return new ForkRatio(logRatio, quads.size(), quads.size() - kept.size(), drift);
    }

    private static double least(List<Quad> quads, ToDoubleFunction<Quad> side) {
        return quads.stream().mapToDouble(side).min().orElse(Double.NaN);
    }

    /** Whether it counts. */
    boolean fit() {
        return quads - disturbed >= Rules.UNDISTURBED && drift <= Rules.DRIFT;
    }
}
