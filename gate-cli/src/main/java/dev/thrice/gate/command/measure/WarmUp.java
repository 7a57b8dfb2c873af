package dev.thrice.gate.command.measure;

import dev.thrice.command.machine.Disturbance;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs what is to be measured until it is compiled. */
final class WarmUp {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    private static final Disturbance UNCOUNTED = Disturbance.uncounted();

    /** How many times its least length it may take. */
    private static final int PATIENCE = 8;

    private final long length;
    private final double block;
    private final Random random;

    /** As planned. */
    WarmUp(ForkPlan plan, Random random) {
        length = TimeUnit.MILLISECONDS.toNanos(plan.warmUpMillis());
        block = TimeUnit.MICROSECONDS.toNanos(plan.blockMicros());
        this.random = random;
    }

    /**
     * Runs both by turns until for some time nothing was compiled and nothing allocated, which code does that is not yet compiled in full.
     * Either may be null. Returns the runs that fill a block of the slower.
     */
    int run(Contestant base, Contestant candidate) {
        int[] runs = {1};
        int[] place = {0};
        settle(() -> {
            boolean baseFirst = random.nextBoolean(); // nobody is always the first to be compiled
            double nanos = Math.max(
                    time(baseFirst ? base : candidate, place[0], runs[0]),
                    time(baseFirst ? candidate : base, place[0], runs[0]));
            place[0]++;
            runs[0] = (int)
                    Math.max(1, Math.min(block / nanos, 2.0 * runs[0])); // the last may have been an interpreter's
            return !allocates(base) && !allocates(candidate);
        });
        return runs[0];
    }

    /** Repeats it until it has been settled and nothing was compiled for the length of a warm-up; or for so many times that length. */
    void settle(BooleanSupplier settled) {
        long start = THREADS.getCurrentThreadCpuTime();
        long compiled = -1;
        long quietSince = start;
        long now = start;
        while (now - quietSince < length && now - start < PATIENCE * length) {
            boolean isSettled = settled.getAsBoolean();
            now = THREADS.getCurrentThreadCpuTime();
            long total = COMPILER.getTotalCompilationTime();
            if (!isSettled || total != compiled) {
                compiled = total;
                quietSince = now;
            }
        }
    }

    private static double time(Contestant contestant, int place, int runs) {
        return contestant == null ? 0 : contestant.block(place, runs, UNCOUNTED);
    }

    private static boolean allocates(Contestant contestant) {
        return contestant != null && contestant.facts().bytesPerRun() > 0;
    }
}
