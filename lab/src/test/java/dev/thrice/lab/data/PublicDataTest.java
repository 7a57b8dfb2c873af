package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicDataTest {
    @TempDir
    private Path folder;

    @Test
    void eachIsCalledByItsWord() {
        assertEquals(Optional.of(PublicData.MNIST), PublicData.called("mnist"));
        assertEquals(Optional.of(PublicData.FASHION_MNIST), PublicData.called("fashion-mnist"));
        assertEquals(Optional.empty(), PublicData.called("./mnist"));
    }

    @Test
    void resultsAreLabelledByTheirTitle() {
        assertEquals("MNIST", Mnist.label("mnist"));
        assertEquals("Fashion-MNIST, NOT MNIST", Mnist.label("fashion-mnist"));
        assertEquals("own data 0123, NOT MNIST", Mnist.label("own data 0123"));
    }

    /** Both have files of the same names and sizes, so that only their bytes tell them apart. */
    @Test
    void theOnesFilesAreNotTakenForTheOthers() throws Exception {
        for (int i = 0; i < 4; i++) {
            DataFile digits = PublicData.MNIST.files().get(i);
            DataFile clothes = PublicData.FASHION_MNIST.files().get(i);
            assertEquals(digits.name(), clothes.name());
            assertEquals(digits.bytes(), clothes.bytes());
            assertTrue(!digits.sha256().equals(clothes.sha256()));
        }
        Files.write(folder.resolve("train-images-idx3-ubyte"), new byte[3]);
        DataFolder named = PublicData.FASHION_MNIST.folder(folder);
        String refused =
                assertThrows(UserError.class, () -> named.missing(line -> {})).getMessage();
        assertTrue(refused.contains(": not Fashion-MNIST's, and left as it is: 3 bytes of SHA-256 "), refused);
        assertTrue(refused.endsWith("and Fashion-MNIST needs another folder with --dir"), refused);
    }

    @Test
    void whatIsNotThereIsNamed() {
        try (Arena arena = Arena.ofConfined()) {
            DataFolder empty = PublicData.FASHION_MNIST.folder(folder);
            assertEquals(
                    folder + ": has no train-images-idx3-ubyte of Fashion-MNIST's; thrice data fashion-mnist --dir "
                            + folder + " puts it there",
                    assertThrows(UserError.class, () -> Mnist.load(empty, List.of(), arena, line -> {}))
                            .getMessage());
        }
    }
}
