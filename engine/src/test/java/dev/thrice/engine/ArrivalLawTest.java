package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.ArrivalLaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalLawTest {
    @Test
    void spotValues() {
        double[] expected = {.96875, .8125, .5, .1875};
        for (int k = 1; k <= 4; k++) {
            assertEquals(expected[k - 1], ArrivalLaw.arrived(k, 5, .5), 1e-15);
        }
    }

    /** The recursion itself, in float64: a_k(t+1) = (1 - gamma) a_k(t) + gamma a_(k-1)(t), a_0 = 1, a_k(0) = 0. */
    @ParameterizedTest
    @ValueSource(doubles = {1, .9, .5, .2, .05, 1.3})
    void solvesTheRecursion(double gamma) {
        int nodes = 20;
        double[] a = new double[nodes + 1];
        a[0] = 1;
        for (int t = 0; t <= 200; t++) {
            for (int k = 0; k <= nodes; k++) {
                // over-relaxation sums large terms of alternating sign, in the recursion too
                double tolerance = gamma <= 1 ? 1e-12 : 1e-12 * Math.pow(2 * gamma - 1, t);
                assertEquals(a[k], ArrivalLaw.arrived(k, t, gamma), tolerance, "k " + k + " t " + t);
            }
            for (int k = nodes; k >= 1; k--) {
                a[k] = (1 - gamma) * a[k] + gamma * a[k - 1];
            }
        }
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

    @Test
    void nothingArrivesBeforeItsTime() {
        for (int t = 0; t < 9; t++) {
            assertEquals(0, ArrivalLaw.arrived(9, t, .7));
        }
    }
}
