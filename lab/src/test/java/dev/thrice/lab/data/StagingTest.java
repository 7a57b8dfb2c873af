package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagingTest {
    @TempDir
    Path folder;

    @Test
    void isGoneWithAllItHoldsOnceClosed() throws IOException {
        try (Staging staging = Staging.in(folder)) {
            Path inner = Files.createDirectories(staging.path().resolve("a").resolve("b"));
            Files.createFile(inner.resolve("c"));
            assertEquals(folder, staging.path().getParent());
        }
        assertEquals(List.of(), StandIn.names(folder));
    }

    @Test
    void deletesWhatAKilledProcessLeftButNotWhatAnotherIsUsing() throws IOException {
        Path leftover = Files.createDirectory(folder.resolve(".thrice-incoming-123"));
        Files.createFile(leftover.resolve(".made-by-thrice"));
        Files.createFile(leftover.resolve("half"));
        age(leftover);
        try (Staging other = Staging.in(folder);
                Staging own = Staging.in(folder)) {
            assertEquals(2, StandIn.names(folder).size());
            assertTrue(Files.exists(other.path()));
            assertTrue(Files.exists(own.path()));
        }
    }

    @Test
    void deletesNothingThatItDidNotMake() throws IOException {
        for (String name : List.of(".incoming-photos", ".thrice-incoming-photos")) {
            Files.createFile(Files.createDirectory(folder.resolve(name)).resolve("photo"));
            age(folder.resolve(name));
        }
        Path file = Files.writeString(folder.resolve(".thrice-incoming-notes"), "mine");
        age(file);
        List<String> before = StandIn.names(folder);
        Staging.in(folder).close();
        assertEquals(before, StandIn.names(folder));
        assertEquals("mine", Files.readString(file));
        assertTrue(Files.exists(folder.resolve(".thrice-incoming-photos").resolve("photo")));
        assertTrue(Files.exists(folder.resolve(".incoming-photos").resolve("photo")));
    }

    private static void age(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
}
