package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.events.InferenceEvent;
import dev.thrice.engine.events.TrainingStepEvent;
import dev.thrice.jit.events.CodeAssembly;
import dev.thrice.kernels.events.CalibrationRun;
import dev.thrice.kernels.events.PlanChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;

/** The page of events has all of them, and people who look at a recording are told what they see. */
class ObservabilityTest {
    private static final Path PAGE = Path.of("../docs/observability.md");
    private static final List<Class<? extends Event>> EVENTS = List.of(
            TrainingStepEvent.class, InferenceEvent.class, PlanChoice.class, CalibrationRun.class, CodeAssembly.class);

    /** What every event has. */
    private static final Set<String> COMMON = Set.of("startTime", "duration", "eventThread", "stackTrace");

    @Test
    void everyFieldIsDescribedAndInThePage() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `dev.thrice."))
                .toList();
        assertEquals(EVENTS.size(), rows.size());
        for (Class<? extends Event> event : EVENTS) {
            EventType type = EventType.getEventType(event);
            String row = rows.stream()
                    .filter(line -> line.startsWith("| `" + type.getName() + "` "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(type.getName()));
            assertNotNull(type.getDescription(), type.getName());
            assertEquals("Thrice", type.getCategoryNames().getFirst());
            for (ValueDescriptor field : type.getFields()) {
                if (!COMMON.contains(field.getName())) {
                    String name = type.getName() + " " + field.getName();
                    assertTrue(row.contains("`" + field.getName() + "`"), name);
                    assertNotNull(field.getLabel(), name);
                    assertNotNull(field.getDescription(), name);
                }
            }
        }
    }

    /** As the page says; the setting is there only where an event asks for it. */
    @Test
    void whatComesThousandsOfTimesASecondCanBeThrottled() {
        for (Class<? extends Event> event : List.of(TrainingStepEvent.class, InferenceEvent.class)) {
            assertTrue(EventType.getEventType(event).getSettingDescriptors().stream()
                    .anyMatch(setting -> setting.getName().equals("throttle")));
        }
    }
}
