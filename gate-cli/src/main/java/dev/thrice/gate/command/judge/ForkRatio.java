package dev.thrice.gate.command.judge;

import dev.thrice.gate.command.measure.Measured;
import dev.thrice.gate.command.measure.Quad;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much slower the candidate was in one fork. Whether that counts is decided without looking at it.
 *
 * @param base its least ns a run, in {@linkplain Measured#steady quads that count}: what a core shares with others, and where in memory
 *     operands lie, only adds to the time of what is compared; NaN where too few count
 * @param candidate the same of the candidate
 * @param quads how many there were, or iterations
 * @param disturbed how many of them do not count since something else took time from them
 * @param unsteady how many of the others do not count since the machine was faster or slower than it usually was in this fork
 */
public record ForkRatio(double base, double candidate, int quads, int disturbed, int unsteady) {
    /**
     * Of what a fork measured.
     *
     * @param measured one benchmark
     * @return its ratio
     */
    static ForkRatio of(Measured measured) {
        List<Quad> kept = measured.steady();
        boolean enough = kept.size() >= Rules.STEADY;
        int quads = measured.quads().size();
        int disturbed = (int) measured.quads().stream().filter(Quad::disturbed).count();
        return new ForkRatio(
                enough ? least(kept, Quad::base) : Double.NaN,
                enough ? least(kept, Quad::candidate) : Double.NaN,
                quads,
                disturbed,
                quads - disturbed - kept.size());
    }

    /**
     * The same, had the candidate taken longer.
     *
     * @param factor how many times as long
     * @return the ratio
     */
    ForkRatio slowedBy(double factor) {
        return new ForkRatio(base, factor * candidate, quads, disturbed, unsteady);
    }

    private static double least(List<Quad> quads, ToDoubleFunction<Quad> side) {
        return quads.stream().mapToDouble(side).min().orElse(Double.NaN);
    }

    /**
     * How much slower.
     *
     * @return logarithm of the candidate's time over the base's; NaN where there is none
     */
    public double logRatio() {
        return Math.log(candidate / base);
    }

    /**
     * Whether it counts, which one does not that has no ratio. A time of 0, shorter than the clock can tell, has no ratio.
     *
     * @return whether it does
     */
    public boolean fit() {
        return Double.isFinite(logRatio());
    }

    int dropped() {
        return disturbed + unsteady;
    }
}
