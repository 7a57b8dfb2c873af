package dev.thrice.gate.command.judge;

import static dev.thrice.gate.command.SyntheticForks.QUADS;
import static dev.thrice.gate.command.SyntheticForks.facts;
import static dev.thrice.gate.command.SyntheticForks.fork;
import static dev.thrice.gate.command.SyntheticForks.measured;
import static dev.thrice.gate.command.SyntheticForks.quads;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.command.SyntheticForks;
import dev.thrice.gate.command.measure.Facts;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.measure.Measured;
import dev.thrice.gate.command.measure.Quad;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {
    private static final Rules RULES = Rules.withMargin(.03);

    /**
     * Eight forks d apart about a mean m have a standard error of d / sqrt(7), and t(.99; 7) = 2.998: the interval is m +- 1.133 d. Logarithms of
     * 1.03 and 1.10 are .0296 and .0953.
     */
    @ParameterizedTest
    @CsvSource({
        "0, .001, PASS",
        "-.2, .01, PASS",
        ".0290, .001, PASS",
        ".0311, .001, FAIL",
        ".0953, .05, FAIL",
        ".0953, .06, INCONCLUSIVE",
        "0, .08, PASS",
        "0, .09, INCONCLUSIVE",
        ".2, .4, INCONCLUSIVE",
    })
    void onlyAnIntervalAboveTheMarginFails(double mean, double distance, Verdict expected) {
        double a = mean - distance;
        double b = mean + distance;
        Finding finding = only(SyntheticForks.of("a", a, b, a, b, a, b, a, b));
        assertEquals(expected, finding.verdict(), finding.toString());
        assertEquals(Math.exp(mean), finding.ratio(), 1e-12);
        assertEquals(Math.exp(mean - 2.998 * distance / Math.sqrt(7)), finding.low(), 1e-4);
        assertEquals(Math.exp(mean + 2.998 * distance / Math.sqrt(7)), finding.high(), 1e-4);
    }

    @Test
    void forksThatAgreeToTheBitAreJudgedToo() {
        assertEquals(Verdict.PASS, only(SyntheticForks.of("a", 0, 0, 0)).verdict());
        assertEquals(Verdict.FAIL, only(SyntheticForks.of("a", .1, .1, .1)).verdict());
    }

    /** Of nothing every verdict would be PASS, and so it would of ratios that are no numbers. */
    @Test
    void nothingComparedIsNoPass() {
        assertThrows(IllegalArgumentException.class, () -> judge(List.of()));
        for (Quad timeless :
                List.of(new Quad(0, 0, 50_000, false), new Quad(0, 1, 50_000, false), new Quad(1, 0, 50_000, false))) {
            List<Quad> quads = Collections.nCopies(QUADS, timeless);
            GateFork fork = fork(1, new Measured("a", facts(0, 1, 5), facts(0, 1, 5), quads));
            assertEquals(Verdict.INVALID, only(List.of(fork, fork, fork)).verdict(), timeless.toString());
        }
    }

    /** At the margin itself a FAIL is a false alarm: at most 1 % of suites, within four standard errors of 4,000 runs. */
    @Test
    void falseAlarmsOfASuiteKeepToTheLevel() {
        Random random = new Random(1);
        Map<String, Double> truths = truths(10, Math.log(1.03));
        int alarms = 0;
        for (int run = 0; run < 4_000; run++) {
            Judgement judgement = judge(SyntheticForks.normal(truths, .02, 8, random));
            alarms += judgement.failures().isEmpty() ? 0 : 1;
        }
        assertTrue(alarms <= 40 + 4 * Math.sqrt(40), alarms + " of 4000");
        assertTrue(alarms >= 40 - 4 * Math.sqrt(40), alarms + " of 4000: the test is not at its level");
    }

    /** One slower benchmark among nine, 10 % where forks differ by 1 %: mean over its standard error is 18 above the margin. */
    @Test
    void aSlowDownIsFoundAmongOthers() {
        Random random = new Random(2);
        Map<String, Double> truths = truths(9, 0);
        truths.put("slow", Math.log(1.10));
        for (int run = 0; run < 200; run++) {
            assertEquals(
                    List.of("slow"),
                    judge(SyntheticForks.normal(truths, .01, 8, random)).failures());
        }
    }

    @Test
    void droppedQuadsDoNotCountHoweverTheyCameOut() {
        Finding finding = only(with(measured -> {
            List<Quad> quads = new ArrayList<>(quads(0, QUADS / 2));
            quads.addAll(Collections.nCopies(QUADS / 2, new Quad(1, 100, 1, true)));
            return new Measured("a", measured.base(), measured.candidate(), quads);
        }));
        assertEquals(Verdict.PASS, finding.verdict());
        assertEquals(1, finding.ratio(), 1e-12);
        assertEquals(8 * QUADS, finding.quads());
        assertEquals(8 * QUADS / 2, finding.droppedQuads());
    }

    /** Half of the quads of either side are slower by up to a half: by chance, where they lie, or other load. */
    @Test
    void aForkComparesTheLeastTimes() {
        Finding finding = only(with(measured -> {
            List<Quad> quads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                quads.add(new Quad(i % 2 == 0 ? 100 : 100 + 7 * i, i % 4 < 2 ? 105 : 105 + 6 * i, 1, false));
            }
            return new Measured("a", measured.base(), measured.candidate(), quads);
        }));
        assertEquals(1.05, finding.ratio(), 1e-12);
        assertEquals(Verdict.FAIL, finding.verdict());
    }

    @Test
    void aForkNeedsFiveQuads() {
        for (int undisturbed : new int[] {4, 5}) {
            Finding finding = only(with(measured -> {
                List<Quad> quads = new ArrayList<>(quads(0, undisturbed));
                quads.addAll(Collections.nCopies(100, new Quad(1, 1, 1, true)));
                return new Measured("a", measured.base(), measured.candidate(), quads);
            }));
            assertEquals(undisturbed < 5 ? Verdict.INVALID : Verdict.PASS, finding.verdict());
        }
    }

    @Test
    void droppedQuadsOrADriftMakeAForkUnfit() {
        List<GateFork> forks = new ArrayList<>(SyntheticForks.of("a", 0, .001, 0, .001));
        Measured fit = measured("a", 5);
        List<Quad> disturbed = Collections.nCopies(QUADS, new Quad(1, 1, 1, true));
        forks.add(fork(5, new Measured("a", fit.base(), fit.candidate(), disturbed)));
        List<Quad> drifting = IntStream.range(0, 12)
                .mapToObj(i -> new Quad(1, 1, 100 + 4 * i, false))
                .toList();
        forks.add(fork(6, new Measured("a", fit.base(), fit.candidate(), drifting)));
        Finding finding = only(forks);
        assertEquals(Verdict.PASS, finding.verdict());
        assertEquals(4, finding.forks());
        assertEquals(2, finding.droppedForks());

        assertEquals(Verdict.INVALID, only(forks.subList(2, 6)).verdict());
        assertEquals(Verdict.INVALID, judge(forks.subList(2, 6)).verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "16, 1, 5, FAIL, '16 B a run, 0 before'",
        "0, 2, 5, FAIL, another result",
        "0, 1, 6, FAIL, '6 input VJPs a run, 5 before'",
        "0, 1, 4, PASS, '4 input VJPs a run, 5 before'",
    })
    void factsFailWithoutAClock(long bytes, long hash, long vjps, Verdict expected, String note) {
        Facts facts = facts(bytes, hash, vjps);
        Finding finding = only(with(measured -> new Measured("a", measured.base(), facts, measured.quads())));
        assertEquals(expected, finding.verdict());
        assertEquals(List.of(note), finding.notes());
    }

    /** Code that the compiler was late for allocates in some forks. */
    @Test
    void bytesAreThoseOfTheBestFork() {
        List<GateFork> forks = new ArrayList<>(SyntheticForks.of("a", 0, 0, 0));
        Measured late = measured("a", 0);
        forks.add(fork(4, new Measured("a", late.base(), facts(4_096, 1, 5), late.quads())));
        assertEquals(Verdict.PASS, only(forks).verdict());
    }

    @Test
    void aFailureStandsOnlyIfASecondMeasurementFailsToo() {
        Judgement first = judge(SyntheticForks.of("a", .1, .1, .1));
        assertEquals(List.of("a"), first.failures());
        assertEquals(
                Verdict.FAIL,
                first.confirmedBy(judge(SyntheticForks.of("a", .1, .1, .1))).verdict());
        assertEquals(
                Verdict.PASS,
                first.confirmedBy(judge(SyntheticForks.of("a", 0, 0, 0))).verdict());
        Finding found = first.confirmedBy(judge(SyntheticForks.of("a", 0, 0, 0)))
                .findings()
                .getFirst();
        assertEquals(List.of("not confirmed, 1.105 at first"), found.notes());
    }

    @Test
    void anAcceptedFailureIsShownAndDoesNotFail() {
        Judgement failed = judge(SyntheticForks.of("a", .1, .1, .1));
        Judgement accepted = failed.accepting(Map.of("a", "safer"));
        assertEquals(Verdict.ACCEPTED, accepted.findings().getFirst().verdict());
        assertEquals(List.of("accepted: safer"), accepted.findings().getFirst().notes());
        assertEquals(Verdict.PASS, accepted.verdict());
        assertEquals(Verdict.FAIL, failed.accepting(Map.of("b", "no such")).verdict());
    }

    @Test
    void rulesMakeSense() {
        assertThrows(IllegalArgumentException.class, () -> Rules.withMargin(-.01));
        assertThrows(IllegalArgumentException.class, () -> Rules.withMargin(.10));
        assertThrows(IllegalArgumentException.class, () -> Rules.withMargin(Double.NaN));
    }

    private static Map<String, Double> truths(int count, double truth) {
        Map<String, Double> truths = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> truths.put("b" + i, truth));
        return truths;
    }

    private static List<GateFork> with(UnaryOperator<Measured> change) {
        return IntStream.rangeClosed(1, 8)
                .mapToObj(i -> fork(i, change.apply(measured("a", 0))))
                .toList();
    }

    private static Judgement judge(List<GateFork> forks) {
        return Judgement.of(Sample.of(forks), RULES);
    }

    private static Finding only(List<GateFork> forks) {
        return judge(forks).findings().getFirst();
    }
}
