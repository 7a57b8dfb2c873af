package dev.thrice.command.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.command.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What may stand under the name of an output. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class WholeFileTest {
    private Path folder;

    @BeforeEach
    void realFolder(@TempDir Path temp) throws IOException {
        folder = temp.toRealPath();
    }

    @Test
    void aLinkStaysAndWhatItLeadsToIsWritten() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path target = Files.writeString(other.resolve("file"), "old");
        Path near = Files.createSymbolicLink(folder.resolve("near"), Path.of("other/file"));
        Path far = Files.createSymbolicLink(folder.resolve("far"), near);
        WholeFile.write(far, "new");
        assertEquals("new", Files.readString(target));
        assertEquals(Path.of("other/file"), Files.readSymbolicLink(near));
        assertEquals(near, Files.readSymbolicLink(far));
        assertEquals(List.of("file"), names(other));

        Files.delete(target);
        WholeFile.write(far, "again");
        assertEquals("again", Files.readString(target));
        assertTrue(Files.isSymbolicLink(far) && Files.isSymbolicLink(near));
    }

    @Test
    void aLinkToNowhereOrToAFolderIsRefused() throws IOException {
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertRefused("cannot write " + loop + ": its links go round in a circle", loop);
        Path absent = Files.createSymbolicLink(folder.resolve("absent"), Path.of("no/file"));
        assertRefused(
                "cannot write " + absent + " (a link to " + folder + "/no/file): folder " + folder
                        + "/no does not exist",
                absent);
        Path here = Files.createSymbolicLink(folder.resolve("here"), Path.of("."));
        assertRefused("it is a folder, expected a file name", here);
    }

    @Test
    void permissionsAreKeptAndNobodyReadsAPrivateFileMeanwhile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        for (String permissions : List.of("rw-------", "rw-r-----", "rwxr-xr-x", "rw-rw-rw-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            WholeFile.write(file, out -> {
                for (String name : names(folder)) {
                    if (!name.equals("file")) {
                        assertEquals("rw-------", permissions(folder.resolve(name)));
                    }
                }
                assertEquals(2, names(folder).size());
                out.write(permissions.getBytes(StandardCharsets.UTF_8));
            });
            assertEquals(permissions, Files.readString(file));
            assertEquals(permissions, permissions(file));
        }
    }

    @Test
    void aNewFileHasThePermissionsOfAnyNewFile() throws IOException {
        WholeFile.write(folder.resolve("ours"), "");
        assertEquals(permissions(Files.createFile(folder.resolve("usual"))), permissions(folder.resolve("ours")));
    }

    @Test
    void ownerAndGroupAreKept() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        assumeTrue((Integer) Files.getAttribute(file, "unix:uid") == 0, "a file is given away by the superuser alone");
        Files.setAttribute(file, "unix:uid", 12_345);
        Files.setAttribute(file, "unix:gid", 54_321);
        WholeFile.write(file, "new");
        assertEquals(12_345, Files.getAttribute(file, "unix:uid"));
        assertEquals(54_321, Files.getAttribute(file, "unix:gid"));
    }

    @Test
    void whatCannotBeWrittenToItsEndLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        UserError e = assertThrows(
                UserError.class,
                () -> WholeFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }));
        assertEquals("cannot write " + file + ": No space left on device", e.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("file"), names(folder));
    }

    @Test
    void aReadOnlyFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(file), "the superuser writes anything");
        assertRefused("cannot write " + file + ": it is there, and is not writable", file);
    }

    @Test
    void aNameAsLongAsANameMayBeIsWritten() throws IOException {
        Path file = folder.resolve("x".repeat(255));
        WholeFile.write(file, "long");
        assertEquals("long", Files.readString(file));
    }

    @Test
    void aPipeIsWrittenThrough() throws Exception {
        Path pipe = pipe();
        Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
        for (Path given : List.of(pipe, link)) {
            WholeFile.requireWritable(given); // does not wait for a reader
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> read(pipe));
            WholeFile.write(given, "through");
            assertEquals("through", read.get());
        }
        assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther());
        assertEquals(List.of("link", "pipe"), names(folder));
    }

    @Test
    void aLogGoesThroughAPipeLineByLine() throws Exception {
        Path pipe = pipe();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> read(pipe));
        try (OutputStream out = Destination.of(pipe).open()) {
            out.write('a');
            out.write('b');
        }
        assertEquals("ab", read.get());
    }

    @Test
    void whatIsOpenedAsItComesKeepsLinkAndPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old and longer");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        try (OutputStream out = Destination.of(link).open()) {
            out.write('n');
        }
        assertEquals("n", Files.readString(file));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("rw-------", permissions(file));
    }

    @Test
    void standardOutputIsTheOneThatTheProgramWritesTo() {
        assumeTrue(Files.exists(Path.of("/dev/stdout")), "has a /dev/stdout");
        for (String name : List.of("/dev/stdout", "/dev/fd/1")) {
            PrintStream before = System.out;
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            try {
                System.setOut(new PrintStream(text, false, StandardCharsets.UTF_8));
                System.out.print("before, ");
                WholeFile.write(Path.of(name), "json");
                System.out.print(", after");
                System.out.flush();
            } finally {
                System.setOut(before);
            }
            assertEquals("before, json, after", text.toString(StandardCharsets.UTF_8));
        }
    }

    /** As a shell does it with 3>>file: what the file has stays. */
    @Test
    void whatIsOpenAlreadyIsWrittenAtItsEnd() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "has a /proc");
        Path file = Files.writeString(folder.resolve("file"), "begun, ");
        try (var channel = Files.newByteChannel(file)) {
            Path descriptor;
            try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
                descriptor = all.filter(each -> leadsTo(each, file)).findFirst().orElseThrow();
            }
            WholeFile.write(descriptor, "continued");
            assertEquals("begun, continued".length(), channel.size());
        }
        assertEquals("begun, continued", Files.readString(file));
        assertEquals(List.of("file"), names(folder));
    }

    @Test
    void aDescriptorThatIsNotOpenIsRefused() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "has a /proc");
        assertRefused("cannot write /proc/self/fd/9999: it is not open", Path.of("/proc/self/fd/9999"));
    }

    @Test
    void aSocketIsRefused() throws IOException {
        Path socket = folder.resolve("socket");
        assumeTrue(socket.toString().length() < 100, "the name fits into a socket's address");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertRefused("cannot write " + socket + ": it is a socket, expected a file, a device or a pipe", socket);
        }
    }

    @Test
    void oneFileUnderTwoNamesIsKnown() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        Path hard = Files.createLink(folder.resolve("hard"), file);
        Path absent = folder.resolve("absent");
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("absent"));
        assertTrue(Destination.areSame(file, link));
        assertTrue(Destination.areSame(file, hard));
        assertTrue(Destination.areSame(absent, folder.resolve("../" + folder.getFileName() + "/absent")));
        assertTrue(Destination.areSame(dangling, absent));
        assertFalse(Destination.areSame(file, absent));
        assertFalse(Destination.areSame(absent, folder.resolve("other")));
        Path pipe = pipe();
        assertFalse(Destination.areSame(pipe, pipe), "several may write to a pipe");
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    private static String read(Path pipe) {
        try {
            return Files.readString(pipe);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void assertRefused(String message, Path file) {
        UserError e = assertThrows(UserError.class, () -> WholeFile.requireWritable(file));
        assertTrue(e.getMessage().endsWith(message), e.getMessage());
        e = assertThrows(UserError.class, () -> WholeFile.write(file, "x"));
        assertTrue(e.getMessage().endsWith(message), e.getMessage());
        e = assertThrows(UserError.class, () -> Destination.of(file));
        assertTrue(e.getMessage().endsWith(message), e.getMessage());
    }
}
