package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.thrice.engine.algorithm.ArrivalLaw;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, threadMode = SEPARATE_THREAD) // a loop hears no interrupt
class ArrivalLawTest {
    @Test
    void spotValues() {
        double[] expected = {.96875, .8125, .5, .1875};
        for (int k = 1; k <= 4; k++) {
            assertEquals(expected[k - 1], ArrivalLaw.arrived(k, 5, .5), 1e-15);
        }
    }

    /**
     * The recursion itself, a_k(t+1) = (1 - gamma) a_k(t) + gamma a_(k-1)(t), a_0 = 1, a_k(0) = 0, without rounding: in integers,
     * numerators over 2^(bits t) of what a step size of so many bits gives.
     */
    @ParameterizedTest
    @ValueSource(
            doubles = {
                1,
                .9,
                .5,
                .2,
                .05f,
                0x1p-20,
                1 + 0x1p-23,
                1.05f,
                1.25,
                4 / 3.,
                1.3f,
                1.5,
                1.7f,
                1.9f,
                2 - 0x1p-23
            })
    void solvesTheRecursion(double gamma) {
        int nodes = 40;
        double ulps = 16 * (1 - Math.min(0, Math.log(2 - gamma)));
        int bits = 52 - Math.getExponent(gamma);
        BigInteger one = BigInteger.ONE.shiftLeft(bits);
        BigInteger step = new BigDecimal(gamma).multiply(new BigDecimal(one)).toBigIntegerExact();
        BigInteger[] a = new BigInteger[nodes + 1];
        Arrays.fill(a, BigInteger.ZERO);
        a[0] = BigInteger.ONE;
        for (int t = 0; t <= 120; t++) {
            for (int k = 0; k <= nodes; k++) {
                double exact = rounded(a[k], bits * t);
                double allowed = ulps * (k + 1) * 0x1p-53 * Math.max(1, Math.abs(exact));
                assertEquals(exact, ArrivalLaw.arrived(k, t, gamma), allowed, "k " + k + " t " + t);
            }
            for (int k = nodes; k >= 1; k--) {
                a[k] = one.subtract(step).multiply(a[k]).add(step.multiply(a[k - 1]));
            }
            a[0] = a[0].shiftLeft(bits);
        }
    }

    /** numerator / 2^bits. */
    private static double rounded(BigInteger numerator, int bits) {
        int shift = Math.max(0, numerator.bitLength() - 100);
        return Math.scalb(numerator.shiftRight(shift).doubleValue(), shift - bits);
    }

    /** Where every error has arrived, as many steps as an int counts; and where it has begun to, by the law's own limit, Poisson's. */
    @Test
    void anyNumberOfStepsTakesAMoment() {
        for (double gamma : new double[] {.001, .5, 1, 1.5, 1.999}) {
            for (int k : new int[] {0, 1, 2, 60, 1000}) {
                assertEquals(1, ArrivalLaw.arrived(k, Integer.MAX_VALUE, gamma), 0);
            }
        }
        for (double mean : new double[] {.5, 1, 3}) {
            double gamma = mean / Integer.MAX_VALUE;
            double none = Math.exp(-mean);
            double[] fewer = {0, none, none * (1 + mean), none * (1 + mean + mean * mean / 2)};
            for (int k = 0; k < fewer.length; k++) {
                assertEquals(1 - fewer[k], ArrivalLaw.arrived(k, Integer.MAX_VALUE, gamma), 1e-8, "k " + k);
            }
        }
        assertEquals(.5, ArrivalLaw.arrived(500_000, 999_999, .5), 1e-9); // as likely as not
        assertEquals(0, ArrivalLaw.arrived(Integer.MAX_VALUE, 0, 1.5));
    }

    /** Over-relaxation's largest: a(k, k) = gamma^k, a(k, k+1) = gamma^k (1 + k (1 - gamma)). */
    @Test
    void whatIsTooLargeForADoubleIsInfinite() {
        assertEquals(Math.pow(1.5, 1700), ArrivalLaw.arrived(1700, 1700, 1.5), Math.pow(1.5, 1700) * 1e-12);
        assertEquals(Math.pow(1.5, 1700) * -849, ArrivalLaw.arrived(1700, 1701, 1.5), Math.pow(1.5, 1700) * 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, ArrivalLaw.arrived(3000, 3000, 1.5));
        assertEquals(Double.NEGATIVE_INFINITY, ArrivalLaw.arrived(3000, 3001, 1.5));
    }

