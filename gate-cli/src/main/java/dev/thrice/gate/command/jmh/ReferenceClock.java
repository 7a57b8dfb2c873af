package dev.thrice.gate.command.jmh;

import dev.thrice.command.machine.UsualSpeed;
import dev.thrice.gate.command.measure.ReferenceProduct;
import java.util.concurrent.TimeUnit;

/** How long the gate's own product takes just now, in this JVM. */
final class ReferenceClock {
    private static final int TIMES = 60;
    private static final int RUNS = 8;
    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(500);

    private final ReferenceProduct product = new ReferenceProduct();

    /** Warmed up. */
    ReferenceClock() {
        for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP; ) {
            product.run();
        }
    }

    /** ns of one, as it usually is of some in a row. */
    double nanos() {
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            for (int run = 0; run < RUNS; run++) {
                product.run();
            }
            times[i] = (double) (System.nanoTime() - start) / RUNS;
        }
        return UsualSpeed.of(times).nanos();
    }
}
