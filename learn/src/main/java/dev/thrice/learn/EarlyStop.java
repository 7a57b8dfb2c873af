package dev.thrice.learn;

import java.util.function.DoubleSupplier;

/** Ends a training once a metric, usually of data that are not learned from, has not got better for some epochs in a row. */
public final class EarlyStop implements Callback {
    private final DoubleSupplier metric;
    private final int sign;
    private final int patience;
    private double best = Double.NaN;
    private int bestEpoch;
    private int since;

    private EarlyStop(DoubleSupplier metric, int sign, int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("early stop: patience " + patience + ", expected at least 1 epoch");
        }
        this.metric = metric;
        this.sign = sign;
        this.patience = patience;
    }

    /**
     * Of a metric that is to fall, such as {@code () -> model.evaluate(validation).loss()}.
     *
     * @param metric asked after each epoch
     * @param patience epochs in a row without a new least that are one too many, at least 1
     * @return the callback, for one training
     * @throws IllegalArgumentException if there is no patience
     */
    public static EarlyStop least(DoubleSupplier metric, int patience) {
        return new EarlyStop(metric, -1, patience);
    }

    /**
     * Of a metric that is to rise, such as an accuracy.
     *
     * @param metric asked after each epoch
     * @param patience epochs in a row without a new most that are one too many, at least 1
     * @return the callback, for one training
     * @throws IllegalArgumentException if there is no patience
     */
    public static EarlyStop most(DoubleSupplier metric, int patience) {
        return new EarlyStop(metric, 1, patience);
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        double now = metric.getAsDouble();
        if (sign * now > sign * best || Double.isNaN(best)) {
            best = now;
            bestEpoch = epoch.number();
            since = 0;
        } else if (++since >= patience) {
            epoch.stop();
        }
    }

    /** Epochs without a new best, when that was, and what. */
    @Override
    public String state() {
        return since + " " + bestEpoch + " " + best;
    }

    @Override
    public boolean restore(String state) {
        String[] parts = state.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("early stop: state of " + parts.length + " parts, expected 3");
        }
        since = Integer.parseInt(parts[0]);
        bestEpoch = Integer.parseInt(parts[1]);
        best = Double.parseDouble(parts[2]);
        return since >= patience;
    }

    /**
     * The best that there was.
     *
     * @return the metric; NaN before the first epoch
     */
    public double best() {
        return best;
    }

    /**
     * When it was.
     *
     * @return the number of the epoch; 0 before the first
     */
    public int bestEpoch() {
        return bestEpoch;
    }
}
