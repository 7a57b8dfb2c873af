package dev.thrice.learn;

import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Ends a training once a metric, usually of data that are not learned from, has not got better for some epochs in a row. Whatever ends
 * {@link Trainer#fit}, the model then has the parameters of the best epoch, unless {@link #restoreBest} says otherwise; they take as much
 * memory as the model's, freed with this. The optimizer's moments stay the last's: another call of {@code fit} goes on from the best
 * parameters with these, a training that is resumed from a checkpoint from the last of both.
 */
public final class EarlyStop implements Callback {
    private final DoubleSupplier metric;
    private final int sign;
    private final int patience;
    private double best = Double.NaN;
    private int bestEpoch;
    private int since;
    private boolean restoring = true;
    private Parameters kept; // null until there are any

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

    /**
     * Sets whether the model has the best epoch's parameters in the end, as it does unless it is set, or the last's.
     *
     * @param ofBest false for the last's, of which no copy is made
     * @return this
     */
    public EarlyStop restoreBest(boolean ofBest) {
        restoring = ofBest;
        return this;
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        double now = metric.getAsDouble();
        if (sign * now > sign * best || Double.isNaN(best)) {
            best = now;
            bestEpoch = epoch.number();
            since = 0;
            Model model = epoch.trainer().model();
            kept(model).ifPresent(parameters -> parameters.copyFrom(model.parameters()));
        } else if (++since >= patience) {
            epoch.stop();
        }
    }

    @Override
    public void afterFit(Trainer trainer) {
        kept(trainer.model()).ifPresent(trainer.model().parameters()::copyFrom);
    }

    /** The best epoch's. */
    @Override
    public Optional<Parameters> kept(Model model) {
        if (!restoring || bestEpoch == 0) {
            return Optional.empty();
        }
        if (kept == null) {
            kept = Parameters.zeros(EarlyStop::lasting, model.chain());
        }
        return Optional.of(kept);
    }

    /** Memory that nobody frees. */
    private static Tensor lasting(int rows, int columns) {
        long bytes = (long) rows * columns * Float.BYTES;
        return Tensor.of(Arena.ofAuto().allocate(bytes, TensorArena.ALIGNMENT), rows, columns, columns);
    }

    /** Epochs without a new best, when that was, what, and whose parameters are to be had in the end. */
    @Override
    public String state() {
        return since + " " + bestEpoch + " " + best + " " + ending();
    }

    private String ending() {
        return restoring ? "best" : "last";
    }

    @Override
    public boolean restore(String state) {
        String[] parts = state.split(" ", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("early stop: state of " + parts.length + " parts, expected 4");
        }
        if (!parts[3].equals(ending())) {
            throw new IllegalArgumentException("early stop: ends with the " + ending()
                    + " epoch's parameters, expected the " + parts[3] + "'s, as before");
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
