package dev.thrice.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.chain.Feedback;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.output.JsonFile;
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
                new OnlineResult(8, OptimizerRule.ADAM, Contender.IL_PROX, .1f, 2, .9, "loss is not finite"));
        assertReadBack(GenerativeResult.class, new GenerativeResult(Model.GENERATIVE, 1, List.of(.7, .8), ""));
        assertReadBack(
                FeedbackResult.class,
                new FeedbackResult(
                        Contender.FPA, Feedback.KOLEN_POLLACK, 4, 3, .9, List.of(new Distance(7, .125)), ""));
    }

    private <R> void assertReadBack(Class<R> type, R result) {
        Path file = folder.resolve(type.getSimpleName() + ".json");
        JsonFile.write(file, result);
        assertEquals(result, JsonFile.read(file, type));
    }
}
