package dev.thrice.learn.data;

import java.util.SplittableRandom;

/** Fisher and Yates' shuffle. Allocates nothing beside the generator. */
final class Shuffle {
    private Shuffle() {}

    /** Makes it 0, 1, .. in an order that the seed settles. */
    static void fill(int[] order, long seed) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int example = order[i];
            order[i] = order[j];
            order[j] = example;
        }
    }
}
