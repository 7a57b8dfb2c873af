package dev.thrice.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With compilers that are scripts. */
@DisabledOnOs(OS.WINDOWS) // which runs no shell scripts
class LibxsmmArchiveTest {
    @TempDir
    private Path folder;

    private Path app;
    private Path jar;
    private Path archive;

    @BeforeEach
    void files() throws IOException {
        app = Files.createDirectory(folder.resolve("app"));
        jar = Files.writeString(app.resolve("peers.jar"), "");
        archive = Files.writeString(folder.resolve("libxsmm.a"), "");
        made(jar, 1);
        made(archive, 2);
    }

    private static void made(Path file, int second) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000L));
    }

    private LibxsmmArchive by(String script) throws IOException {
        Path compiler = Files.writeString(folder.resolve("compiler"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(compiler, PosixFilePermissions.fromString("rwx------"));
        return new LibxsmmArchive(compiler.toString(), jar);
    }

    private LibxsmmArchive finding(String found, String links) throws IOException {
        return by("case $1 in -print-file-name=*) echo " + found + "; exit ;; esac\n" + links);
    }

    @Test
    void withoutACompilerItSaysWhatToInstall() {
        assertReason(
                "there is no C compiler no-such-compiler to link it; on Debian: apt-get install gcc libxsmm-dev",
                new LibxsmmArchive("no-such-compiler", jar));
    }

    @Test
    void withoutAnArchiveItSaysWhatToInstall() throws IOException {
        assertReason(
                "there is no libxsmm.a that " + folder.resolve("compiler")
                        + " finds; on Debian: apt-get install gcc libxsmm-dev",
                finding("libxsmm.a", ""));
    }

    @Test
    void whatTheCompilerSaysIsTold() throws IOException {
        assertReason(
                folder.resolve("compiler") + " cannot link libxsmm.a, it says: it is broken; on Debian: apt-get install"
                        + " gcc libxsmm-dev",
                finding(archive.toString(), "echo it is broken; echo at length >&2; exit 1\n"));
        assertEquals(List.of("peers.jar"), inApp());
    }

    private static void assertReason(String reason, LibxsmmArchive archive) {
        assertEquals(
                reason,
                assertThrows(IllegalStateException.class, archive::linked).getMessage());
    }

    @Test
    void itIsLinkedOnceAndAgainWhenSomethingIsNewer() throws IOException {
        Path count = folder.resolve("count");
        LibxsmmArchive linking = finding(
                archive.toString(), "echo linked >>" + count + "; while [ $1 != -o ]; do shift; done; echo >$2\n");
        Path library = linking.linked();
        assertEquals(app.resolve("libxsmm.so"), library);
        made(library, 3);
        linking.linked();
        assertEquals(1, Files.readAllLines(count).size());
        for (Path newer : List.of(archive, jar)) {
            made(library, 3);
            made(newer, 4);
            linking.linked();
            made(newer, 1);
        }
        assertEquals(3, Files.readAllLines(count).size());
        assertEquals(List.of("libxsmm.so", "peers.jar"), inApp());
    }

    private List<String> inApp() throws IOException {
        try (Stream<Path> files = Files.list(app)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
