package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Chain;
import dev.thrice.lab.validate.Claim.Relation;
import dev.thrice.lab.validate.Claim.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The analysis on made-up timings whose verdicts are known. */
class ClaimsTest {
    private static final Chain CHAIN = Chain.multilayerPerceptron(4, 2, 3, 2);
    private static final int ROUNDS = 200;

    private final Random random = new Random(1);

    @Test
    void aBoundThatHoldsIsSeenToHold() {
        Claim claim = claim("(2.6)", samples(2.5, 4));
        assertEquals(Verdict.HOLDS, claim.verdict());
        assertEquals(2.5, claim.ratio().median(), .05);
        assertEquals(Verdict.HOLDS, claim("(3.31)", samples(2.5, 4)).verdict());
        assertEquals(Verdict.HOLDS, claim("(3.32)", samples(2.5, 4)).verdict());
    }

    @Test
    void aBoundThatIsViolatedIsSeenToBe() {
        assertEquals(Verdict.VIOLATED, claim("(2.6)", samples(3.5, 2)).verdict());
        assertEquals(Verdict.VIOLATED, claim("(3.31)", samples(3.5, 2)).verdict());
        assertEquals(Verdict.VIOLATED, claim("(3.32)", samples(3.5, 2)).verdict());
    }

    @Test
    void whatCannotBeToldIsNotTold() {
        assertEquals(Verdict.INCONCLUSIVE, claim("(2.6)", samples(3, 4)).verdict());
    }

    @Test
    void wIsTimeOverWork() {
        Calibration calibration = new Claims(CHAIN, 1, samples(2.5, 4), 1).calibration();
        assertEquals(CHAIN.forwardFlops(1), calibration.forwardFlops());
        assertEquals(300.0 / CHAIN.forwardFlops(1), calibration.nanosPerFlop().median(), .05);
        assertEquals(2 * 4 * 3, calibration.functions().getFirst().flops());
    }

    @Test
    void anIntervalOfEqualSamplesIsAPoint() {
        Estimate estimate = Estimate.ofMedian(new double[] {5, 5, 5, 5}, 1);
        assertEquals(new Estimate(5, 5, 5), estimate);
        assertEquals(
                Verdict.HOLDS,
                Claim.judged("", "", "", estimate, Relation.AT_MOST, 5).verdict());
        assertEquals(
                Verdict.HOLDS,
                Claim.judged("", "", "", estimate, Relation.AT_LEAST, 5).verdict());
    }

    /** For normal samples the median's standard error is 1.2533 sigma / sqrt(n); 95 % intervals cover it about so often. */
    @Test
    void intervalsCoverTheTruthAboutAsOftenAsTheySay() {
        int covered = 0;
        for (int run = 0; run < 200; run++) {
            double[] samples = new double[50];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = 10 + random.nextGaussian();
            }
            Estimate estimate = Estimate.ofMedian(samples, run);
            if (estimate.low() <= 10 && 10 <= estimate.high()) {
                covered++;
            }
        }
        assertTrue(covered >= 180 && covered <= 199, covered + " of 200");
    }

    private static Claim claim(String equation, Map<String, List<Double>> samples) {
        return new Claims(CHAIN, 1, samples, 1)
                .judge(null).stream()
                        .filter(claim -> claim.equation().equals(equation))
                        .findFirst()
                        .orElseThrow();
    }

    /** Each f_i takes 100 ns; algorithms take so many times the 300 ns of all; all with a noise of 1 %. */
    private Map<String, List<Double>> samples(double backprop, double fpa) {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        samples.put(Subject.FORWARD, noisy(300));
        for (int l = 0; l < CHAIN.length(); l++) {
            samples.put(Subject.function(l), noisy(100));
        }
        for (String parameters : List.of("", Subject.AND_PARAMETERS)) {
            samples.put(Subject.BACKPROP + parameters, noisy(300 * backprop));
            samples.put(Subject.FPA_ONE + parameters, noisy(300 * fpa));
        }
        return samples;
    }

    private List<Double> noisy(double value) {
        List<Double> samples = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            samples.add(value * (1 + .01 * random.nextGaussian()));
        }
        return samples;
    }
}
