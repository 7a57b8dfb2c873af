package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.chain.Chain;
import org.junit.jupiter.api.Test;

class ChainTest {
    @Test
    void itIsDescribedByItsWidthsAndBrieflyWhereTheyRepeat() {
        assertEquals("784 - 10", described(784, 0, 64, 10));
        assertEquals("784 - 64 - 64 - 64 - 10", described(784, 3, 64, 10));
        assertEquals("64 - 64 - 64 - 64", described(64, 2, 64, 64));
        assertEquals("784 - 1 x 100000 - 10", described(784, 100_000, 1, 10));
        assertEquals("7 x 52", described(7, 50, 7, 7));
        assertEquals("2 - " + "3 - ".repeat(32) + "4", described(2, 32, 3, 4));
        assertEquals("2 - 3 x 33 - 4", described(2, 33, 3, 4));
    }

    private static String described(int features, int hiddenLayers, int width, int classes) {
        return Chain.multilayerPerceptron(features, hiddenLayers, width, classes)
                .toString();
    }
}
