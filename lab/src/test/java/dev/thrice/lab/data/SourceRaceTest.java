package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SourceRaceTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String IMAGES = "train-images-idx3-ubyte";

    @TempDir
    Path temporary;

    private Path staging;
    private Source good;

    @BeforeEach
    void createFolders() throws IOException {
        staging = Files.createDirectory(temporary.resolve("staging"));
        good = new FolderSource(StandIn.folder(temporary.resolve("good")));
    }

    @Test
    void theFirstThatHasEverythingWins() throws Exception {
        try (StandInMirror silent = new StandInMirror().isSilentAbout("t10k-labels-idx1-ubyte");
                StandInMirror wrong = new StandInMirror().lacks(IMAGES)) {
            SourceRace.Winner winner = race(LONG).run(List.of(wrong.source(), silent.source(), good));
            assertEquals(good, winner.source());
            assertEquals(StandIn.allNames(), StandIn.names(winner.folder()));
        }
    }

    @Test
    void theOthersHaveStoppedWhenItIsOver() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        Source endless = new EndlessSource(stopped);
        assertEquals(good, race(LONG).run(List.of(endless, good)).source());
        assertTrue(stopped.get());
    }

    @Test
    void aSilentServerIsHungUpOn() throws Exception {
        try (StandInMirror silent = new StandInMirror().isSilentAbout(IMAGES)) {
            assertThrows(IOException.class, () -> race(Duration.ofMillis(500)).run(List.of(silent.source())));
            silent.awaitHangUp();
        }
    }

    @Test
    void saysWhyEachSourceFailed() throws Exception {
        try (StandInMirror silent = new StandInMirror().isSilentAbout(IMAGES);
                StandInMirror wrong = new StandInMirror().lacks(IMAGES)) {
            Source absent = new FolderSource(temporary.resolve("absent"));
            List<Source> sources = List.of(wrong.source(), silent.source(), absent);
            String message = assertThrows(
                            IOException.class, () -> race(Duration.ofSeconds(2)).run(sources))
                    .getMessage();
            assertEquals(
                    wrong.source().place() + IMAGES + ".gz: HTTP status 404; "
                            + silent.source().place() + ": not done within 2 s; "
                            + temporary.resolve("absent") + ": no such folder",
                    message);
        }
    }

    private SourceRace race(Duration limit) {
        return new SourceRace(StandIn.FILES, staging, limit);
    }

    /** Ends only when it is interrupted. */
    private record EndlessSource(AtomicBoolean stopped) implements Source {
        @Override
        public String name() {
            return "endless";
        }

        @Override
        public void fetch(List<DataFile> files, Path folder) throws InterruptedException {
            try {
                Thread.sleep(Duration.ofHours(1));
            } finally {
                stopped.set(true);
            }
        }
    }
}
