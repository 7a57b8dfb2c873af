package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MirrorSourceTest {
    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final DataFile IMAGES_FILE = StandIn.FILES.getFirst();

    @TempDir
    Path folder;

    private StandInMirror mirror;

    @BeforeEach
    void open() throws IOException {
        mirror = new StandInMirror();
    }

    @AfterEach
    void close() throws IOException {
        mirror.close();
    }

    @Test
    void fetchesAndUnpacks() throws Exception {
        mirror.source().fetch(StandIn.FILES, folder);
        assertEquals(StandIn.allNames(), StandIn.names(folder));
        for (DataFile file : StandIn.FILES) {
            file.verify(folder.resolve(file.name()));
        }
    }

    @Test
    void refusesOtherContent() {
        byte[] content = StandIn.content(IMAGES);
        content[20] ^= 1;
        mirror.sends(IMAGES, StandIn.gzip(content));
        assertRefused(": SHA-256 ", ", expected " + IMAGES_FILE.sha256());
    }

    @Test
    void refusesTooMuchAndStopsReadingIt() {
        mirror.sends(IMAGES, StandIn.gzip(new byte[1 << 20]));
        assertRefused(": more than the expected " + IMAGES_FILE.bytes() + " bytes");
    }

    @Test
    void refusesTooLittle() {
        mirror.sends(IMAGES, StandIn.gzip(Arrays.copyOf(StandIn.content(IMAGES), 50)));
        assertRefused(": 50 bytes, expected " + IMAGES_FILE.bytes());
    }

    @Test
    void refusesATruncatedBody() {
        mirror.sendsHalf(IMAGES);
        assertRefused(IMAGES + ".gz: ");
    }

    @Test
    void refusesWhatIsNotCompressed() {
        mirror.sends(IMAGES, StandIn.content(IMAGES));
        assertRefused(": Not in GZIP format");
    }

    @Test
    void namesTheStatusOfAMissingFile() {
        mirror.lacks(IMAGES);
        assertRefused(": HTTP status 404");
    }

    @Test
    void namesAServerThatIsNotThere() throws IOException {
        mirror.close();
        assertRefused(": cannot connect");
    }

    @Test
    void namesAHostThatIsUnknown() {
        MirrorSource source = new MirrorSource(URI.create("http://nowhere.invalid/"));
        String message = assertThrows(IOException.class, () -> source.fetch(StandIn.FILES, folder))
                .getMessage();
        assertEquals("http://nowhere.invalid/" + IMAGES + ".gz: unknown host", message);
    }

    @Test
    void hangsUpOnASilentServerWhenItIsInterrupted() throws Exception {
        mirror.isSilentAbout(IMAGES);
        Thread fetcher = Thread.ofVirtual()
                .start(() -> assertThrows(
                        InterruptedException.class, () -> mirror.source().fetch(StandIn.FILES, folder)));
        Thread.sleep(200); // most often it is waiting for the answer by now, and it does not matter if it is not
        fetcher.interrupt();
        fetcher.join();
    }

    private void assertRefused(String... parts) {
        String message = assertThrows(IOException.class, () -> mirror.source().fetch(StandIn.FILES, folder))
                .getMessage();
        assertTrue(message.startsWith(mirror.source().place() + IMAGES + ".gz: "), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
