package dev.thrice.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.study.FeedbackResult.Distance;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FeedbackReportTest {
    private static final double DECAY = .5;

    /** Fixed weights train 1 layer, differ by seed at 4 and fail at 8, where Kolen-Pollack ones train. */
    @Test
    void answersWhatTheResultsSay() {
        FeedbackReport report = report(.25, (feedback, cell) -> {
            boolean even = cell % 2 == 0;
            int depth = cell / 2;
            return feedback != Feedback.FIXED || depth == 1 ? .9 : depth == 4 && even ? .95 : .2;
        });
        assertEquals(
                List.of(
                        "By backprop, fixed random weights train depth 1, fail at depth 8, are open at depth 4; Kolen-Pollack ones"
                                + " train depth 1, 4, 8. With 1 and 8 hidden layers fixed ones get 90.0 % and 20.0 % of the test set"
                                + " right, symmetric ones 90.0 % and 90.0 %.",
                        "Kolen-Pollack decay brings feedback and forward weights together as (1 - lambda)^t, to within 1e-05: the"
                                + " largest difference was 0.0e+00."),
                report.answers());
        assertTrue(
                report.table().toString().replaceAll(" {2,}", "|").contains("backprop|fixed random|1|8|4|90.00 %"),
                report::text);
        List<Statement> statements = report.statements();
        assertEquals(List.of("holds", "holds"), verdicts(statements.subList(0, 2)));
        assertEquals(
                "backprop, fixed random, hidden 8, all seeds", statements.get(1).cell());
        assertEquals("holds", statements.getLast().verdict().text());
    }

    /** What symmetric weights do not train either is no failure of fixed ones; a law that is off is told, and where. */
    @Test
    void saysWhatIsNotSo() {
        FeedbackReport report = report(.26, (feedback, cell) -> .2);
        List<Statement> statements = report.statements();
        assertEquals(List.of("violated", "inconclusive"), verdicts(statements.subList(0, 2)));
        assertEquals("violated", statements.getLast().verdict().text());
        assertEquals(
                "backprop, Kolen-Pollack, hidden 1, seed 1, step 2",
                statements.getLast().cell());
        assertTrue(report.answers().getLast().contains("but not to within"), report.text());

        report = report(.25, (feedback, cell) -> .9);
        assertEquals(List.of("holds", "violated"), verdicts(report.statements().subList(0, 2)));
    }

    /** Seeds that differ much have a wide interval, which ends within 0 and 1 all the same. */
    @Test
    void anAccuracysIntervalIsOneThatAnAccuracyCanHave() {
        String text =
                report(3, .25, (feedback, cell) -> cell % 2 == 0 ? .99 : .3).text();
        Matcher intervals = Pattern.compile("% \\[(\\S+), (\\S+)]").matcher(text);
        assertTrue(intervals.find(), text);
        do {
            assertTrue(
                    Double.parseDouble(intervals.group(1)) >= 0 && Double.parseDouble(intervals.group(2)) <= 100, text);
        } while (intervals.find());
    }

    private static List<String> verdicts(List<Statement> statements) {
        return statements.stream().map(statement -> statement.verdict().text()).toList();
    }

    /** Of 1, 4 and 8 hidden layers and two seeds. */
    private static FeedbackReport report(double afterTwo, ToDoubleBiFunction<Feedback, Integer> test) {
        return report(2, afterTwo, test);
    }

    private static FeedbackReport report(int seeds, double afterTwo, ToDoubleBiFunction<Feedback, Integer> test) {
        List<FeedbackResult> results = new ArrayList<>();
        for (int depth : List.of(1, 4, 8)) {
            for (Feedback feedback : Feedback.values()) {
                for (int seed = 1; seed <= seeds; seed++) {
                    results.add(new FeedbackResult(
                            StudiedAlgorithm.BACKPROP,
                            feedback,
                            depth,
                            seed,
                            test.applyAsDouble(feedback, 2 * depth + seed % 2),
                            feedback == Feedback.KOLEN_POLLACK
                                    ? List.of(new Distance(0, 1), new Distance(2, afterTwo))
                                    : List.of(),
                            ""));
                }
            }
        }
        return new FeedbackReport(results, Map.of("data", "mnist"), DECAY);
    }

    @Test
    void trainsEachKindAndFollowsTheLaw() {
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(1200, 1, arena),
                    SyntheticDigits.generate(100, 2, arena),
                    "generated",
                    "for a test");
            FeedbackOptions options = CommandLine.populateCommand(
                    new FeedbackOptions(),
                    "--samples=1100",
                    "--seeds=1",
                    "--width=8",
                    "--hidden-layers=2,1",
                    "--epochs=2",
                    "--decay=.0078125");
            options.check(1200);
            FeedbackPlan plan = new FeedbackPlan(options, Kernels.select("scalar"), digits);
            List<Cell<FeedbackResult>> cells = plan.cells();
            assertEquals(2 * 2 * 3, cells.stream().map(Cell::name).distinct().count());
            List<FeedbackResult> results =
                    cells.stream().map(cell -> cell.run().get()).toList();
            StudyResultsTest.assertEachFitsItsOwnCellAlone(cells, results);
            for (FeedbackResult result : results) {
                assertEquals("", result.divergence());
                // one look a step, since there are hardly more steps than looks, and one before
                assertEquals(
                        result.feedback() == Feedback.KOLEN_POLLACK ? 2 * 17 + 1 : 0,
                        result.distances().size());
            }
            Statement law = plan.report(results).statements().getLast();
            assertEquals("holds", law.verdict().text(), law.found());
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (String wrong : List.of("--hidden-layers=0", "--epochs=0", "--width=0", "--learning-rate=0", "--decay=1")) {
            FeedbackOptions options = CommandLine.populateCommand(new FeedbackOptions(), wrong);
            UsageError e = assertThrows(UsageError.class, () -> options.check(1));
            assertTrue(e.getMessage().contains(", expected "), e.getMessage());
        }
    }
}
