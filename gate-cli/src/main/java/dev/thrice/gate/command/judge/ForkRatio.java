package dev.thrice.gate.command.judge;

import dev.thrice.gate.command.measure.Measured;
import dev.thrice.gate.command.measure.Quad;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much slower the candidate was in one fork. Whether that counts is decided without looking at it.
 *
 * @param logRatio logarithm of the candidate's least time over the base's, in {@linkplain Measured#steady quads that count}: what a core
 *     shares with others, and where in memory operands lie, only adds to the time of what is compared; NaN where too few count
 * @param quads how many there were, or iterations
 * @param dropped how many of them do not count
 */
public record ForkRatio(double logRatio, int quads, int dropped) {
    /**
     * Of what a fork measured.
     *
     * @param measured one benchmark
     * @return its ratio
     */
    static ForkRatio of(Measured measured) {
        List<Quad> kept = measured.steady();
        double logRatio = kept.size() < Rules.STEADY
                ? Double.NaN
                : Math.log(least(kept, Quad::candidate) / least(kept, Quad::base));
        int quads = measured.quads().size();
        return new ForkRatio(logRatio, quads, quads - kept.size());
    }

    /**
     * The same, had the candidate taken longer.
     *
     * @param factor how many times as long
     * @return the ratio
     */
    ForkRatio slowedBy(double factor) {
        return new ForkRatio(logRatio + Math.log(factor), quads, dropped);
    }

    private static double least(List<Quad> quads, ToDoubleFunction<Quad> side) {
        return quads.stream().mapToDouble(side).min().orElse(Double.NaN);
    }

    /**
     * Whether it counts, which one does not that has no ratio. A time of 0, shorter than the clock can tell, has no ratio.
     *
     * @return whether it does
     */
    public boolean fit() {
        return Double.isFinite(logRatio);
    }
}
