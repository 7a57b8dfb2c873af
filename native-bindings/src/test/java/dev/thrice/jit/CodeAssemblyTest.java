package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.spec.GemmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeAssemblyTest {
    /** Of sizes that no other test plans. */
    private static final GemmSpec SPEC = GemmSpec.nn(5, 31, 41);

    @TempDir
    private Path folder;

    /** Once for two plans; by as many bytes as the listing has. */
    @Test
    void codeIsToldWhenItIsAssembled() throws IOException {
        assumeTrue(new JitGemm().unavailable().isEmpty());
        Kernels kernels = Kernels.select("jit");
        List<RecordedEvent> events;
        Path file = folder.resolve("recorded.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.thrice.CodeAssembly");
            recording.enable("dev.thrice.PlanChoice");
            recording.start();
            try (Gemm first = kernels.gemm(SPEC);
                    Gemm second = kernels.gemm(SPEC)) {
                assertEquals(first.provider(), second.provider());
            }
            recording.stop();
            recording.dump(file);
            events = RecordingFile.readAllEvents(file);
        }

        JitPlan listing = JitPlan.of(SPEC, JitPlan.instructionSetHere());
        List<RecordedEvent> assembled = of(events, "dev.thrice.CodeAssembly");
        assertEquals(1, assembled.size());
        RecordedEvent event = assembled.getFirst();
        assertEquals(listing.kernels().getFirst().bytes().length, event.getLong("bytes"));
        assertEquals(listing.instructionSet(), event.getString("instructionSet"));
        assertTrue(event.getString("kernel").startsWith("multiplies 5 x 31 x 41, tiles: "), event::toString);
        assertTrue(event.getDuration().toNanos() > 0);

        List<RecordedEvent> plans = of(events, "dev.thrice.PlanChoice");
        assertEquals(2, plans.size());
        assertEquals("jit", plans.getLast().getString("provider"));
        assertEquals("1 call: " + event.getString("kernel"), plans.getLast().getString("plan"));
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }
}
