package dev.thrice.lab.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.report.Report.Section;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeersReportTest {
    private static final String SMALL = "784 - 64 x 5 - 10, batch 1";
    private static final String LARGE = "784 - 64 x 5 - 10, batch 64";

    private final PeersReport report = new PeersReport(
            List.of("simd", "openblas"),
            List.of(
                    alone(10, 40),
                    beside("DJL", 30, 1, 90, 10),
                    alone(20, 80),
                    beside("DJL", 60, 1, 180, 10),
                    alone(10, 40),
                    beside("DJL", 30, 1, 90, 10),
                    alone(20, 80),
                    beside("DJL", 60, 1, 180, 10),
                    PeersFork.without("ND4J", "not found")));

    /** Us at some of 100 and 50 GF/s, OpenBLAS at 1 and 10. */
    private static PeersFork alone(double small, double large) {
        return fork(
                null,
                new PeersFork.Row("step", SMALL, Map.of("simd", small, "openblas", 1.), 100, .5),
                new PeersFork.Row("step", LARGE, Map.of("simd", large, "openblas", 10.), 50, 1));
    }

    /** In a JVM with a peer we may be at another speed; the one it is compared with is that. */
    private static PeersFork beside(String peer, double small, double itsSmall, double large, double itsLarge) {
        return fork(
                peer,
                new PeersFork.Row("step", SMALL, Map.of("simd", small, "openblas", 1., peer, itsSmall), 100, .5),
                new PeersFork.Row("step", LARGE, Map.of("simd", large, "openblas", 10., peer, itsLarge), 50, 1));
    }

    private static PeersFork fork(String peer, PeersFork.Row... rows) {
        return new PeersFork(peer, null, List.of("openblas: OpenBLAS 1, core Abacus"), List.of(rows));
    }

    @Test
    void eachStepHasItsRatioAndItsShareOfThePeak() {
        List<String> rows = report.text().lines().toList();

        // Ratios of 10 and 20, 4 and 8: means of logarithms.
        assertTrue(cells(rows, "step, " + SMALL).startsWith("1 15 14.14 ["), report::text);
        assertTrue(cells(rows, "step, " + LARGE).startsWith("1 120 5.66 ["), report::text);
        assertTrue(cells(rows, "step ").startsWith("2 68 8.94 ["), report::text);
        assertTrue(cells(rows, "step ").contains("6.00 at " + LARGE), report::text);
        // Beside DJL 30 and 60, 9 and 18.
        assertTrue(cells(rows, "step, " + SMALL).contains(" 42.43 ["), report::text);
        assertTrue(cells(rows, "step ").contains(" 23.24 ["), report::text);
        assertTrue(cells(rows, "step ").contains("13.50 at " + LARGE), report::text);
    }

    private static Map<String, Double> rates(double simd, double openblas) {
        return Map.of("simd", simd, "openblas", openblas);
    }

    @Test
    void theCoreThatRanIsSaid() {
        assertTrue(report.text().contains("\nopenblas: OpenBLAS 1, core Abacus\n"), report::text);
        assertTrue(report.html().lead().toString().contains("core Abacus"));
        assertTrue(report.html().lead().toString().contains("Not compared: ND4J."));
    }

    @Test
    void squaresHaveARowForEachSizeAndOrientation() {
        PeersReport squares = new PeersReport(
                List.of("simd", "openblas"),
                List.of(fork(
                        null,
                        new PeersFork.Row("square", "256 x 256 x 256 NT", rates(80, 40), 100, 1),
                        new PeersFork.Row("square", "256 x 256 x 256 TN", rates(60, 60), 100, 1),
                        new PeersFork.Row("square", "512 x 512 x 512 NN", rates(90, 100), 100, 1),
                        new PeersFork.Row("square", "512 x 512 x 512 NT", rates(90, 100), 50, 0))));
        List<String> rows = squares.text().lines().toList();

        assertTrue(cells(rows, "square, NT").startsWith("2 85 "), squares::text);
        assertTrue(cells(rows, "square, 256 x 256 x 256").startsWith("2 70 1.41 "), squares::text);
        assertTrue(cells(rows, "square, 512 x 512 x 512").startsWith("2 90 0.90 "), squares::text);
    }

    @Test
    void predictionsHaveTheirNanosecondsASample() {
        PeersReport predictions = new PeersReport(
                List.of("simd", "openblas"),
                List.of(
                        fork(null, new PeersFork.Row("predict", SMALL, rates(.0005, .00025), 100, 1)),
                        fork(
                                "DJL",
                                new PeersFork.Row(
                                        "predict",
                                        SMALL,
                                        Map.of("simd", .001, "openblas", .00025, "DJL", .00002),
                                        100,
                                        1))));

        String nanos = "\nns a sample, " + SMALL + ": simd 2000, openblas 4000, DJL 50000 (simd beside it 1000)\n";
        assertTrue(predictions.text().contains(nanos), predictions::text);
        String row = cells(predictions.text().lines().toList(), "predict");
        assertTrue(row.startsWith("1 2.00 "), row);
        assertTrue(row.contains(" 50.00 "), row);
    }

    @Test
    void whoHasNoTaskHasNoColumnAndWhoDidNotLoadHasItsReason() {
        PeersReport none = new PeersReport(List.of("simd", "openblas"), List.of(alone(1, 1), fork("EJML")));
        assertFalse(none.text().contains("EJML"), none::text);
        assertTrue(report.text().endsWith(String.format("not compared: ND4J: not found%n")), report::text);
    }

    /** OpenBLAS is at 1 of 100 and 10 of 50, DJL at 1 and 10, us at 15 and 60. */
    @Test
    void itConcludesWithRatiosSharesAndWhoIsMissing() {
        List<String> answers = report.answers();
        assertTrue(answers.getFirst().startsWith("In training steps simd is 8.94 ["), answers::toString);
        assertTrue(answers.getFirst().contains("] times as fast as openblas, 23.24 ["), answers::toString);
        assertTrue(
                answers.getFirst()
                        .endsWith("] times as fast as DJL (geometric means), and slower than none of them in 2 of 2."),
                answers::toString);
        assertEquals(
                List.of(
                        "Of the FMA peak of 100.0 GF/s simd reaches 68 %, openblas reaches 11 %, DJL reaches 11 %, means over tasks.",
                        "Not compared: ND4J."),
                answers.subList(1, answers.size()));
        assertTrue(report.text().startsWith(String.join("\n", answers)), report::text);
    }

    /** In JVMs with and without a peer, faster and slower. */
    @Test
    void itConcludesThatItIsSlower() {
        PeersReport slower = new PeersReport(
                List.of("simd", "openblas"),
                List.of(fork(
                        null,
                        new PeersFork.Row("square", "256 x 256 x 256 NT", rates(20, 80), 100, 1),
                        new PeersFork.Row("square", "512 x 512 x 512 NT", rates(50, 50), 100, 1))));
        assertEquals(
                List.of(
                        "In products simd is 0.50 times as fast as openblas (geometric means), and slower than none of them in 1 of 2.",
                        "Of the FMA peak of 100.0 GF/s simd reaches 35 %, openblas reaches 65 %, means over tasks."),
                slower.answers());
    }

    /** Student's of two would be hundreds of times as wide as they are apart. */
    @Test
    void fewerThanThreeForksHaveNoIntervalAndThatIsSaidOnce() {
        String one = new PeersReport(List.of("simd", "openblas"), List.of(alone(1, 1))).text();
        assertFalse(one.matches("(?s).*\\[[\\d.]+, .*"), one);
        assertTrue(one.contains("over 1 fork: no interval"), one);
        String two = new PeersReport(List.of("simd", "openblas"), List.of(alone(10, 40), alone(20, 80))).text();
        assertFalse(two.matches("(?s).*\\[[\\d.]+, .*"), two);
        assertEquals(2, two.split("over 2 forks: no interval", -1).length, two);
        assertFalse(report.text().contains("no interval"), report::text);
    }

    @Test
    void thePageHasTheAnswerItsTableAndChartAndTheRestFolded() {
        assertEquals(
                List.of("Speed by set", "Ratios", "Speed by part", "step", "Not compared"),
                report.html().sections().stream().map(Section::heading).toList());
        assertEquals(
                List.of("", "", "By orientation, size and step", "Every task", "Not compared"),
                report.html().sections().stream().map(Section::topic).toList());
    }

    private static String cells(List<String> rows, String label) {
        String row =
                rows.stream().filter(line -> line.startsWith(label)).findFirst().orElseThrow();
        return row.substring(label.length()).strip().replaceAll(" +", " ");
    }

    @Test
    void whoIsAloneIsComparedWithNobody() {
        PeersReport lonely = new PeersReport(
                List.of("simd", "openblas"),
                List.of(fork(null, new PeersFork.Row("tanh", "640 elements", Map.of("simd", 2.), 100, 1))));
        assertEquals(List.of("Nobody else takes part in tanh, so simd is compared with nobody."), lonely.answers());
        assertEquals(
                List.of("Speed by set", "tanh"),
                lonely.html().sections().stream()
                        .map(section -> section.heading())
                        .toList());
    }
}
