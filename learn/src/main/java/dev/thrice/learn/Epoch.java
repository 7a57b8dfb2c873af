package dev.thrice.learn;

import java.util.Locale;

/**
 * What an epoch came to.
 *
 * @param trainer who has made it
 * @param number from 1
 * @param loss mean over its batches, each before its step
 * @param samples that were learned from; of an epoch that was begun by another run, since this began
 * @param seconds likewise
 */
public record Epoch(Trainer trainer, int number, double loss, int samples, double seconds) {
    /**
     * The speed.
     *
     * @return samples a second
     */
    public double samplesPerSecond() {
        return samples / seconds;
    }

    /** Has the training end with this epoch. */
    public void stop() {
        trainer.stop();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "epoch %d: loss %.4g, %.0f samples/s", number, loss, samplesPerSecond());
    }
}
