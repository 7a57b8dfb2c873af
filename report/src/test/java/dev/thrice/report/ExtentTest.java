package dev.thrice.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** Values 1 and 11: a span of 10, of which an interval may have half on either side, and 4 % are the margin. */
class ExtentTest {
    private static final double[] VALUES = {1, 11};

    private static Extent of(boolean log, boolean fromZero, double[] values, double... ends) {
        Extent extent = new Extent(log, fromZero);
        for (double value : values) {
            extent.value(value);
        }
        for (double end : ends) {
            extent.end(end);
        }
        return extent;
    }

    @Test
    void narrowIntervalsAreSeenWhole() {
        assertArrayEquals(
                new double[] {.5 - .4, 12 + .4},
                of(false, false, VALUES, .5, 12).domain(),
                1e-12);
    }

    @Test
    void wideOnesLeaveThePlot() {
        assertArrayEquals(
                new double[] {-4 - .4, 16 + .4},
                of(false, false, VALUES, -1e10, 1e10, Double.POSITIVE_INFINITY).domain(),
                1e-12);
        assertArrayEquals(
                new double[] {0, 16.4}, of(false, true, VALUES, -1e10, 1e10).domain(), 1e-12);
    }

    /** In decades, which are what a logarithmic axis has: 1 to 100, half of two decades on either side. */
    @Test
    void onALogarithmicAxisSpansAreRatios() {
        double margin = Math.pow(100, .04);
        assertArrayEquals(
                new double[] {.1 / margin, 1_000 * margin},
                of(true, false, new double[] {1, 100}, 1e-9, 1e10, 0, -1).domain(),
                1e-9);
    }

    @Test
    void aSingleValueHasSomeRoom() {
        assertArrayEquals(
                new double[] {10 - .5 - .04, 10 + .5 + .04},
                of(false, false, new double[] {10}, 0, 20).domain(),
                1e-12);
    }

    @Test
    void withoutIntervalsNothingIsDecided() {
        assertFalse(of(false, false, VALUES).decides());
        assertFalse(of(false, false, new double[0], 1, 2).decides());
    }

    /** Whose ends would else lie on the frame. */
    @Test
    void aLogarithmicAxisHasItsMarginAllTheSame() {
        double margin = Math.pow(100, .04);
        assertArrayEquals(
                new double[] {1 / margin, 100 * margin},
                of(true, false, new double[] {1, 100}).domain(),
                1e-9);
    }
}
