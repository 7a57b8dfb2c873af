package dev.thrice.gate.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.command.Expectation.Expected;
import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final double MARGIN = .03;
    private static final Rules RULES = Rules.withMargin(MARGIN);
    private static final int RECORDED = 2000;
    private static final int RUNS = 400;

    private final Random random = new Random(1);

    private List<ForkRatio> normal(double deviation) {
        return Stream.generate(() -> new ForkRatio(1, Math.exp(deviation * random.nextGaussian()), 10, 0, 0))
                .limit(RECORDED)
                .toList();
    }

    /** Against runs that are drawn from the normal distribution itself and tested by Student's t, twice. */
    @Test
    void whatIsFoundIsFoundInSoManyRuns() {
        double deviation = .02;
        Expectation expectation = new Expectation(Map.of("a", normal(deviation)), RULES, RUNS, 1);
        for (int forks : new int[] {3, 6, 12}) {
            double found = expectation.of(forks).found().get("a");
            double power = power(Math.log1p(found), deviation, forks);
            double below = power(Math.log1p(found - .005), deviation, forks); // a step less
            assertTrue(power > Expectation.POWER - .03, forks + " forks: " + found + " by " + power);
            assertTrue(below < Expectation.POWER + .03, forks + " forks: less than " + found + " by " + below);
        }
    }

    /** Both measurements are alike, and know nothing of each other. */
    private double power(double truth, double deviation, int forks) {
        int runs = 20_000;
        long caught = Stream.generate(() -> fails(truth, deviation, forks))
                .limit(runs)
                .filter(Boolean::booleanValue)
                .count();
        return Math.pow((double) caught / runs, 2);
    }

    private boolean fails(double truth, double deviation, int forks) {
        double[] ratios = new double[forks];
        Arrays.setAll(ratios, i -> truth + deviation * random.nextGaussian());
        double t = (Mean.of(ratios).getAsDouble() - Math.log1p(MARGIN))
                / (StandardDeviation.of(ratios).getAsDouble() / Math.sqrt(forks));
        return t > TDistribution.of(forks - 1).inverseSurvivalProbability(RULES.level());
    }

    @Test
    void noiseOfOneBenchmarkIsItsOwn() {
        Map<String, List<ForkRatio>> recorded = Map.of("calm", normal(.001), "restless", normal(.2));
        Expected expected = new Expectation(recorded, RULES, RUNS, 1).of(6);
        assertEquals(.035, expected.found().get("calm"), .005);
        assertTrue(expected.found().get("restless") > .3, expected::toString);
        assertEquals(RUNS, expected.alarms().undecided(), 20);
    }

    /** Half of what is recorded, for each run is confirmed. */
    @Test
    void aRunIsOfHalfTheForksAtMost() {
        Expectation expectation =
                new Expectation(Map.of("a", normal(.01), "b", normal(.01).subList(0, 9)), RULES, 1, 1);
        assertEquals(9, expectation.fewest());
        assertEquals(1, expectation.of(4).alarms().runs());
    }

    @Test
    void drawsAreRepeatable() {
        Expectation expectation = new Expectation(Map.of("a", normal(.05)), RULES, RUNS, 3);
        assertEquals(expectation.of(6), expectation.of(6));
    }
}
