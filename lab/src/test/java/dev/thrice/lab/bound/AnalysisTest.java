package dev.thrice.lab.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.lab.results.Arrivals;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.Interference;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.Synthetic;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.lab.statistics.Difference;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The analysis on made-up timings whose verdicts are known. */
class AnalysisTest {
    private static final TimedTask AGAIN =
            new TimedTask("backprop, again", Task.AGAIN, null, "backprop", 1, 0, null, false, null);

    private static Claim claim(Results results, String equation, String unit, String counted) {
        return Analysis.of(results).claims().stream()
                .filter(claim -> claim.equation().equals(equation)
                        && claim.unit().equals(unit)
                        && claim.counted().equals(counted))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> remarks(Results results) {
        return Analysis.of(results).soundness().remarks().stream()
                .map(Remark::text)
                .toList();
    }

    private static Verdict verdict(double backprop, double fpa, String equation, String unit) {
        return claim(Synthetic.paper(5, 1).algorithms(backprop, fpa).results(), equation, unit, "errors")
                .verdict();
    }

    /** Times in units of the forward times; noise over forks is .3 %, its interval over five forks about .5 % wide. */
    @ParameterizedTest
    @CsvSource({
        "1.5, 4.0, HOLDS, HOLDS, HOLDS",
        "2.9, 4.0, HOLDS, HOLDS, HOLDS",
        "3.0, 3.0, INCONCLUSIVE, INCONCLUSIVE, INCONCLUSIVE",
        "3.1, 2.9, VIOLATED, VIOLATED, VIOLATED",
        "2.0, 2.5, HOLDS, VIOLATED, HOLDS",
    })
    void verdictsAreRight(double backprop, double fpa, Verdict upper, Verdict lower, Verdict between) {
        assertEquals(upper, verdict(backprop, fpa, "(2.6)", Unit.TIME));
        assertEquals(lower, verdict(backprop, fpa, "(3.31)", Unit.TIME));
        assertEquals(between, verdict(backprop, fpa, "(3.32)", ""));
    }

    /** A machine of 10 ps/flop and 2 us a call: overheads are in the forward times and not in w WORK. */
    @Test
    void bothUnitsAreReported() {
        Synthetic paper = Synthetic.paper(5, 1).algorithms(2.5, 4);
        Results results = paper.results();
        double work = .01 * results.networks().getFirst().forwardFlops();
        assertEquals(2.5, claim(results, "(2.6)", Unit.TIME, "errors").effect().value(), .02);
        Claim strict = claim(results, "(2.6)", Unit.WORK, "errors");
        assertEquals(2.5 * paper.forward() / work, strict.effect().value(), .05);
        assertEquals(3, claim(results, "(2.6)", Unit.TIME, "gradient").effect().value(), .02);
        TimePerWork w = TimePerWork.of(results.networks().getFirst());
        assertEquals(.01, w.slope().value(), 2e-4);
        assertEquals(2_000, w.overhead().value(), 100);
        assertEquals(
                paper.forward() / results.networks().getFirst().forwardFlops(),
                w.together().value(),
                1e-4);
        assertTrue(w.functions().stream().noneMatch(TimePerWork.Function::breaksModel));
    }

    /** Not f_0: the only large function of six, it alone says what a flop costs; that takes functions of more shapes. */
    @ParameterizedTest
    @CsvSource({"1, 1.3", "5, 1.3", "3, 1.3", "4, 2", "3, .7"})
    void aSlowedLayerIsFoundAndNamed(int layer, double factor) {
        Results results = Synthetic.paper(5, layer)
                .slowed(layer, factor)
                .algorithms(1.5, 4)
                .results();
        List<String> named = TimePerWork.of(results.networks().getFirst()).functions().stream()
                .filter(TimePerWork.Function::breaksModel)
                .map(function -> function.work().name())
                .toList();
        assertEquals(List.of("f_" + layer), named);
        assertTrue(new BoundReport(results).details().contains("BREAKS"));
    }

    /** Another network of the same machine, and one function of it 30 % slower than the line through all says. */
    @Test
    void theLinearModelIsHeldAgainstAllNetworks() {
        Synthetic wide = new Synthetic("784 - 256 - 256 - 10", 5, 40, 2);
        for (int[] shape : new int[][] {{784, 256}, {256, 256}, {256, 10}}) {
            long flops = 2L * 64 * shape[0] * shape[1];
            wide.function(shape[0] + " x " + shape[1], flops, 2_000 + .01 * flops);
        }
        wide.slowed(1, 1.3).algorithms(1.5, 4);
        NetworkResults paper = Synthetic.paper(5, 1).algorithms(1.5, 4).network();
        TimePerWork w = TimePerWork.ofAll(Synthetic.of(List.of(paper, wide.network()), 5, 40))
                .orElseThrow();
        assertEquals(.01, w.slope().value(), 2e-4);
        assertEquals(2_000, w.overhead().value(), 100);
        assertEquals(6, w.functions().size()); // 784 x 64, 64 x 64, 64 x 10, and the three
        assertEquals(
                List.of("256 x 256, batch 64"),
                w.functions().stream()
                        .filter(TimePerWork.Function::breaksModel)
                        .map(function -> function.work().name())
                        .toList());
    }

    /** (3.30) as written: 6 functions, 7 VJPs of 2 C_max; tight: 5 of C_max. C_max is a 64 x 64 layer's. */
    @Test
    void theSlowestNodeBoundsInference() {
        Synthetic paper = Synthetic.paper(5, 1);
        double slowest = 2_000 + .01 * 2 * 64 * 64 * 64;
        double written = (paper.forward() + 14 * slowest) / paper.forward();
        double tight = (paper.forward() + 5 * slowest) / paper.forward();
        Results results = paper.algorithms(1.2, (written + tight) / 2).results();
        assertEquals(
                Verdict.VIOLATED, claim(results, "(3.30)", Unit.TIME, "errors").verdict());
        assertEquals(
                Verdict.HOLDS, claim(results, "(3.30)*", Unit.TIME, "errors").verdict());
        double exact = (written + tight) / 2 / tight;
        assertEquals(
                exact, claim(results, "(3.30)*", Unit.TIME, "errors").effect().value(), .02);
    }

    /** VJPs of .04 of the forward times, one of .05: five steps of that are .25. */
    @ParameterizedTest
    @CsvSource({"1.2, VIOLATED", "1.3, HOLDS"})
    void inferenceTakesAtLeastItsSlowestVjps(double fpa, Verdict expected) {
        Synthetic paper = Synthetic.paper(5, 1).algorithms(1.1, fpa);
        for (int l = 1; l < 6; l++) {
            TimedTask vjp = TimedTask.ofFunction("f_" + l + ", input VJP", Task.INPUT_VJP, l);
            paper.with(vjp, paper.forward() * (l == 3 ? .05 : .04));
        }
        Claim claim = claim(paper.results(), "(3.28)", "", "errors");
        assertEquals("TIME >= sum TIME{forward f_i} + 5 TIME{vjp(f_slow)}", claim.statement());
        assertEquals(fpa / 1.25, claim.effect().value(), .01);
        assertEquals(expected, claim.verdict());
    }

    /** Forward 1, backprop 1.5, five steps 1.25: a step is .25, so backprop's errors take the time of two. */
    @Test
    void theCrossoverIsInSteps() {
        Claim claim = claim(Synthetic.paper(5, 1).algorithms(1.5, 2.25).results(), "t_c*", "", "errors");
        assertEquals(2, claim.effect().value(), .1);
        assertEquals(Verdict.HOLDS, claim.verdict());
    }

    /** On the paper's network f_0 has 12.25 times the work of a hidden layer: (3.31) does not follow from (3.30). */
    @Test
    void whatDoesNotFollowIsSaid() {
        Results results = Synthetic.paper(2, 1).algorithms(1.5, 4).results();
        Claim loose = claim(results, "(3.31)", "", "");
        assertEquals((784 + 4 * 64 + 10) / 64.0, loose.effect().value(), 1e-12);
        assertEquals(Verdict.VIOLATED, loose.verdict());
        Claim tight = claim(results, "(3.31)*", "", "");
        assertEquals((784 + 4 * 64 + 10) / 784.0, tight.effect().value(), 1e-12);
        assertEquals(Verdict.HOLDS, tight.verdict());
    }

    @Test
    void theSameAlgorithmTwiceIsNoDifference() {
        int none = 0;
        for (int run = 0; run < 40; run++) {
            Results results = Synthetic.paper(5, 100 + run)
                    .algorithms(1.5, 4)
                    .with(AGAIN, 1.5 * Synthetic.paper(1, 1).forward())
                    .results();
            NetworkResults network = results.networks().getFirst();
            TimedTask backprop = network.contenders(Task.BACKPROPAGATION).getFirst();
            Estimate ratio = Estimate.ofRatios(Quantity.of(AGAIN).over(Quantity.of(backprop), network));
            none += Difference.of(ratio, .02) == Difference.NONE ? 1 : 0;
            assertEquals(List.of(), remarks(results));
        }
        assertTrue(none >= 38, none + " of 40");
    }

    @Test
    void anUnequalPairIsTold() {
        Results results = Synthetic.paper(5, 1)
                .algorithms(1.5, 4)
                .with(AGAIN, 1.6 * Synthetic.paper(1, 1).forward())
                .results();
        assertTrue(Analysis.of(results).soundness().remarks().getFirst().text().contains("(A/A)"));
    }

    @Test
    void aNoisyMachineIsSaidToBeSo() {
        Results quiet = Synthetic.paper(3, 1).algorithms(1.5, 4).results();
        NetworkResults network = quiet.networks().getFirst();
        for (Interference noise : List.of(new Interference(2, .05, 0), new Interference(2, 0, 1_000))) {
            List<Fork> forks = new ArrayList<>(network.forks());
            forks.set(2, new Fork(3, noise, forks.get(2).nanos()));
            List<String> remarks = remarks(quiet.with(false, List.of(network.with(forks))));
            assertEquals(1, remarks.size(), remarks.toString());
            assertTrue(remarks.getFirst().startsWith("noisy: "), remarks.toString());
        }
    }

    /** Backprop on two workers at 1.2 of forward: FPA-PC on two at 1.1 beats it, at 1.3 does not. */
    @ParameterizedTest
    @CsvSource({"1.1, VIOLATED", "1.3, HOLDS"})
    void theFairRivalHasTheSameWorkers(double fpa, Verdict expected) {
        Synthetic paper = Synthetic.paper(5, 1).algorithms(1.5, 4);
        paper.with(
                new TimedTask("backprop, 2 workers", Task.BACKPROPAGATION, null, "backprop", 2, 0, null, false, null),
                1.2 * paper.forward());
        paper.with(
                new TimedTask("fpa, 2 workers", Task.PREDICTIVE_CODING, null, "fpa", 2, 5, 1., false, null),
                fpa * paper.forward());
        Claim rival = claim(paper.results(), "rival", "", "errors");
        assertEquals("TIME >= TIME{backprop, 2 workers}", rival.statement());
        assertEquals(expected, rival.verdict());
    }

    /** With another step size FPA-PC is compared with backprop to convergence, and with nothing else. */
    @Test
    void slowerStepsAreComparedWithBackprop() {
        Synthetic paper = Synthetic.paper(5, 1).algorithms(1.5, 4);
        paper.with(
                new TimedTask("fpa, gamma 0.5, 1 worker", Task.PREDICTIVE_CODING, null, "fpa", 1, 19, .5, false, null),
                9 * paper.forward());
        List<Claim> claims = Analysis.of(paper.results()).claims().stream()
                .filter(claim -> claim.subject().contains("gamma 0.5"))
                .toList();
        assertEquals(1, claims.size());
        assertEquals("(3.32)", claims.getFirst().equation());
        assertEquals(Verdict.HOLDS, claims.getFirst().verdict());
    }

    @Test
    void oneForkOrPartOfAPlanIsSaidToBeSo() {
        Results one = Synthetic.paper(1, 1).algorithms(1.5, 4).results();
        assertEquals(
                Verdict.INCONCLUSIVE, claim(one, "(2.6)", Unit.TIME, "errors").verdict());
        List<String> remarks = remarks(one.with(true, one.networks()));
        assertTrue(remarks.getFirst().startsWith("stopped before the plan"), remarks.toString());
        assertTrue(remarks.getLast().contains("one fork"), remarks.toString());
    }

    /** Errors that obey the arrival law, except that node 2's comes a step late. */
    @Test
    void aLateErrorIsSeen() {
        Results onTime =
                Synthetic.paper(2, 1).algorithms(1.5, 4).arriving(arrivals(0)).results();
        for (String equation : List.of("Theorem 1", "Corollary 1", "arrival law", "t_c")) {
            assertEquals(Verdict.HOLDS, claim(onTime, equation, "", "").verdict(), equation);
        }
        Results late =
                Synthetic.paper(2, 1).algorithms(1.5, 4).arriving(arrivals(1)).results();
        for (String equation : List.of("Theorem 1", "arrival law", "t_c")) {
            assertEquals(Verdict.VIOLATED, claim(late, equation, "", "").verdict(), equation);
        }
        assertEquals(1, claim(late, "Theorem 1", "", "").effect().value());
        Results early =
                Synthetic.paper(2, 1).algorithms(1.5, 4).arriving(arrivals(-5)).results();
        assertEquals(Verdict.VIOLATED, claim(early, "Corollary 1", "", "").verdict());
    }

    private static Arrivals arrivals(int delayOfNodeTwo) {
        int length = 6;
        List<List<Double>> norms = new ArrayList<>();
        List<List<Double>> distances = new ArrayList<>();
        for (int node = 1; node < length; node++) {
            List<Double> shares = new ArrayList<>();
            List<Double> off = new ArrayList<>();
            for (int t = 0; t <= 30; t++) {
                double law = ArrivalLaw.arrived(length - node, t, .5);
                int arrivedAt = t - (node == 2 ? delayOfNodeTwo : 0);
                double share =
                        arrivedAt > 30 ? 1 : arrivedAt < 0 ? 0 : ArrivalLaw.arrived(length - node, arrivedAt, .5);
                if (delayOfNodeTwo < 0 && node == 2) {
                    share = 1; // converged from the start
                }
                shares.add(share);
                off.add(Math.abs(share - law));
            }
            norms.add(shares);
            distances.add(off);
        }
        return new Arrivals("fpa", .5, norms, distances);
    }

    @Test
    void aBottleneckThatCostsInferenceMoreIsSeen() {
        NetworkResults even = Synthetic.paper(5, 1)
                .algorithms(1.5, 3)
                .varying(SweepClaims.BOTTLENECK, 1)
                .network();
        NetworkResults wide = Synthetic.paper(5, 2)
                .algorithms(1.5, 6)
                .varying(SweepClaims.BOTTLENECK, 8)
                .network();
        Claim claim = claim(Synthetic.of(List.of(even, wide), 5, 40), "3.4.2, 3", "", "errors");
        assertEquals(2, claim.effect().value(), .03);
        assertEquals(Verdict.HOLDS, claim.verdict());
        Claim fewer = claim(
                Synthetic.of(
                        List.of(
                                Synthetic.paper(5, 1)
                                        .algorithms(1.5, 6)
                                        .varying(SweepClaims.BOTTLENECK, 1)
                                        .network(),
                                Synthetic.paper(5, 2)
                                        .algorithms(1.5, 3)
                                        .varying(SweepClaims.BOTTLENECK, 8)
                                        .network()),
                        5,
                        40),
                "3.4.2, 3",
                "",
                "errors");
        assertEquals(Verdict.VIOLATED, fewer.verdict());
    }
}
