package dev.thrice.lab.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.Mutations;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.learn.data.SyntheticDigits;
import dev.thrice.report.Report;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A small grid on generated digits, from the plan to the page. */
class FiguresTest {
    private static final int SEEDS = 2;

    @TempDir
    Path folder;

    private static FiguresOptions options() {
        return CommandLine.populateCommand(
                new FiguresOptions(),
                "--hidden-layers=1,3",
                "--step-sizes=1,.5",
                "--seeds=" + SEEDS,
                "--epochs=1",
                "--width=8",
                "--batch=16");
    }

    /** At a rate at which what the parameters that are left predict is of no use. */
    @Test
    void aTrainingThatDivergesIsAResult() {
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(240, 1, arena), SyntheticDigits.generate(20, 2, arena), "generated", "");
            TrainingSetup setup =
                    new TrainingSetup(Kernels.select("scalar"), digits, Initialization.UNIFORM, 8, 16, 2, 1e38f);
            CellResult.Outcome outcome = new TrainingRun(
                            setup,
                            2,
                            1,
                            Figures.LITERAL,
                            new Backpropagation(),
                            List.of(new Point(1f, new StepCount("L-1", 2))),
                            List.of())
                    .result()
                    .outcome();
            assertTrue(outcome.divergence().startsWith("training step "), outcome::divergence);
            assertEquals(1, outcome.validation().size()); // of what there was after the divergence, in the first epoch
            assertTrue(outcome.validation().getFirst() < .5, outcome::toString);
            assertTrue(outcome.test() < .5, outcome::toString);
        }
    }

    @Test
    void pointsOfTheSameBitsShareATraining() {
        List<Float> whole = List.of(1f, 1f, 1f);
        assertEquals(whole, new Point(1f, new StepCount("L-1", 3)).arrived(4));
        assertEquals(whole, new Point(1f, new StepCount("8L", 32)).arrived(4));
        assertEquals(List.of(0f, 1f, 1f), new Point(1f, new StepCount("L-2", 2)).arrived(4));
        assertEquals(List.of(.125f, .5f, .875f), new Point(.5f, new StepCount("L-1", 3)).arrived(4));
    }

    @Test
    void stepCountsThatComeToTheSameAreOne() {
        assertEquals(
                List.of(
                        new StepCount("1 = L/4 = L-2", 1),
                        new StepCount("L/2 = L-1", 2),
                        new StepCount("L", 3),
                        new StepCount("L+1", 4),
                        new StepCount("2L", 6),
                        new StepCount("4L", 12),
                        new StepCount("8L", 24)),
                StepCount.of(3));
        assertEquals(10, StepCount.of(16).size());
    }

    @Test
    void aGridBecomesAReport() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(480, 1, arena),
                    SyntheticDigits.generate(100, 2, arena),
                    "generated",
                    "for a test");
            FiguresPlan plan = new FiguresPlan(options(), Kernels.select("scalar"), digits);
            List<Cell<CellResult>> cells = plan.cells();
            assertEquals(cells.size(), cells.stream().map(Cell::name).distinct().count());
            List<CellResult> results =
                    cells.stream().map(cell -> cell.run().get()).toList();
            assertEachFitsItsOwnCellAlone(cells, results);
            FiguresReport report = new FiguresReport(results, plan.settings());

            String text = report.text();
            assertTrue(text.contains("holds"), text);
            assertTrue(!text.contains("violated"), text);
            int points = 2 * SEEDS * (StepCount.of(2).size() + StepCount.of(4).size());
            assertTrue(
                    text.contains("\nOn generated, NOT MNIST: " + points + " points (2 depths, 2 seeds: no intervals), "
                            + cells.size() + " trainings"),
                    text);
            List<String> answers = report.answers();
            assertTrue(
                    answers.getFirst()
                            .startsWith("Of " + points
                                    + " points, FPA-PC's update has the cosines to backprop's that the arrival law predicts: the"
                                    + " largest difference is "),
                    text);
            assertTrue(answers.getLast().matches("All \\d+ statements that were put to the test hold\\."), text);
            assertEquals(points + 1, report.csv().lines().count());
            assertTrue(report.csv().lines().skip(1).allMatch(line -> line.endsWith(",generated")), report.csv());

            Path page = folder.resolve("page.html");
            report.page().write(page);
            String html = Files.readString(page);
            for (String heading : List.of(
                    "generated, NOT MNIST",
                    "Figure 3, 1 hidden layers, first minibatch",
                    "Figure 4",
                    "Figure 5",
                    "VPC",
                    "Figure 3 of a residual network, 3 hidden layers, first minibatch",
                    "Z-IL")) {
                assertTrue(html.contains(heading), heading);
            }

            Path json = folder.resolve("figures.json");
            Map<String, CellResult> named = new LinkedHashMap<>();
            for (int i = 0; i < results.size(); i++) {
                named.put(cells.get(i).name(), results.get(i));
            }
            new FiguresFile(plan.settings(), named).write(json);
            Path other = folder.resolve("other.html");
            new Report("Another", List.of(), List.of())
                    .with(FiguresFile.sections(json))
                    .write(other);
            String elsewhere = Files.readString(other);
            report.sections().forEach(section -> assertTrue(elsewhere.contains(section.heading()), section.heading()));
            assertTrue(
                    FiguresFile.sections(json).stream()
                            .noneMatch(section -> section.topic().isEmpty()),
                    "on another's page they are no answer");
            assertEquals(
                    List.of("Steps needed", "Figure 3, 3 hidden layers, first minibatch", "Figure 5, 3 hidden layers"),
                    report.sections().stream()
                            .filter(section -> section.topic().isEmpty())
                            .map(Report.Section::heading)
                            .toList());
        }
    }

    private static void assertEachFitsItsOwnCellAlone(List<Cell<CellResult>> cells, List<CellResult> results) {
        for (int i = 0; i < cells.size(); i++) {
            assertEquals(cells.get(i).name(), results.get(i).name());
            cells.get(i).fits().accept(results.get(i));
            Cell<CellResult> other = cells.get((i + 1) % cells.size());
            CellResult result = results.get(i);
            assertThrows(IllegalArgumentException.class, () -> other.fits().accept(result), other.name());
        }
    }

    @Test
    void whateverIsWrongInAFileIsToldOrHarmless() {
        Path file = folder.resolve("figures.json");
        SmallestGrid.write(file);
        Mutations.assertEachIsRefusedOrUsable(file, FiguresFile::sections);
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Path file = folder.resolve("other.json");
        for (String other : List.of("{}", "{\"format\": 1}", "{\"settings\": {}, \"results\"", "[]")) {
            Files.writeString(file, other);
            UserError e = assertThrows(UserError.class, () -> FiguresFile.sections(file));
            assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (String wrong : List.of("--hidden-layers=0", "--step-sizes=2", "--seeds=0", "--epochs=0", "--width=0")) {
            FiguresOptions options = CommandLine.populateCommand(new FiguresOptions(), wrong);
            UsageError e = assertThrows(UsageError.class, () -> options.check(1));
            assertTrue(e.getMessage().contains(", expected "), e.getMessage());
        }
    }
}
