package dev.thrice.gate.command.jmh;

import dev.thrice.command.machine.UsualSpeed;
import dev.thrice.gate.command.judge.ForkRatio;
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
        return !disturbed() && Arrays.stream(times).allMatch(usual::includes);
    }

    /** Whether others took too much of the processors' time. */
    private boolean disturbed() {
        return Math.max(base.conditions().lost(), candidate.conditions().lost()) > LOST;
    }

    /** Of the least times: load on the machine only adds time. All iterations of both halves count, or none. */
    ForkRatio ratio() {
        int iterations =
                base.result().nanos().size() + candidate.result().nanos().size();
        boolean steady = steady();
        return new ForkRatio(
                steady ? JmhResult.least(base.result().nanos()) : Double.NaN,
                steady ? JmhResult.least(candidate.result().nanos()) : Double.NaN,
                iterations,
                disturbed() ? iterations : 0,
                steady || disturbed() ? 0 : iterations);
    }
}
