package dev.thrice.engine.optimizer;

/**
 * What becomes of learning rates while a training goes on: a factor of each, by how many epochs have been made, whole ones and the part of
 * the one under way. A function of that alone, so that a training that is resumed goes on with the rates it would have had.
 */
@FunctionalInterface
public interface Schedule {
    /** Rates stay as they are. */
    Schedule CONSTANT = epoch -> 1;

    /**
     * The factor at a time.
     *
     * @param epoch how many have been made, at least 0, such as 2.5 in the middle of the third
     * @return in [0, 1]
     */
    double factor(double epoch);

    /**
     * Steps down: the factor is taken once more after each so many epochs.
     *
     * @param epochs between two steps, above 0
     * @param factor of a step, in (0, 1]
     * @return factor^floor(epoch / epochs)
     * @throws IllegalArgumentException if a number is out of range
     */
    static Schedule steps(double epochs, double factor) {
        requireEpochs(epochs);
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException("schedule: factor " + factor + ", expected above 0 and at most 1");
        }
        return new Schedules.Steps(epochs, factor);
    }

    /**
     * Half a cosine from 1 to 0 (Loshchilov &amp; Hutter 2017, without restarts).
     *
     * @param epochs until 0 is reached, where it stays, above 0
     * @return (1 + cos(pi epoch / epochs)) / 2
     * @throws IllegalArgumentException if there are none
     */
    static Schedule cosine(double epochs) {
        return cosine(epochs, 0);
    }

    /**
     * Half a cosine from 1 to a floor.
     *
     * @param epochs until the floor is reached, where it stays, above 0
     * @param floor in [0, 1]
     * @return floor + (1 - floor) (1 + cos(pi epoch / epochs)) / 2
     * @throws IllegalArgumentException if a number is out of range
     */
    static Schedule cosine(double epochs, double floor) {
        requireEpochs(epochs);
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("schedule: floor " + floor + ", expected 0 to 1");
        }
        return new Schedules.Cosine(epochs, floor);
    }

    /**
     * This, after rates have grown to it from 0, linearly.
     *
     * @param epochs until they are what they are to be, above 0
     * @return epoch / epochs, and then this, which begins at its own 0
     * @throws IllegalArgumentException if there are none
     */
    default Schedule afterWarmUp(double epochs) {
        requireEpochs(epochs);
        return new Schedules.WarmedUp(epochs, this);
    }

    private static void requireEpochs(double epochs) {
        if (!(epochs > 0) || Double.isInfinite(epochs)) {
            throw new IllegalArgumentException("schedule: " + epochs + " epochs, expected a number above 0");
        }
    }
}
