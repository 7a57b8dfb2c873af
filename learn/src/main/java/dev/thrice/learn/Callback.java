package dev.thrice.learn;

/** Is told how a training goes, on the thread that trains, which may read the model meanwhile: evaluate, predict, save. */
@FunctionalInterface
public interface Callback {
    /**
     * An epoch has been made.
     *
     * @param epoch what it came to; it can {@linkplain Epoch#stop() end} the training
     */
    void afterEpoch(Epoch epoch);

    /**
     * A step has been made. What it does, it does thousands of times a second.
     *
     * @param step of the epoch, from 1
     * @param loss mean of the batch, before the step
     */
    default void afterStep(int step, double loss) {}
}
