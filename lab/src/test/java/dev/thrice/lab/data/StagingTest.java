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
        Path leftover = Files.createDirectory(folder.resolve(".incoming-123"));
        Files.createFile(leftover.resolve("half"));
        Files.setLastModifiedTime(leftover, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        try (Staging other = Staging.in(folder);
                Staging own = Staging.in(folder)) {
            assertEquals(2, StandIn.names(folder).size());
            assertTrue(Files.exists(other.path()));
            assertTrue(Files.exists(own.path()));
        }
    }
}
