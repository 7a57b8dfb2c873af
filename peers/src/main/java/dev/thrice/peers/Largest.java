package dev.thrice.peers;

import java.nio.FloatBuffer;

/** The class that a network's outputs stand for. */
final class Largest {
    private Largest() {}

    /** The place of the largest of all, the first of several that are equal. */
    static int of(FloatBuffer outputs) {
        int largest = 0;
        for (int j = 1; j < outputs.capacity(); j++) {
            largest = outputs.get(j) > outputs.get(largest) ? j : largest;
        }
        return largest;
    }
}
