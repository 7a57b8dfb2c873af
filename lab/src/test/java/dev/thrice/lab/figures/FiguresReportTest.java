package dev.thrice.lab.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.lab.figures.CellResult.Agreement;
import dev.thrice.lab.figures.CellResult.Outcome;
import dev.thrice.lab.figures.CellResult.PointResult;
import dev.thrice.lab.figures.CellResult.Probes;
import dev.thrice.lab.figures.CellResult.Twin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What is said of results that are known beforehand: chains of 3 functions, gamma = 1, two seeds. */
class FiguresReportTest {
    private static final int HIDDEN = 2;
    private static final String HOLD = "All 3 statements that were put to the test hold.";

    /** Backprop's accuracy, by number of steps FPA-PC's, and how far its cosines and Z-IL's update are off. */
    private static List<String> answers(double backprop, IntToDoubleFunction fpa, double difference, double zil) {
        List<CellResult> results = new ArrayList<>();
        Agreement agreement = new Agreement(alignment(.5), alignment(.5 + difference), 0);
        Probes probes = new Probes(List.of(), List.of(), List.of(new Twin("as it is defined", 1, zil)), List.of());
        for (int seed = 1; seed <= 2; seed++) {
            results.add(new CellResult(
                    HIDDEN,
                    seed,
                    Figures.BACKPROP,
                    new Outcome(List.of(backprop), backprop, ""),
                    List.of(),
                    List.of(probes),
                    List.of(probes),
                    List.of(),
                    1));
            for (StepCount count : StepCount.of(HIDDEN + 1)) {
                double accuracy = fpa.applyAsDouble(count.steps());
                results.add(new CellResult(
                        HIDDEN,
                        seed,
                        Figures.CLOSED_FORM,
                        new Outcome(List.of(accuracy), accuracy, ""),
                        List.of(new PointResult(1f, count.name(), count.steps(), agreement, agreement)),
                        List.of(),
                        List.of(),
                        List.of(),
                        1));
            }
        }
        return new FiguresReport(results, Map.of("data", "mnist")).answers();
    }

    private static Alignment alignment(double cosine) {
        return new Alignment(List.of(1., 1., 1.), 1, cosine);
    }

    @Test
    void itTellsFromWhichStepsOnThereIsNoDifference() {
        assertEquals(
                List.of(
                        "Of 14 points, FPA-PC's update has the cosines to backprop's that the arrival law predicts: the largest"
                                + " difference is 0.0000.",
                        "With gamma = 1.0, FPA-PC's test accuracy is within 0.5 points of backprop's from so many steps on: 2"
                                + " with 2 hidden layers.",
                        HOLD),
                answers(.97, steps -> steps < 2 ? .9 : .968, 0, 1e-7));
    }

    @Test
    void itTellsWhatIsNotSo() {
        assertEquals(
                List.of(
                        "Of 14 points, FPA-PC's update has the cosines to backprop's that the arrival law predicts not everywhere: the"
                                + " largest difference is 0.2000.",
                        "With 2 hidden layers it is not within 0.5 points at any number of steps.",
                        "2 of 3 statements that were put to the test are violated: every cosine of FPA-PC's update to backprop's, by layer,"
                                + " mean and whole, is the arrival law's: largest difference on the first minibatch <= 1.0e-04: found"
                                + " 0.2000; Z-IL's update is backprop's: largest relative error <= 1.0e-06: found 0.0010."),
                answers(.97, steps -> .9, .2, 1e-3));
        assertEquals(
                "With 2 hidden layers backprop itself does not learn.",
                answers(.1, steps -> .1, 0, 0).get(1));
    }
}
