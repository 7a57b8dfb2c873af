package dev.thrice.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.statistics.Bound.Verdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateTest {
    /** Student's table: t(.975) = 12.706, 4.303, 2.571 for 1, 2, 5 degrees of freedom. */
    @Test
    void theIntervalIsStudents() {
        Estimate two = Estimate.ofValues(1, 3);
        assertEquals(2, two.value());
        assertEquals(2 + 12.706, two.high(), 1e-3); // sd sqrt(2), over sqrt(2)
        Estimate three = Estimate.ofValues(1, 2, 3);
        assertEquals(2 - 4.303 / Math.sqrt(3), three.low(), 1e-3);
        Estimate six = Estimate.ofValues(0, 0, 0, 2, 2, 2);
        assertEquals(1 + 2.571 * Math.sqrt(1.2 / 6), six.high(), 1e-3);
    }

    @Test
    void aRatioAndItsInverseAgree() {
        Estimate ratio = Estimate.ofRatios(2, 3, 5);
        Estimate inverse = Estimate.ofRatios(1 / 2.0, 1 / 3.0, 1 / 5.0);
        assertEquals(Math.cbrt(30), ratio.value(), 1e-12);
        assertEquals(1 / ratio.value(), inverse.value(), 1e-12);
        assertEquals(1 / ratio.low(), inverse.high(), 1e-12);
    }

    /** Logits of .9 and .1 are +-log 9; Student's on the plain values would end at 5.6 and -4.6. */
    @Test
    void theIntervalOfAShareIsWithinZeroAndOne() {
        Estimate apart = Estimate.ofShares(.9, .1);
        assertEquals(.5, apart.value(), 1e-12);
        assertEquals(1 / (1 + Math.exp(-12.7062 * Math.log(9))), apart.high(), 1e-12);
        assertEquals(1 - apart.high(), apart.low(), 1e-12);
        for (double[] shares : new double[][] {{0, 1}, {.98, 1, 1}, {0, 0, .02}, {.95, .951}}) {
            Estimate share = Estimate.ofShares(shares);
            assertTrue(0 <= share.low() && share.high() <= 1, share::toString);
            assertTrue(share.low() < share.value() && share.value() < share.high(), share::toString);
        }
        assertEquals(new Estimate(1, 1, 1, 3), Estimate.ofShares(1, 1, 1));
        assertEquals(Verdict.INCONCLUSIVE, Bound.atLeast(.8).judge(Estimate.ofShares(.99)));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofShares(.5, 1.1));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofShares(Double.NaN));
    }

    @Test
    void fewerThanThreeForksHaveNoIntervalForPeople() {
        assertEquals("1.50", Estimate.ofRatios(1.5).text("%.2f"));
        assertEquals("97.00 %", Estimate.ofShares(.97).percent());
        assertEquals("+3.00", Estimate.ofValues(.03).points());
        assertTrue(Double.isNaN(Estimate.ofShares(.97).drawnLow()));
        assertTrue(Double.isNaN(Estimate.ofRatios(1.5).drawnHigh()));
        assertEquals("2.00", Estimate.ofRatios(1, 4).text("%.2f"));
        assertTrue(Double.isNaN(Estimate.ofRatios(1, 4).drawnLow()));
        assertEquals("2.00 [2.00, 2.00]", Estimate.ofRatios(2, 2, 2).text("%.2f"));
        assertEquals("97.00 % [97.00, 97.00]", Estimate.ofShares(.97, .97, .97).percent());
    }

    @Test
    void oneForkTellsNothing() {
        Estimate one = Estimate.ofRatios(1.5);
        assertEquals(0, one.low());
        assertEquals(Double.POSITIVE_INFINITY, one.high());
        assertEquals(Verdict.INCONCLUSIVE, Bound.atMost(3).judge(one));
        assertThrows(IllegalArgumentException.class, Estimate::ofValues);
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofRatios(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofRatios(1, Double.NaN));
    }

    /** Coverage of a 95 % interval, 2,000 times: within four standard errors, 4 sqrt(.95 x .05 / 2,000) = .0195. */
    @ParameterizedTest
    @ValueSource(ints = {3, 7})
    void intervalsCoverTheTruthAsOftenAsTheySay(int forks) {
        Random random = new Random(forks);
        int covered = 0;
        for (int run = 0; run < 2_000; run++) {
            double[] ratios = new double[forks];
            Arrays.setAll(ratios, i -> 2 * Math.exp(.01 * random.nextGaussian()));
            Estimate estimate = Estimate.ofRatios(ratios);
            covered += estimate.low() <= 2 && 2 <= estimate.high() ? 1 : 0;
        }
        assertEquals(.95, covered / 2_000.0, .0195);
    }

    /** As above, of accuracies whose logits are normal. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void intervalsOfSharesDoAsWell(int forks) {
        Random random = new Random(forks);
        int covered = 0;
        for (int run = 0; run < 2_000; run++) {
            double[] shares = new double[forks];
            Arrays.setAll(shares, i -> 1 / (1 + Math.exp(-3 - random.nextGaussian())));
            Estimate estimate = Estimate.ofShares(shares);
            double truth = 1 / (1 + Math.exp(-3));
            covered += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
        }
        assertEquals(.95, covered / 2_000.0, .0195);
    }

    @Test
    void verdictsFollowTheInterval() {
        Estimate below = new Estimate(2.5, 2.4, 2.6, 5);
        Estimate across = new Estimate(3, 2.9, 3.1, 5);
        Estimate point = new Estimate(3, 3, 3, 5);
        assertEquals(Verdict.HOLDS, Bound.atMost(3).judge(below));
        assertEquals(Verdict.VIOLATED, Bound.atLeast(3).judge(below));
        assertEquals(Verdict.INCONCLUSIVE, Bound.atMost(3).judge(across));
        assertEquals(Verdict.INCONCLUSIVE, Bound.atLeast(3).judge(across));
        assertEquals(Verdict.HOLDS, Bound.atMost(3).judge(point));
        assertEquals(Verdict.HOLDS, Bound.atLeast(3).judge(point));
    }

    /** By a hair: the interval ends where the bound is, or one ulp beyond. */
    @Test
    void aBoundHoldsByAHair() {
        assertEquals(Verdict.HOLDS, Bound.atMost(3).judge(new Estimate(2.9, 2.8, 3, 5)));
        assertEquals(Verdict.INCONCLUSIVE, Bound.atMost(3).judge(new Estimate(2.9, 2.8, Math.nextUp(3.0), 5)));
        assertEquals(Verdict.VIOLATED, Bound.atMost(3).judge(new Estimate(3.1, Math.nextUp(3.0), 3.2, 5)));
    }

    @Test
    void differencesSmallerThanTheToleranceAreNone() {
        assertEquals(Difference.NONE, Difference.of(new Estimate(1.005, 1.001, 1.01, 5), .02));
        assertEquals(Difference.SLOWER, Difference.of(new Estimate(1.1, 1.05, 1.15, 5), .02));
        assertEquals(Difference.FASTER, Difference.of(new Estimate(.9, .85, .95, 5), .02));
        assertEquals(Difference.INCONCLUSIVE, Difference.of(new Estimate(1.02, .99, 1.05, 5), .02));
        assertTrue(Difference.of(Estimate.ofRatios(1), .02) == Difference.INCONCLUSIVE);
    }
}
