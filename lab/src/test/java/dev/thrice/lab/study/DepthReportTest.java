package dev.thrice.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.study.DepthResult.Arrival;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DepthReportTest {
    /** Backprop trains all residual networks, plain ones at 2 alone; VPC trains 2 alone, and is open at 16. */
    @Test
    void answersWhatTheResultsSay() {
        List<DepthResult> results = new ArrayList<>();
        for (int depth : List.of(16, 2)) {
            for (DeepAlgorithm contender : List.of(DeepAlgorithm.BACKPROP, DeepAlgorithm.VPC)) {
                for (DeepNetwork network : List.of(DeepNetwork.UNIFORM, DeepNetwork.RESIDUAL_SCALED)) {
                    for (int seed = 1; seed <= 2; seed++) {
                        boolean residual = network == DeepNetwork.RESIDUAL_SCALED;
                        double test = depth == 2 || (residual && contender == DeepAlgorithm.BACKPROP) ? .9 : .2;
                        double open =
                                contender == DeepAlgorithm.VPC && residual && depth == 16 && seed == 2 ? .95 : test;
                        double length = contender == DeepAlgorithm.VPC ? Math.pow(.1, depth) : .5;
                        results.add(new DepthResult(
                                contender, network, depth, seed, open, List.of(new Arrival(1, length, .75)), ""));
                    }
                }
            }
        }
        DepthReport report = new DepthReport(results, Map.of("data", "mnist"));
        assertEquals(
                List.of(
                        "Of 2, 16 hidden layers, the deepest networks that train are, by backprop 16 (residual, depth-scaled); by"
                                + " VPC 2 (plain, uniform; residual, depth-scaled).",
                        "Plain ones as PyTorch draws them train by backprop up to 2; by VPC up to 2.",
                        "What comes to the first of 16 hidden layers, residual and depth-scaled, before anything is learned, is, of"
                                + " the output's error, by backprop 5.0e-01, by VPC 1.0e-16."),
                report.answers());
        List<Statement> statements = report.statements();
        assertEquals("holds", statements.getFirst().verdict().text());
        assertEquals(
                "VPC, residual, depth-scaled, hidden 16, all seeds",
                statements.get(5).cell());
        assertEquals("inconclusive", statements.get(5).verdict().text());
        assertTrue(
                report.table().toString().replaceAll(" {2,}", "|").contains("backprop|plain, uniform|2|16|"),
                report::text);
    }

    @Test
    void trainsEachNetworkByEachAlgorithm() {
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(1200, 1, arena),
                    SyntheticDigits.generate(100, 2, arena),
                    "generated",
                    "for a test");
            DepthStudyOptions options = CommandLine.populateCommand(
                    new DepthStudyOptions(),
                    "--samples=1100",
                    "--seeds=1",
                    "--width=8",
                    "--hidden-layers=3,12",
                    "--epochs=1");
            options.check(1200);
            DepthPlan plan = new DepthPlan(options, Kernels.select("scalar"), digits);
            List<Cell<DepthResult>> cells = plan.cells();
            assertEquals(2 * 6 * 6, cells.stream().map(Cell::name).distinct().count());
            assertTrue(cells.getFirst().pace().measure() > 0, "seconds a step");
            List<DepthResult> results =
                    cells.stream().map(cell -> cell.run().get()).toList();
            StudyResultsTest.assertEachFitsItsOwnCellAlone(cells, results);
            for (DepthResult result : results) {
                assertEquals("", result.divergence());
                assertEquals(
                        Math.min(9, result.hiddenLayers()), result.arrivals().size());
                assertEquals(result.hiddenLayers(), result.arrivals().getLast().node());
                if (result.contender() == DeepAlgorithm.BACKPROP) {
                    result.arrivals().forEach(arrival -> assertEquals(1, arrival.cosine(), 1e-12));
                }
            }
            // without skips FPA-PC has backpropagation's directions, P[t sweeps bring it k layers down] long
            DepthResult fpa = of(results, DeepAlgorithm.FPA);
            DepthResult exact = of(results, DeepAlgorithm.BACKPROP);
            for (int i = 0; i < fpa.arrivals().size(); i++) {
                Arrival arrival = fpa.arrivals().get(i);
                assertEquals(1, arrival.cosine(), 1e-6);
                double share = arrived(12 + 1 - arrival.node(), 4);
                assertEquals(share, arrival.length() / exact.arrivals().get(i).length(), 1e-4 * share);
            }
        }
    }

    private static DepthResult of(List<DepthResult> results, DeepAlgorithm contender) {
        return results.stream()
                .filter(result -> result.contender() == contender
                        && result.network() == DeepNetwork.UNIFORM
                        && result.hiddenLayers() == 12)
                .findFirst()
                .orElseThrow();
    }

    /** What share of an error sweeps with gamma = 1/2 bring so many layers down: each leaves half of what was there, and adds half. */
    private static double arrived(int layers, int sweeps) {
        double[] share = new double[layers + 1];
        share[0] = 1;
        for (int t = 0; t < sweeps; t++) {
            for (int k = 1; k <= layers; k++) {
                share[k] = .5 * share[k] + .5 * share[k - 1];
            }
        }
        return share[layers];
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (String wrong : List.of("--hidden-layers=0", "--hidden-layers=2,2", "--epochs=0", "--learning-rate=0")) {
            DepthStudyOptions options = CommandLine.populateCommand(new DepthStudyOptions(), wrong);
            UsageError e = assertThrows(UsageError.class, () -> options.check(1));
            assertTrue(e.getMessage().contains(", expected "), e.getMessage());
        }
    }
}
