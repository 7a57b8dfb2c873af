package dev.thrice.gate.command.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Forks whose truth is known. */
class JmhSamplesTest {
    private static final Conditions QUIET = new Conditions(100, 101, 0);
    private static final double OPERATIONS = 1e6;

    private static JmhSide side(Conditions conditions, double operations, double nanos, double bytes) {
        return side(conditions, operations, nanos, bytes, List.of());
    }

    private static JmhSide side(
            Conditions conditions, double operations, double nanos, double bytes, List<Double> instructions) {
        List<Double> times = List.of(3 * nanos, nanos, 1.2 * nanos); // whatever the others are
        List<Double> allocated = List.of(bytes + 900, bytes);
        return new JmhSide(new JmhResult(times, allocated, instructions, operations, 1), conditions);
    }

    private static JmhFork fork(double nanos, double before, double now) {
        return new JmhFork(1, "x", side(QUIET, OPERATIONS, 100, before), side(QUIET, OPERATIONS, nanos, now));
    }

    private static Finding judged(List<JmhFork> forks) {
        return Judgement.of(JmhSamples.of(forks), Rules.withMargin(.03))
                .findings()
                .getFirst();
    }

    private static List<JmhFork> forks(double... nanos) {
        List<JmhFork> forks = new ArrayList<>();
        for (double each : nanos) {
            forks.add(fork(each, 16, 16));
        }
        return forks;
    }

    @Test
    void theRatioIsThatOfTheLeastTimes() {
        Finding slower = judged(forks(200, 201, 199, 200));
        assertEquals(Verdict.FAIL, slower.verdict());
        assertEquals(2, slower.ratio(), .01);
        assertEquals(24, slower.quads());
        assertEquals(Verdict.PASS, judged(forks(100, 101, 99, 100)).verdict());
        assertEquals(Verdict.INCONCLUSIVE, judged(forks(70, 130, 75, 140)).verdict());
    }

    /** The base may have allocated as much in one of its forks. */
    @Test
    void bytesAreMoreIfAllForksSaySo() {
        List<JmhFork> forks = forks(100, 101, 99);
        forks.add(fork(100, 16, 32));
        assertEquals(Verdict.PASS, judged(forks).verdict());
        List<JmhFork> more = List.of(fork(100, 16, 32), fork(101, 16.01, 32), fork(99, 16, 32.02));
        Finding worse = judged(more);
        assertEquals(Verdict.FAIL, worse.verdict());
        assertEquals(List.of("32.0 B an operation, 16.0 before"), worse.notes());
    }

    @Test
    void fewerBytesAreNoted() {
        Finding better = judged(List.of(fork(100, 32, 16), fork(101, 32, 16), fork(99, 32, 16)));
        assertEquals(Verdict.PASS, better.verdict());
        assertEquals(List.of("16.0 B an operation, 32.0 before"), better.notes());
    }

    /** What the harness allocates an iteration is nobody's, and much to an operation of which there are few. */
    @Test
    void bytesOfTheHarnessDoNotCount() {
        List<JmhFork> few = new ArrayList<>();
        List<JmhFork> many = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            few.add(new JmhFork(i, "x", side(QUIET, 10, 100, 600), side(QUIET, 10, 100 + i, 1_300)));
            many.add(new JmhFork(i, "x", side(QUIET, 1e4, 100, 600), side(QUIET, 1e4, 100 + i, 1_300)));
        }
        assertTrue(sample(few).regressions().isEmpty());
        assertEquals(1, sample(many).regressions().size());
    }

    /** Each of a time, and of instructions before and now. */
    private static List<JmhFork> counted(Conditions conditions, double[] nanos, double before, double... now) {
        List<JmhFork> forks = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            forks.add(new JmhFork(
                    i,
                    "x",
                    side(QUIET, OPERATIONS, 100, 16, List.of(before + i)),
                    side(conditions, OPERATIONS, nanos[i], 16, List.of(now[i]))));
        }
        return forks;
    }

    private static final double[] SAME = {100, 101, 99};
    private static final double[] SCATTERED = {70, 130, 140};

    /** A loop that is unrolled has fewer, one that is vectorized by hand may have more: where times tell, they do. */
    @Test
    void moreInstructionsAreNotedWhereTimesTell() {
        Finding faster = judged(counted(QUIET, SAME, 1_000, 1_100, 1_100, 1_100));
        assertEquals(Verdict.PASS, faster.verdict());
        assertEquals(List.of("1100.0 instructions an operation, 1000.0 before"), faster.notes());
        Finding slower = judged(counted(QUIET, new double[] {200, 201, 199}, 1_000, 900, 900, 900));
        assertEquals(Verdict.FAIL, slower.verdict());
        assertEquals(List.of("900.0 instructions an operation, 1000.0 before"), slower.notes());
    }

    @Test
    void instructionsDecideWhereTimesDoNot() {
        Conditions restless = new Conditions(100, 107, 0);
        assertEquals(
                Verdict.INCONCLUSIVE,
                judged(counted(QUIET, SCATTERED, 1_000, 1_000, 1_001, 1_002)).verdict());
        assertEquals(
                Verdict.FAIL,
                judged(counted(QUIET, SCATTERED, 1_000, 1_100, 1_100, 1_100)).verdict());
        assertEquals(
                Verdict.INVALID,
                judged(counted(restless, SAME, 1_000, 900, 900, 900)).verdict());
        assertEquals(
                Verdict.FAIL,
                judged(counted(restless, SAME, 1_000, 1_100, 1_100, 1_100)).verdict());
    }

    /** Of forks as many as one, or a hundredth, are chance; and where a fork has no count, nothing is known. */
    @Test
    void instructionsAreMoreIfAllForksSaySo() {
        assertEquals(
                Verdict.INCONCLUSIVE,
                judged(counted(QUIET, SCATTERED, 1_000, 1_002, 2_000, 2_000)).verdict());
        assertEquals(
                Verdict.INCONCLUSIVE,
                judged(counted(QUIET, SCATTERED, 1_000, 1_011, 1_011, 1_011)).verdict());
        List<JmhFork> forks = counted(QUIET, SCATTERED, 1_000, 2_000, 2_000, 2_000);
        forks.add(fork(100, 16, 16));
        assertEquals(Verdict.INCONCLUSIVE, judged(forks).verdict());
    }

    private static Sample sample(List<JmhFork> forks) {
        return JmhSamples.of(forks).get("x");
    }

    /** Whatever came out of it. */
    @Test
    void aForkOnAMachineThatChangedDoesNotCount() {
        JmhSide quiet = side(QUIET, OPERATIONS, 100, 16);
        for (Conditions restless :
                List.of(new Conditions(100, 107, 0), new Conditions(107, 108, 0), new Conditions(100, 100, .05))) {
            JmhSide other = side(restless, OPERATIONS, 100, 16);
            List<JmhFork> forks = forks(100, 101);
            forks.add(new JmhFork(1, "x", quiet, other));
            forks.add(new JmhFork(1, "x", other, quiet));
            Finding finding = judged(forks);
            assertEquals(Verdict.INVALID, finding.verdict());
            assertEquals(2, finding.droppedForks());
            assertEquals(12, finding.droppedQuads());
        }
    }
}
