package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
    private static final int LENGTH = 4;
    private static final int BATCH = 6;

    @TempDir
    private Path folder;

    private List<RecordedEvent> during(String event, Runnable body) throws IOException {
        Path file = folder.resolve("recorded.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(event);
            recording.start();
            body.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(found -> found.getEventType().getName().equals(event)) // others are enabled unasked
                .toList();
    }

    @Test
    void aStepIsToldWithItsLoss() throws IOException {
        try (WorkerTeam team = new WorkerTeam(2);
                Network network = Networks.tanh(LENGTH, BATCH, 1)) {
            TrainingStep step = new TrainingStep(
                    new Engine(network, new FixedPrediction(3, .5f), new BatchParallel(team)),
                    new Momentum(LearningRates.all(.01f), .9f));
            double[] losses = new double[2];
            List<RecordedEvent> events = during("dev.thrice.TrainingStep", () -> {
                losses[0] = step.run();
                losses[1] = step.run();
            });

            assertEquals(2, events.size());
            RecordedEvent last = events.getLast();
            assertEquals(losses[0], events.getFirst().getDouble("loss"));
            assertEquals(losses[1], last.getDouble("loss"));
            assertEquals(2, last.getLong("step"));
            assertTrue(last.getBoolean("updated"));
            checkEngine(last, "FixedPrediction", "BatchParallel", 2);
        }
    }

    @Test
    void aStepThatIsRefusedIsToldAsSuch() throws IOException {
        try (Network network = Networks.tanh(LENGTH, BATCH, 1)) {
            TrainingStep step = new TrainingStep(
                    new Engine(network, new Backpropagation(), new Sequential()),
                    new Momentum(LearningRates.all(.01f), .9f));
            network.inputs().set(0, 0, Float.NaN);
            List<RecordedEvent> events =
                    during("dev.thrice.TrainingStep", () -> assertThrows(DivergenceException.class, step::run));

            assertEquals(1, events.size());
            assertFalse(events.getFirst().getBoolean("updated"));
            checkEngine(events.getFirst(), "Backpropagation", "Sequential", 1);
        }
    }

    /** Of errors and of gradients; a feedforward pass alone infers nothing. */
    @Test
    void anInferenceIsToldWithItsSteps() throws IOException {
        try (WorkerTeam team = new WorkerTeam(2);
                Network network = Networks.tanh(LENGTH, BATCH, 1)) {
            Engine engine = new Engine(network, new FixedPrediction(3, .5f), new BatchParallel(team));
            List<RecordedEvent> events = during("dev.thrice.Inference", () -> {
                engine.forward();
                engine.errors();
                engine.gradients();
            });

            assertEquals(2, events.size());
            for (RecordedEvent event : events) {
                assertEquals(3, event.getInt("steps"));
                assertTrue(event.getDuration().toNanos() > 0);
                checkEngine(event, "FixedPrediction", "BatchParallel", 2);
            }
            assertFalse(events.getFirst().getBoolean("gradients"));
            assertTrue(events.getLast().getBoolean("gradients"));
        }
    }

    private static void checkEngine(RecordedEvent event, String algorithm, String executor, int workers) {
        assertEquals(algorithm, event.getString("algorithm"));
        assertEquals(executor, event.getString("executor"));
        assertEquals(workers, event.getInt("workers"));
        assertEquals(BATCH, event.getInt("batch"));
        assertEquals(LENGTH, event.getInt("functions"));
    }
}
