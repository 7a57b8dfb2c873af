package dev.thrice.lab.data;

import dev.thrice.command.UsageError;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;

/**
 * Data in three: what is learned from, what is held out to be judged by meanwhile, and the test set.
 *
 * @param training to learn from
 * @param validation held out, the last of those to train on
 * @param test to judge by in the end
 */
public record DataSplits(Dataset training, Dataset validation, Dataset test) {
    /** Of MNIST's 60,000, 5,000. */
    private static final int HELD_OUT = 12;

    /**
     * With the usual part held out.
     *
     * @param data to be split
     * @return views, one in twelve held out
     * @throws UsageError if there are fewer than twelve to train on
     */
    public static DataSplits of(Mnist data) {
        int heldOut = data.train().count() / HELD_OUT;
        if (heldOut == 0) {
            throw new UsageError(data.train().count() + " examples to train on, expected at least " + HELD_OUT
                    + ", since one in twelve is held out for validation");
        }
        return of(data, heldOut);
    }

    /**
     * With a part held out.
     *
     * @param data to be split
     * @param heldOut how many of the examples to train on, at least 1 and not all
     * @return views
     * @throws IllegalArgumentException if either part would have no example
     */
    public static DataSplits of(Mnist data, int heldOut) {
        Split split = data.train().split(data.train().count() - heldOut);
        return new DataSplits(split.train(), split.test(), data.test());
    }
}
