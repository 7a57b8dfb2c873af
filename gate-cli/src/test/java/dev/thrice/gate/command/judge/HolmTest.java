package dev.thrice.gate.command.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HolmTest {
    /** .005 < .05 / 4 and .01 < .05 / 3, but .03 >= .05 / 2: it and .04 are kept. */
    @Test
    void stepsDownToTheFirstThatIsKept() {
        double[] levels = Holm.levels(new double[] {.01, .04, .03, .005}, .05);
        assertArrayEquals(new double[] {.05 / 3, .05 / 2, .05 / 2, .05 / 4}, levels, 1e-15);
    }

    @Test
    void withNothingToRejectItIsBonferroni() {
        assertArrayEquals(new double[] {.005, .005}, Holm.levels(new double[] {.006, .9}, .01), 1e-15);
    }

    @Test
    void theLastIsTestedAtTheWholeLevel() {
        double[] levels = Holm.levels(new double[] {.001, .009}, .01);
        assertArrayEquals(new double[] {.005, .01}, levels, 1e-15);
        assertEquals(0, Holm.levels(new double[0], .01).length);
    }
}
