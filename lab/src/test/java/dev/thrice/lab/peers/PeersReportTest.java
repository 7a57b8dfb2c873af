package dev.thrice.lab.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.report.Report.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeersReportTest {
    private static final String SMALL = "784 - 64 x 5 - 10, batch 1";
    private static final String LARGE = "784 - 64 x 5 - 10, batch 64";

    private final PeersReport report = new PeersReport(
            List.of("simd", "DJL", "EJML"), List.of("ND4J: not found"), List.of(fork(10, 40), fork(20, 80)));

    /** Us at 10 or 20 and 40 or 80 of 100 and 50 GF/s, DJL at 1 and 10. */
    private static PeersFork fork(double small, double large) {
        return new PeersFork(List.of(
                new PeersFork.Row("step", SMALL, rates(small, 1), 100, .5),
                new PeersFork.Row("step", LARGE, rates(large, 10), 50, 1)));
    }

    private static Map<String, Double> rates(double simd, double djl) {
        Map<String, Double> rates = new LinkedHashMap<>();
        rates.put("simd", simd);
        rates.put("DJL", djl);
        return rates;
    }

    @Test
    void eachStepHasItsRatioAndItsShareOfThePeak() {
        List<String> rows = report.text().lines().toList();

        // Ratios of 10 and 20, 4 and 8: means of logarithms.
        assertTrue(cells(rows, "  " + SMALL).startsWith("1 15 14.14 ["), report::text);
        assertTrue(cells(rows, "  " + LARGE).startsWith("1 120 5.66 ["), report::text);
        assertTrue(cells(rows, "step ").startsWith("2 68 8.94 ["), report::text);
        assertTrue(cells(rows, "step ").endsWith("6.00 at " + LARGE), report::text);
    }

    @Test
    void squaresHaveARowForEachSizeAndOrientation() {
        PeersReport squares = new PeersReport(
                List.of("simd", "DJL"),
                List.of(),
                List.of(new PeersFork(List.of(
                        new PeersFork.Row("square", "256 x 256 x 256 NT", rates(80, 40), 100, 1),
                        new PeersFork.Row("square", "256 x 256 x 256 TN", rates(60, 60), 100, 1),
                        new PeersFork.Row("square", "512 x 512 x 512 NN", rates(90, 100), 100, 1),
                        new PeersFork.Row("square", "512 x 512 x 512 NT", rates(90, 100), 50, 0)))));
        List<String> rows = squares.text().lines().toList();

        assertTrue(cells(rows, "  NT").startsWith("2 85 "), squares::text);
        assertTrue(cells(rows, "  256 x 256 x 256").startsWith("2 70 1.41 "), squares::text);
        assertTrue(cells(rows, "  512 x 512 x 512").startsWith("2 90 0.90 "), squares::text);
    }

    @Test
    void whoHasNoTaskHasNoColumnAndWhoDidNotLoadHasItsReason() {
        assertFalse(report.text().contains("EJML"), report::text);
        assertTrue(report.text().endsWith(String.format("not compared: ND4J: not found%n")), report::text);
    }

    @Test
    void thePageHasAChartOfTheSteps() {
        assertEquals(
                List.of("step"),
                report.html().sections().stream().map(Section::heading).toList());
    }

    private static String cells(List<String> rows, String label) {
        String row =
                rows.stream().filter(line -> line.startsWith(label)).findFirst().orElseThrow();
        return row.substring(label.length()).strip().replaceAll(" +", " ");
    }
}
