package dev.thrice.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private final Random random = new Random(1);

    @Test
    void driftIsOfThirdsAgainstEachOther() {
        assertEquals(.1, Series.drift(new double[] {10, 99, 10, 10.5, 10.5, 1, 11, 11, 11}), 1e-12);
        assertEquals(.2, Series.drift(new double[] {12, 12, 12, 10, 10, 10, 10, 12, 12, 12}), 1e-12);
        assertEquals(0, Series.drift(new double[] {1, 9}));
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        assertEquals(2, Series.medianRatio(new double[] {2, 20, 200}, new double[] {1, 10, 100}));
    }

    /** Of 25 samples the 8th and the 18th, P(X <= 7) = .0216 for X ~ B(25, 1/2); of 6 the ends, 2^-6; of 5 none, 2^-5. */
    @Test
    void aMediansIntervalIsOfOrderStatistics() {
        double[] shuffled =
                IntStream.range(0, 25).mapToDouble(i -> 1 + i * 7 % 25).toArray();
        assertEquals(new Estimate(13, 8, 18, 25), Series.medianEstimate(shuffled));
        assertEquals(new Estimate(3.5, 1, 6, 6), Series.medianEstimate(new double[] {6, 1, 2, 5, 4, 3}));
        Estimate few = Series.medianEstimate(new double[] {1, 2, 3, 4, 5});
        assertEquals(new Estimate(3, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 5), few);
    }

    /** 1 .. 6 in order: U_t = t (t + 1) - 7 t is largest in size, 9, at t = 3; p = 2 exp(-6 81 / 252). */
    @Test
    void pettittsStatisticIsRight() {
        ChangePoint change = ChangePoint.find(new double[] {1, 2, 3, 4, 5, 6});
        assertEquals(3, change.index());
        assertEquals(2 * Math.exp(-6 * 81 / 252.0), change.probability(), 1e-12);
        assertEquals(1.5, change.shift(), 1e-12); // from 2 to 5
        assertThrows(IllegalArgumentException.class, () -> ChangePoint.find(new double[] {1}));
    }

    @Test
    void aCompilationInTheMiddleIsFound() {
        double[] samples = IntStream.range(0, 200)
                .mapToDouble(i -> (i < 60 ? 1.3 : 1) * (1 + .02 * random.nextGaussian()))
                .toArray();
        ChangePoint change = ChangePoint.find(samples);
        assertEquals(60, change.index(), 3);
        assertEquals(1 / 1.3 - 1, change.shift(), .02);
        assertFalse(change.steady());
    }

    @Test
    void noiseIsSteady() {
        int unsteady = 0;
        for (int run = 0; run < 200; run++) {
            double[] samples = random.doubles(200, 1, 1.5).toArray();
            unsteady += ChangePoint.find(samples).steady() ? 0 : 1;
        }
        assertTrue(unsteady <= 2, unsteady + " of 200");
    }

    /** A shift of 1 % in quiet samples is beyond doubt, and does not matter. */
    @Test
    void aShiftThatDoesNotMatterIsSteady() {
        double[] samples = IntStream.range(0, 200)
                .mapToDouble(i -> (i < 100 ? 1.01 : 1) * (1 + .001 * random.nextGaussian()))
                .toArray();
        ChangePoint change = ChangePoint.find(samples);
        assertTrue(change.probability() < 1e-6);
        assertTrue(change.steady());
    }

    @Test
    void aLineIsFoundExactly() {
        LinearModel fit = LinearModel.fit(new double[] {1, 2, 5, 5, 9}, new double[] {5, 7, 13, 13, 21});
        assertEquals(2, fit.slope(), 1e-12);
        assertEquals(3, fit.intercept(), 1e-12);
        assertEquals(103, fit.at(50), 1e-12);
    }

    @Test
    void onePointAmongSixDoesNotBendIt() {
        double[] work = {64, 5, 5.1, 5.2, 5.3, 1};
        double[] nanos = IntStream.range(0, 6)
                .mapToDouble(i -> (3 + 11 * work[i]) * (i == 3 ? 1.5 : 1))
                .toArray();
        LinearModel fit = LinearModel.fit(work, nanos);
        assertEquals(11, fit.slope(), .01);
        assertEquals(1.5, nanos[3] / fit.at(work[3]), .01);
        assertEquals(1, nanos[2] / fit.at(work[2]), .01);
    }

    @Test
    void withoutAnOverheadTheLineGoesThroughTheOrigin() {
        assertEquals(new LinearModel(0, 4), LinearModel.fit(new double[] {2, 2}, new double[] {8, 8}));
        assertEquals(
                0,
                LinearModel.fit(new double[] {1, 2, 3}, new double[] {1, 3, 5}).intercept());
        assertTrue(
                LinearModel.fit(new double[] {1, 2, 3}, new double[] {3, 2, 1}).slope() > 0);
    }
}
