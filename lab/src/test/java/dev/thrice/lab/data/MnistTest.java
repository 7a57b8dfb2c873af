package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.command.UserError;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MnistTest {
    @TempDir
    Path temporary;

    private final TensorArena arena = TensorArena.open();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void readsWhatIsCached() throws IOException {
        Path cache = StandIn.folder(temporary.resolve("cache"));
        assertStandIn(load(cache, List.of()), cache);
    }

    @Test
    void fetchesWhatIsNot() throws IOException {
        Path cache = temporary.resolve("cache");
        Source source = new FolderSource(StandIn.folder(temporary.resolve("source")));
        assertStandIn(load(cache, List.of(source)), cache);
    }

    @Test
    void isNeverOtherData() {
        Path absent = temporary.resolve("absent");
        List<Source> sources = List.of(new FolderSource(absent));
        UserError e = assertThrows(UserError.class, () -> load(temporary.resolve("cache"), sources));
        assertEquals(
                "MNIST is not there and was not found: " + absent
                        + ": no such folder; thrice data mnist fetches it, --from DIR takes it from files got elsewhere;"
                        + " --generated does without it",
                e.getMessage());
    }

    @Test
    void generatedDigitsSayThatTheyAre() {
        Mnist data = Mnist.generate(60_000, "as asked for", arena);
        assertEquals("generated digits", data.source());
        assertEquals("generated digits, NOT MNIST (as asked for)", data.toString());
        assertEquals("60000 images [28 x 28] of 10 classes", data.train().toString());
        assertEquals("10000 images [28 x 28] of 10 classes", data.test().toString());
    }

    @Test
    void doesNotFetchWithoutSources() {
        Path cache = temporary.resolve("cache");
        UserError e = assertThrows(UserError.class, () -> load(cache, List.of()));
        assertEquals(
                cache + ": has no train-images-idx3-ubyte of MNIST's; thrice data mnist --dir " + cache
                        + " puts it there",
                e.getMessage());
        assertFalse(Files.exists(cache));
    }

    private Mnist load(Path cache, List<Source> sources) {
        return Mnist.load(new DataFolder(cache, PublicData.MNIST, StandIn.FILES, true), sources, arena, line -> {});
    }

    private static void assertStandIn(Mnist data, Path cache) {
        assertEquals("mnist", data.source());
        assertEquals(cache.toString(), data.detail());
        assertEquals("30 images [2 x 2] of 10 classes", data.train().toString());
        assertEquals("10 images [2 x 2] of 10 classes", data.test().toString());
        assertEquals(16 / 255f, data.train().feature(0, 0));
        assertEquals(8, data.test().label(0));
    }
}
