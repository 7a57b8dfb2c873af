package dev.thrice.gate.command.jmh;

import dev.thrice.command.machine.UsualSpeed;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A fork of one benchmark: a fresh JVM of either build, one after the other.
 *
 * @param number of the fork
 * @param benchmark its name, with its parameters and its mode
 * @param base one half
 * @param candidate the other
 */
record JmhFork(int number, String benchmark, JmhSide base, JmhSide candidate) {
    /** Share of the processors' time that others may take: less than the margin. */
    private static final double LOST = .02;

    /** Whether the machine was the same for both halves, as the gate's own product and the system say. Looks at no result. */
    boolean steady() {
        double[] times = Stream.of(base.conditions(), candidate.conditions())
                .flatMap(half -> Stream.of(half.before(), half.after()))
                .mapToDouble(Double::doubleValue)
                .toArray();
        UsualSpeed usual = UsualSpeed.of(times);
        return Arrays.stream(times).allMatch(usual::includes)
                && Math.max(base.conditions().lost(), candidate.conditions().lost()) <= LOST;
    }

    /** Iterations of both halves. */
    int iterations() {
        return base.result().nanos().size() + candidate.result().nanos().size();
    }

    /** Logarithm of the candidate's least time over the base's: load on the machine only adds time. */
    double logRatio() {
        return Math.log(JmhResult.least(candidate.result().nanos())
                / JmhResult.least(base.result().nanos()));
    }
}
