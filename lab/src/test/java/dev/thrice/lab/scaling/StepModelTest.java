package dev.thrice.lab.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StepModelTest {
    private static final double TOLERANCE = 1e-12;

    /** Four functions of one size, three steps: two stages are f_0 and f_1, and f_2 and f_3. */
    private final Chain chain = Chain.inputs(8)
            .dense(8, Activation.TANH)
            .dense(8, Activation.TANH)
            .dense(8, Activation.TANH)
            .classes(8);

    private final StepModel model = new StepModel(
            chain, 3, new double[] {1, 2, 3, 4}, new double[] {0, 10, 20, 30}, new double[] {5, 6, 7, 8}, 40, .5);

    @Test
    void oneRankDoesAllWithoutMessages() {
        assertEquals(10 + 3 * 60 + 26 + 40, model.seconds(1), TOLERANCE);
    }

    /** The forward passes one after the other with a message between; then what the slower stage takes, and a message a step. */
    @Test
    void twoRanksWaitForTheSlower() {
        assertEquals(10 + .5 + 3 * (20 + 30 + .5) + 7 + 8 + 20, model.seconds(2), TOLERANCE);
    }

    @Test
    void oneRankALayerTakesTheLongestFunctionInEachStep() {
        assertEquals(10 + 3 * .5 + 3 * (30 + .5) + 8 + 10, model.seconds(4), TOLERANCE);
    }

    /** Errors reach f_0's stage last, which has no input-VJP; each stage's learning follows its own. */
    @Test
    void backpropagationPassesErrorsDownOnce() {
        assertEquals(10 + 60 + 26 + 40, model.backpropagation(1), TOLERANCE);
        double top = 10 + 3 * .5 + 30;
        double atF2 = top + .5 + 20;
        double atF1 = atF2 + .5 + 10;
        double atF0 = atF1 + .5;
        double end = Math.max(Math.max(top + 8, atF2 + 7), Math.max(atF1 + 6, atF0 + 5)) + 10;
        assertEquals(end, model.backpropagation(4), TOLERANCE);
    }

    /** Six functions, of which four are the mean of f_1 and f_2; the update goes by the parameters. */
    @Test
    void moreLayersAreTheMeanOfThoseBetween() {
        StepModel deeper = model.ofLength(6);
        assertEquals(1 + 4 * 2.5 + 4 + 5 * (4 * 15 + 30) + 5 + 4 * 6.5 + 8 + 60, deeper.seconds(1), TOLERANCE);
        assertEquals(15 + 5 * .5 + 5 * (30 + .5) + 8 + 10, deeper.seconds(6), TOLERANCE);
    }

    /**
     * The paper's (3.32) with messages: T steps of the longest are no less than the sum of T, and T messages no fewer than P - 1, so that no
     * latency makes predictive coding the faster, on as many ranks or beside backpropagation's errors by one.
     */
    @Test
    void predictiveCodingIsNoFasterHoweverLongMessagesAndFunctionsTake() {
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 1000; trial++) {
            double[] inputVjp = times(random);
            inputVjp[0] = 0;
            double[] forward = times(random);
            double message = random.nextInt(4) == 0 ? 0 : Math.exp(random.nextDouble(-5, 5));
            StepModel any = new StepModel(chain, 3, forward, inputVjp, times(random), random.nextDouble(9), message);
            StepModel errors = new StepModel(chain, 3, forward, inputVjp, new double[4], 0, message);
            for (int ranks = 1; ranks <= 4; ranks++) {
                assertTrue(any.seconds(ranks) >= any.backpropagation(ranks) * (1 - TOLERANCE), "ranks " + ranks);
                assertTrue(errors.seconds(ranks) >= errors.backpropagation(1) * (1 - TOLERANCE), "ranks " + ranks);
            }
            StepModel slower = any.withMessage(message + 1);
            assertEquals(any.seconds(4) + 3 + 3, slower.seconds(4), 1e-9); // up once, down in each of three steps
        }
    }

    private static double[] times(SplittableRandom random) {
        return random.doubles(4).map(any -> Math.exp(5 * any)).toArray();
    }
}
