package dev.thrice.kernels.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PrivateFolderTest {
    private static final int SOMEBODY = 65534;

    @TempDir
    private Path folder;

    private Path shared;
    private Path ours;

    /** A folder as the one for temporary files is, and one of the user's own elsewhere. */
    @BeforeEach
    void setUp() throws IOException {
        folder = folder.toRealPath();
        shared = Files.createDirectory(folder.resolve("tmp"));
        Files.setAttribute(shared, "unix:mode", 01777);
        ours = Files.createDirectory(folder.resolve("ours"));
        mode(ours, "rwxr-xr-x");
    }

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        Path made = PrivateFolder.within(shared, "thrice", "openblas");
        assertEquals(shared.resolve("thrice/openblas"), made);
        assertEquals("rwx------", mode(made));
        assertEquals("rwx------", mode(made.getParent()));
        assertEquals(made, PrivateFolder.within(shared, "thrice", "openblas"));
    }

    /** Whoever made it: a hard link of a link of ours has our name on it. */
    @Test
    void followsNoLinkInASharedFolder() throws IOException {
        Files.createSymbolicLink(shared.resolve("thrice"), ours);
        refuses(shared, "thrice: a link, ");
        assertEquals("rwxr-xr-x", mode(ours));
        assertFalse(Files.exists(ours.resolve("openblas")));
    }

    @Test
    void followsNoLinkOfSomebodyElse() throws IOException {
        Path base = Files.createDirectory(folder.resolve("base"));
        Files.createSymbolicLink(base.resolve("thrice"), ours);
        giveAway(base.resolve("thrice"));
        refuses(base, "thrice: a link, ");
        assertEquals("rwxr-xr-x", mode(ours));
    }

    @Test
    void followsLinksOfTheUsers() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path cache = Files.createSymbolicLink(folder.resolve("cache"), disk);
        assertEquals(disk.resolve("thrice/openblas"), PrivateFolder.within(cache, "thrice", "openblas"));
        Path home = Files.createDirectory(folder.resolve("home"));
        mode(home, "rwxr-xr-x");
        Files.createSymbolicLink(home.resolve("thrice"), ours);
        assertEquals(ours.resolve("openblas"), PrivateFolder.within(home, "thrice", "openblas"));
    }

    @Test
    void refusesALinkOfOursIntoAFolderThatOthersMayExchange() throws IOException {
        mode(ours, "rwxrwxrwx");
        Files.createDirectory(ours.resolve("target"));
        Files.createSymbolicLink(folder.resolve("thrice"), ours.resolve("target"));
        refuses(folder, "ours: others may exchange ");
    }

    @Test
    void refusesWhereOthersMayExchangeFolders() throws IOException {
        Files.setAttribute(shared, "unix:mode", 0777);
        refuses(shared, "tmp: others may exchange ");
        Path below = Files.createDirectory(shared.resolve("below"));
        mode(below, "rwxr-xr-x");
        refuses(below, "tmp: others may exchange ");
        assertFalse(Files.exists(below.resolve("thrice")));
    }

    /** As a umask of 002 leaves the folders of users that have groups of their own. */
    @Test
    void aGroupOfTheUsersFolderIsTheUsersChoice() throws IOException {
        mode(ours, "rwxrwxr-x");
        assertEquals(ours.resolve("thrice"), PrivateFolder.within(ours, "thrice"));
    }

    @Test
    void refusesAFolderOfSomebodyElse() throws IOException {
        int user = PrivateFolder.currentUser().orElseThrow();
        Files.createDirectory(shared.resolve("thrice"));
        IOException e =
                assertThrows(IOException.class, () -> PrivateFolder.within(shared, OptionalInt.of(user + 1), "thrice"));
        assertTrue(e.getMessage().contains("owned by user " + user), e.getMessage());
        giveAway(shared.resolve("thrice"));
        refuses(shared, "thrice: owned by user " + SOMEBODY);
    }

    @Test
    void refusesTheWayThroughAFolderOfSomebodyElse() throws IOException {
        Path between = Files.createDirectory(shared.resolve("between"));
        Path base = Files.createDirectory(between.resolve("base"));
        giveAway(between);
        refuses(base, "between: owned by user " + SOMEBODY);
    }

    @Test
    void refusesWhatIsNoFolder() throws IOException {
        Files.createFile(shared.resolve("thrice"));
        assertThrows(FileSystemException.class, () -> PrivateFolder.within(shared, "thrice"));
        Files.createSymbolicLink(ours.resolve("thrice"), folder.resolve("missing"));
        assertThrows(FileSystemException.class, () -> PrivateFolder.within(ours, "thrice"));
    }

    private static void refuses(Path base, String expected) {
        IOException e = assertThrows(IOException.class, () -> PrivateFolder.within(base, "thrice", "openblas"));
        assertTrue(e.getMessage().contains("/" + expected), e.getMessage());
    }

    private static void giveAway(Path path) throws IOException {
        assumeTrue(PrivateFolder.currentUser().orElseThrow() == 0, "only root gives files away");
        Files.setAttribute(path, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
