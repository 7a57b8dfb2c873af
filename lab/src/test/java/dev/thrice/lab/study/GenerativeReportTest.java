package dev.thrice.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.study.GenerativeResult.Model;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GenerativeReportTest {
    /** Two seeds so far apart, or two that agree. */
    @ParameterizedTest
    @CsvSource({
        ".80, .803, labels stays near 80 %:, holds",
        ".95, .95, is not near, violated",
        ".50, .50, is not near, violated",
        ".60, .90, open, inconclusive"
    })
    void answersWhatTheResultsSay(double first, double second, String answer, String verdict) {
        GenerativeReport report = report(first, second, .97);
        assertTrue(report.answers().getFirst().contains(answer), report.text());
        Statement near = report.statements().getFirst();
        assertEquals(verdict, near.verdict().text());
        assertEquals("generative PC, last epoch, all seeds", near.cell());
        assertTrue(report.text().contains("97.00 %.\n"), report.text());
        assertEquals(2, report.text().split("\n2 seeds: no intervals[.]\n", -1).length, report.text());
    }

    @Test
    void saysIfItIsNotBelow() {
        assertEquals(
                "holds", report(.8, .8, .97).statements().getLast().verdict().text());
        assertEquals(
                "violated", report(.8, .8, .7).statements().getLast().verdict().text());
    }

    /** The paper's 80 % are MNIST's. */
    @Test
    void holdsNoOtherDataAgainstTheFigureForMnist() {
        GenerativeReport report = report(.5, .5, .97, "generated digits");
        assertEquals("reported", report.statements().getFirst().verdict().text());
        assertTrue(report.answers().getFirst().contains("nothing is judged"), report.text());
        assertTrue(report.page().lead().getLast().startsWith("On generated digits, NOT MNIST; "));
        assertTrue(report(.8, .8, .97).page().lead().getLast().startsWith("On MNIST; "));
    }

    private static GenerativeReport report(double first, double second, double backprop) {
        return report(first, second, backprop, "mnist");
    }

    private static GenerativeReport report(double first, double second, double backprop, String data) {
        List<GenerativeResult> results = new ArrayList<>();
        results.add(new GenerativeResult(Model.GENERATIVE, 1, List.of(.1, first), ""));
        results.add(new GenerativeResult(Model.GENERATIVE, 2, List.of(.1, second), ""));
        results.add(new GenerativeResult(Model.DISCRIMINATIVE, 1, List.of(.1, backprop), ""));
        results.add(new GenerativeResult(Model.DISCRIMINATIVE, 2, List.of(.1, backprop), ""));
        return new GenerativeReport(results, Map.of("data", data));
    }

    /** Learns generated digits far better than by chance, which is .1. */
    @Test
    void trainsBothWays() {
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(1200, 1, arena),
                    SyntheticDigits.generate(200, 2, arena),
                    "generated",
                    "for a test");
            GenerativeOptions options = CommandLine.populateCommand(
                    new GenerativeOptions(),
                    "--samples=1100",
                    "--seeds=1",
                    "--width=32",
                    "--epochs=4",
                    "--learning-rate=.003");
            options.check(1200);
            GenerativePlan plan = new GenerativePlan(options, Kernels.select(), digits);
            List<Cell<GenerativeResult>> cells = plan.cells();
            assertEquals(
                    List.of("generative-s1", "backprop-s1"),
                    cells.stream().map(Cell::name).toList());
            List<GenerativeResult> results =
                    cells.stream().map(cell -> cell.run().get()).toList();
            StudyResultsTest.assertEachFitsItsOwnCellAlone(cells, results);
            for (GenerativeResult result : results) {
                assertEquals(4, result.test().size());
                assertTrue(result.last() > .3, result.toString());
            }
            assertTrue(plan.report(results).text().contains("generative PC"));
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (String wrong : List.of("--samples=0", "--seeds=0", "--epochs=0", "--width=0", "--learning-rate=0")) {
            GenerativeOptions options = CommandLine.populateCommand(new GenerativeOptions(), wrong);
            UsageError e = assertThrows(UsageError.class, () -> options.check(1));
            assertTrue(e.getMessage().contains(", expected "), e.getMessage());
        }
    }
}
