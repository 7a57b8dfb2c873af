package dev.thrice.kernels.probe;

import java.util.function.DoubleSupplier;

/**
 * Whether this thread has a core to itself: a loop that keeps the core's units busy then runs as fast as it ever did. On a virtual
 * machine a processor may be one of a core's two threads, and the other a neighbour's, for seconds.
 */
public final class OwnCore {
    /** Of the best speed of FMAs, what a slower clock may leave; two threads that share a core get half each. */
    private static final double SHARE = .9;

    private final DoubleSupplier loop;
    private final double share;
    private double best;
    private long patience;

    /** Of the thread that asks, by {@link FmaPeak#burst}; where there is no SIMD the core is always its own. */
    public OwnCore() {
        this(() -> FmaPeak.burst().orElse(0), SHARE);
    }

    /**
     * Of the thread that asks.
     *
     * @param loop runs for less than a millisecond and tells its speed, any unit
     * @param share of the best speed that the loop has when nobody is in its way
     */
    public OwnCore(DoubleSupplier loop, double share) {
        this.loop = loop;
        this.share = share;
    }

    /**
     * Something new is timed.
     *
     * @param nanos how long to wait for the core, at most, while it is
     */
    public void begin(long nanos) {
        patience = nanos;
    }

    /**
     * Runs the loop.
     *
     * @return its speed
     */
    public double speed() {
        double speed = loop.getAsDouble();
        best = Math.max(best, speed);
        return speed;
    }

    /**
     * Runs the loop until the core is this thread's own, or patience is at its end.
     *
     * @return its last speed
     */
    public double await() {
        double speed = speed();
        while (!own(speed) && patience > 0) {
            long start = System.nanoTime();
            speed = speed();
            patience -= System.nanoTime() - start;
        }
        return speed;
    }

    /**
     * Judges a speed.
     *
     * @param speed of the loop
     * @return whether it is near the best that there has been
     */
    public boolean own(double speed) {
        return speed >= share * best;
    }
}
