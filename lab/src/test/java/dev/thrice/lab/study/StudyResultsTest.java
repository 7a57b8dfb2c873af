package dev.thrice.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import dev.thrice.command.output.WholeFile;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.lab.Mutations;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.study.DepthResult.Arrival;
import dev.thrice.lab.study.FeedbackResult.Distance;
import dev.thrice.lab.study.GenerativeResult.Model;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that was stopped goes on from results that it reads back, through the module system's doors. */
class StudyResultsTest {
    @TempDir
    Path folder;

    @Test
    void areReadAsTheyWereWritten() {
        assertReadBack(
                OnlineResult.class,
                new OnlineResult(8, OptimizerRule.ADAM, StudiedAlgorithm.IL_PROX, .1f, 2, .9, "loss is not finite"));
        assertReadBack(GenerativeResult.class, new GenerativeResult(Model.GENERATIVE, 1, List.of(.7, .8), ""));
        assertReadBack(
                FeedbackResult.class,
                new FeedbackResult(
                        StudiedAlgorithm.FPA, Feedback.KOLEN_POLLACK, 4, 3, .9, List.of(new Distance(7, .125)), ""));
        assertReadBack(DepthResult.class, deep(.5));
    }

    private static DepthResult deep(double test) {
        return new DepthResult(
                DeepAlgorithm.PC_ALM,
                DeepNetwork.RESIDUAL_SCALED,
                8,
                3,
                test,
                List.of(new Arrival(1, .25, -.5), new Arrival(8, 2, 1)),
                "");
    }

    private <R> void assertReadBack(Class<R> type, R result) {
        Path file = folder.resolve(type.getSimpleName() + ".json");
        JsonFile.write(file, result);
        assertEquals(result, JsonFile.read(file, type));
    }

    /** Whatever is wrong in a result: it is refused, or its numbers are in range. */
    @Test
    void whatCannotBeAResultIsRefused() {
        assertRefused(
                OnlineResult.class,
                new OnlineResult(8, OptimizerRule.ADAM, StudiedAlgorithm.IL_PROX, .1f, 2, .9, ""),
                7.5);
        assertRefused(GenerativeResult.class, new GenerativeResult(Model.GENERATIVE, 1, List.of(.7, .9), ""), -.1);
        assertRefused(
                FeedbackResult.class,
                new FeedbackResult(
                        StudiedAlgorithm.FPA, Feedback.KOLEN_POLLACK, 4, 3, .9, List.of(new Distance(7, .125)), ""),
                Double.NaN);
        assertRefused(DepthResult.class, deep(.9), 2);
    }

    /** With another accuracy; and none of the mutations ends in another exception. */
    private <R> void assertRefused(Class<R> type, R result, double accuracy) {
        Path file = folder.resolve(type.getSimpleName() + ".json");
        JsonFile.write(file, result);
        String other = Double.isNaN(accuracy) ? "\"NaN\"" : String.valueOf(accuracy);
        WholeFile.write(file, JsonFile.tree(file).toString().replace("0.9", other));
        UserError e = assertThrows(UserError.class, () -> JsonFile.read(file, type));
        assertTrue(e.getMessage().contains("test accuracy " + accuracy + ", expected 0 to 1"), e.getMessage());
        JsonFile.write(file, result);
        Mutations.assertEachIsRefusedOrUsable(file, read -> JsonFile.read(read, type));
    }

    /** What the plan says of its results, before one that is kept is taken for a cell's. */
    static <R> void assertEachFitsItsOwnCellAlone(List<Cell<R>> cells, List<R> results) {
        for (int i = 0; i < cells.size(); i++) {
            R result = results.get(i);
            cells.get(i).fits().accept(result);
            Cell<R> other = cells.get((i + 1) % cells.size());
            assertThrows(IllegalArgumentException.class, () -> other.fits().accept(result), other.name());
        }
    }
}
