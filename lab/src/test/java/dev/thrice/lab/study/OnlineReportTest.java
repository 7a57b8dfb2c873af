package dev.thrice.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.report.Statement;
import dev.thrice.learn.data.SyntheticDigits;
import dev.thrice.report.Report.Section;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OnlineReportTest {
    private static final List<Float> RATES = List.of(.0001f, .001f, .01f, .1f, 1f, 10f);

    /** FPA trains at 4 rates, all others at 5: 4/3 - 5/3 is a little below -1/3. */
    @Test
    void aStepOfTheGridIsNoDifferenceHoweverItRounds() {
        List<OnlineResult> results = new ArrayList<>();
        for (OptimizerRule optimizer : OptimizerRule.values()) {
            for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
                int band = contender == StudiedAlgorithm.FPA ? 4 : 5;
                for (int i = 0; contender.takes(optimizer) && i < RATES.size(); i++) {
                    for (int seed = 1; seed <= 3; seed++) {
                        double accuracy = i < band ? .9 : .1;
                        results.add(new OnlineResult(1, optimizer, contender, RATES.get(i), seed, accuracy, ""));
                    }
                }
            }
        }
        assertTrue(new OnlineReport(results, Map.of("data", "mnist"), 4, 3)
                .statements().stream()
                        .filter(statement -> statement.claim().startsWith("the same over backprop's"))
                        .allMatch(statement -> statement.claim().contains("as wide as backprop's, to a step")));
    }

    /**
     * What is known beforehand: backprop trains at 3 of 6 rates, VPC at 5, FPA at 1, iPC at 3, IL-prox at all; with Adam FPA at 2, VPC at
     * 4.
     */
    @Test
    void answersWhatTheResultsSay() {
        List<OnlineResult> results = new ArrayList<>();
        for (OptimizerRule optimizer : OptimizerRule.values()) {
            int more = optimizer == OptimizerRule.ADAM ? 1 : 2;
            for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
                int band = switch (contender) {
                    case BACKPROP, IPC -> 3;
                    case FPA -> 3 - more;
                    case VPC -> 3 + more;
                    case IL_PROX -> RATES.size();
                };
                for (int i = 0; contender.takes(optimizer) && i < RATES.size(); i++) {
                    for (int seed = 1; seed <= 3; seed++) {
                        boolean trains = i < band;
                        results.add(
                                new OnlineResult(1, optimizer, contender, RATES.get(i), seed, trains ? .9 : .1, ""));
                    }
                }
            }
        }
        OnlineReport report = new OnlineReport(results, Map.of("data", "mnist"), 4, 1);
        assertEquals(
                List.of(
                        "With sgd these train over a wider band of learning rates than backprop: VPC at batch size 1, by"
                                + " 2.00 [2.00, 2.00] factors of ten, which was not shown to remain with adam; IL-prox at batch"
                                + " size 1, by 3.00 [3.00, 3.00] factors of ten, which remains with momentum and adam; no other was"
                                + " shown to.",
                        "Backprop trains over 3.00 factors of ten. Bands beside its own, in 3 pairs of batch size and optimizer:"
                                + " FPA narrower in 2, as wide in 1; VPC wider in 2, as wide in 1; iPC as wide in 3; IL-prox wider"
                                + " in 3."),
                report.answers());
        List<String> bands = report.table()
                .toString()
                .lines()
                .map(line -> line.replaceAll(" {2,}", "|"))
                .toList();
        assertEquals("batch|optimizer|backprop|FPA|VPC|iPC|IL-prox", bands.getFirst());
        assertEquals(
                "1|sgd|3.00 ... to 0.010|1.00 ... to 0.00010|5.00 ... to 1.0|3.00 ... to 0.010|6.00 ... to 10",
                bands.get(1));
        String text = report.text();
        assertTrue(report.statements().stream().anyMatch(said -> said.found().equals("5.00 [5.00, 5.00]")));
        // a(k, 4) at gamma 1/2: 5/16, 11/16, 15/16, 1
        assertTrue(text.contains("0.3125, 0.6875, 0.9375, 1.0000"), text);
        // what has a step of its own has one band, held against each optimizer's
        List<Statement> own = report.statements().stream()
                .filter(statement -> statement.cell().equals("batch 1, sgd, IL-prox"))
                .toList();
        assertEquals(
                List.of(
                        "width of the band, which reaches both ends of the grid",
                        "highest beta that trains",
                        "the same over backprop's with sgd: wider than backprop's",
                        "the same over backprop's with momentum: wider than backprop's",
                        "the same over backprop's with adam: wider than backprop's"),
                own.stream().map(Statement::claim).toList());
        assertEquals("10 [10, 10]", own.get(1).found());
    }

    @Test
    void seedsThatDisagreeAreNoAnswer() {
        List<OnlineResult> results = new ArrayList<>();
        for (OptimizerRule optimizer : OptimizerRule.values()) {
            for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
                for (float rate : contender.takes(optimizer) ? RATES : List.<Float>of()) {
                    for (int seed = 1; seed <= 3; seed++) {
                        boolean trains = contender == StudiedAlgorithm.BACKPROP || seed == 1;
                        results.add(new OnlineResult(8, optimizer, contender, rate, seed, trains ? .9 : .1, ""));
                    }
                }
            }
        }
        OnlineReport report = new OnlineReport(results, Map.of("data", "mnist"), 4, 1);
        assertEquals(
                "With sgd no algorithm was shown to train over a wider band of learning rates than backprop, at batch size 8; 4 of 4"
                        + " comparisons are open, by 3 seeds.",
                report.answers().getFirst());
        assertTrue(report.answers().getLast().endsWith("IL-prox not shown to differ in 3."), report.text());
        assertTrue(report.text().contains("(not all seeds)"), report.text());
    }

    /** A row for each algorithm with each optimizer that it takes, a column for each rate; the statements are folded away. */
    @Test
    void thePageHasAHeatMapOfEachBatch() {
        List<OnlineResult> results = new ArrayList<>();
        for (int batch : List.of(1, 8)) {
            for (OptimizerRule optimizer : OptimizerRule.values()) {
                for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
                    for (float rate : contender.takes(optimizer) ? RATES : List.<Float>of()) {
                        results.add(new OnlineResult(batch, optimizer, contender, rate, 1, rate < .01 ? .9 : .1, ""));
                    }
                }
            }
        }
        List<Section> sections =
                new OnlineReport(results, Map.of("data", "mnist"), 4, 1).page().sections();
        List<Section> shown =
                sections.stream().filter(section -> section.topic().isEmpty()).toList();
        assertEquals(
                List.of("Bands", "Batch 1", "Batch 8"),
                shown.stream().map(Section::heading).toList());
        assertEquals(6, shown.getFirst().table().size());
        assertEquals((4 * 3 + 1) * RATES.size(), shown.get(1).table().size());
        assertEquals(
                List.of("Accuracy by learning rate", "What the words mean", "Every number", "How to read this"),
                sections.stream()
                        .map(Section::topic)
                        .filter(topic -> !topic.isEmpty())
                        .distinct()
                        .toList());
    }

    @Test
    void trainsEachKindAtEachRate() {
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(480, 1, arena),
                    SyntheticDigits.generate(100, 2, arena),
                    "generated",
                    "for a test");
            OnlineOptions options = CommandLine.populateCommand(
                    new OnlineOptions(),
                    "--samples=96",
                    "--rates-a-decade=1",
                    "--seeds=1",
                    "--width=8",
                    "--batches=8,1",
                    "--hidden-layers=1");
            OnlinePlan plan = new OnlinePlan(options, Kernels.select("scalar"), digits);
            List<Cell<OnlineResult>> cells = plan.cells();
            assertEquals(2 * (4 * 3 + 1) * 6, cells.size());
            assertEquals(cells.size(), cells.stream().map(Cell::name).distinct().count());
            StudyResultsTest.assertEachFitsItsOwnCellAlone(
                    cells.subList(0, 3),
                    cells.subList(0, 3).stream().map(cell -> cell.run().get()).toList());
            OnlineResult result = cells.getLast().run().get();
            assertEquals(
                    new OnlineResult(8, OptimizerRule.SGD, StudiedAlgorithm.IL_PROX, 10f, 1, result.test(), ""),
                    result);
            String incremental = "b08-adam-iPC-r0.0010-s1";
            result = cells.stream()
                    .filter(cell -> cell.name().equals(incremental))
                    .findFirst()
                    .orElseThrow()
                    .run()
                    .get();
            assertEquals(
                    new OnlineResult(8, OptimizerRule.ADAM, StudiedAlgorithm.IPC, .001f, 1, result.test(), ""), result);
        }
    }

    /** Runs are kept under names with two digits of the rate: two rates of one name would be one run. */
    @Test
    void ratesAreToldApartByTheirNamesWheneverTheirNumberIsAccepted() {
        for (int perDecade = 1; perDecade <= 20; perDecade++) {
            OnlineOptions options = CommandLine.populateCommand(new OnlineOptions(), "--rates-a-decade=" + perDecade);
            options.check(1);
            List<String> names = options.rates().stream()
                    .map(rate -> String.format(Locale.ROOT, "%.2g", rate))
                    .toList();
            assertEquals(5 * perDecade + 1, names.size());
            assertEquals(names.size(), Set.copyOf(names).size(), names.toString());
        }
        OnlineOptions denser = CommandLine.populateCommand(new OnlineOptions(), "--rates-a-decade=21");
        assertThrows(UsageError.class, () -> denser.check(1));
    }

    @Test
    void moreSamplesThanThereAreAreRefused() {
        OnlineOptions options = CommandLine.populateCommand(new OnlineOptions(), "--samples=56000");
        UsageError e = assertThrows(UsageError.class, () -> options.requireSamples(60_000));
        assertEquals("--samples 56000, expected 1 to 55000, 11 of 12 of the 60000 images there are", e.getMessage());
        CommandLine.populateCommand(new OnlineOptions(), "--samples=55000").requireSamples(60_000);
    }
}
