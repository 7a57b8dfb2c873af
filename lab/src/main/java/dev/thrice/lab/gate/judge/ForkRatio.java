package dev.thrice.lab.gate.judge;

import dev.thrice.lab.gate.measure.Measured;
import dev.thrice.lab.gate.measure.Quad;
import dev.thrice.lab.statistics.Series;
import java.util.List;

/**
 * How much slower the candidate was in one fork. Whether that counts is decided without looking at it.
 *
 * @param logRatio median over the quads that were not disturbed, of the logarithm of the candidate's time over the base's
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
        double[] kept = quads.stream()
                .filter(quad -> !quad.disturbed())
                .mapToDouble(quad -> Math.log(quad.candidate() / quad.base()))
                .toArray();
        double drift = Series.drift(
                measured.reference().stream().mapToDouble(Double::doubleValue).toArray());
        double logRatio = kept.length == 0 ? Double.NaN : Series.median(kept);
        return new ForkRatio(logRatio, quads.size(), quads.size() - kept.length, drift);
    }

    /** Whether it counts. */
    boolean fit() {
        return quads - disturbed > 0 && quads - disturbed >= Rules.UNDISTURBED * quads && drift <= Rules.DRIFT;
    }
}
