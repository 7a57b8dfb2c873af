package dev.thrice.kernels.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What was told to Java Flight Recorder. */
public final class Recorded {
    private Recorded() {}

    /**
     * The events of a name.
     *
     * @param event their name
     * @param body while which they are recorded
     * @return in the order in which they ended
     */
    public static List<RecordedEvent> during(String event, Runnable body) throws IOException {
        Path file = Files.createTempFile("recorded", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(event);
            recording.start();
            body.run();
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(found -> found.getEventType().getName().equals(event)) // others are enabled unasked
                    .toList();
        } finally {
            Files.delete(file);
        }
    }
}