    /** One node: 1 - (1 - gamma)^t; with gamma = 1 an error arrives at once and whole. */
    @Test
    void stepsToATolerance() {
        for (double gamma : new double[] {.9, .5, .05}) {
            int expected = (int) Math.ceil(Math.log(1e-3) / Math.log(1 - gamma));
            assertEquals(expected, ArrivalLaw.steps(1, gamma, 1e-3), "gamma " + gamma);
        }
        for (int k = 0; k < 9; k++) {
            assertEquals(k, ArrivalLaw.steps(k, 1, 1e-6));
        }
        assertEquals(5, ArrivalLaw.steps(3, .5, .5)); // a(3, 5) = .5 to the bit, in halves
        assertThrows(IllegalArgumentException.class, () -> ArrivalLaw.steps(3, 1.5, .1));
        assertThrows(IllegalArgumentException.class, () -> ArrivalLaw.steps(-1, .5, .1));
        assertThrows(IllegalArgumentException.class, () -> ArrivalLaw.steps(3, .5, 0));
    }

    /** One node, (1 - gamma)^t left, and tolerances that float64 does not tell from 0 beside 1; several, by the exact neighbours. */
    @Test
    void stepsToAToleranceBelowRounding() {
        for (double tolerance : new double[] {1e-15, 1e-16, 1e-17, 1e-100, 1e-300}) {
            for (double gamma : new double[] {.9, .3, .001}) {
                int expected = (int) Math.ceil(Math.log(tolerance) / Math.log1p(-gamma));
                assertEquals(expected, ArrivalLaw.steps(1, gamma, tolerance), "gamma " + gamma);
            }
            assertEquals(5, ArrivalLaw.steps(5, 1, tolerance));
        }
        for (double[] each : new double[][] {{5, .3, 1e-16}, {3, .001, .01}, {20, .7, 1e-9}}) {
            int steps = ArrivalLaw.steps((int) each[0], each[1], each[2]);
            assertTrue(missing((int) each[0], steps, each[1]) <= each[2]);
            assertTrue(missing((int) each[0], steps - 1, each[1]) > each[2]);
        }
        assertEquals(0, ArrivalLaw.steps(7, .5, 1)); // none of it has to arrive
    }

    /** 1 - a(k, t), term by term, all of them positive. */
    private static double missing(int k, int t, double gamma) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal p = new BigDecimal(gamma);
        BigDecimal q = BigDecimal.ONE.subtract(p);
        BigDecimal ways = BigDecimal.ONE;
        for (int j = 0; j < k; j++) {
            BigDecimal heads = p.pow(j, MathContext.DECIMAL128);
            sum = sum.add(ways.multiply(heads).multiply(q.pow(t - j, MathContext.DECIMAL128)));
            ways = ways.multiply(BigDecimal.valueOf(t - j)).divide(BigDecimal.valueOf(j + 1L));
        }
        return sum.doubleValue();
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        String steps = Integer.toString(Integer.MAX_VALUE);
        IllegalArgumentException tooMany =
                assertThrows(IllegalArgumentException.class, () -> ArrivalLaw.steps(1, 1e-12, .01));
        assertTrue(tooMany.getMessage().contains(steps), tooMany.getMessage());
        for (double gamma : new double[] {0, -.5, 2, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> ArrivalLaw.arrived(1, 1, gamma), "gamma " + gamma);
        }
        assertThrows(IllegalArgumentException.class, () -> ArrivalLaw.arrived(-1, 1, .5));
        assertThrows(IllegalArgumentException.class, () -> ArrivalLaw.arrived(1, -1, .5));
    }

    @Test
    void nothingArrivesBeforeItsTime() {
        for (int t = 0; t < 9; t++) {
            assertEquals(0, ArrivalLaw.arrived(9, t, .7));
        }
    }
}
