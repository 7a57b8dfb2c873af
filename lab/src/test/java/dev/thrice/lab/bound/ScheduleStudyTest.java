package dev.thrice.lab.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.SyntheticStudy;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Made-up tasks that take 1.2 times as long on two workers as on one, and an inference that takes what they add up to. */
class ScheduleStudyTest {
    private static final int LAST = ScheduleStudy.HEADINGS.size() - 1;

    @Test
    void aModelThatFitsAnswers() {
        ScheduleStudy study =
                ScheduleStudy.of(SyntheticStudy.results().networks().getFirst()).orElseThrow();
        assertTrue(study.sentence().contains("a task takes 1.2"), study.sentence());
        assertTrue(study.sentence().contains(", and accepted."), study.sentence());
        assertTrue(study.curve().isPresent());
        Map<String, String> catches = catches(study);
        assertEquals("1", catches.get("backprop"));
        // five steps of 7 us against one of 7 and one of 2 each: the span of dense steps with a barrier is longer
        assertEquals("never", catches.get("fpa, barrier"));
        assertEquals("never", catches.get("vpc, barrier"));
    }

    /** The same tasks, but an inference on two workers that takes a fifth longer than they explain. */
    @Test
    void aModelThatIsOffAnswersNothing() {
        NetworkResults network = SyntheticStudy.results().networks().getFirst();
        List<Fork> forks = new ArrayList<>();
        for (Fork fork : network.forks()) {
            Map<String, List<Double>> nanos = new LinkedHashMap<>(fork.nanos());
            nanos.computeIfPresent(
                    "fpa, 2 workers",
                    (name, samples) -> samples.stream().map(time -> 1.2 * time).toList());
            forks.add(new Fork(fork.number(), fork.interference(), nanos));
        }
        ScheduleStudy study = ScheduleStudy.of(network.with(forks)).orElseThrow();
        assertTrue(study.sentence().contains("not accepted"), study.sentence());
        assertTrue(study.curve().isEmpty());
        assertTrue(catches(study).values().stream().allMatch("not told, the model is off"::equals));
    }

    @Test
    void withoutRecordedTasksThereIsNoStudy() {
        NetworkResults network = SyntheticStudy.results().networks().getFirst();
        NetworkResults bare = new NetworkResults(
                network.name(),
                network.batch(),
                network.sweeps(),
                network.functions(),
                network.contenders().stream()
                        .filter(contender -> contender.task() != Task.RECORDED_STEP)
                        .toList(),
                network.forks(),
                network.arrivals(),
                network.gradients());
        assertTrue(ScheduleStudy.of(bare).isEmpty());
    }

    private static Map<String, String> catches(ScheduleStudy study) {
        Map<String, String> catches = new LinkedHashMap<>();
        study.rows().forEach(row -> catches.put(row.getFirst(), row.get(LAST)));
        return catches;
    }
}
