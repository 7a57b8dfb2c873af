package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.formats.FormatException;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetTest {
    @TempDir
    Path folder;

    private final TensorArena arena = TensorArena.open();

    @AfterEach
    void close() {
        if (arena.isOpen()) {
            arena.close();
        }
    }

    @Test
    void holdsWhatTheFilesHold() throws IOException {
        Dataset data = dataset();
        assertEquals(70, data.count());
        assertEquals(2, data.rows());
        assertEquals(3, data.columns());
        assertEquals(6, data.features());
        assertEquals(10, data.classes());
        assertEquals("70 images [2 x 3] of 10 classes", data.toString());
        assertEquals(7, data.label(17));
        assertEquals((45 * 6 + 2) % 256 / 255f, data.feature(45, 2));
    }

    @Test
    void copiesIntensitiesIntoARow() throws IOException {
        Dataset data = dataset();
        Tensor inputs = Tensor.allocate(arena, 3, 6).fill(-1);
        Labels labels = Labels.allocate(arena, 3, 10);
        for (int example = 0; example < data.count(); example++) {
            data.copy(example, inputs, labels, 1);
            assertEquals(example % 10, labels.get(1));
            for (int j = 0; j < 6; j++) {
                assertEquals((example * 6 + j) % 256 / 255f, inputs.get(1, j));
                assertEquals(-1, inputs.get(0, j));
                assertEquals(-1, inputs.get(2, j));
            }
        }
    }

    @Test
    void copiesIntoAViewOfAnyLeadingDimension() throws IOException {
        Tensor inputs = Tensor.of(arena, arena.allocate(2 * 7 * 4L, 4), 2, 6, 7);
        dataset().copy(9, inputs, Labels.allocate(arena, 2, 10), 1);
        assertEquals(59 / 255f, inputs.get(1, 5));
    }

    @Test
    void copyRefusesWhatDoesNotFit() throws IOException {
        Dataset data = dataset();
        Tensor inputs = Tensor.allocate(arena, 2, 6);
        Labels labels = Labels.allocate(arena, 2, 10);
        assertThrows(IndexOutOfBoundsException.class, () -> data.copy(70, inputs, labels, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> data.copy(-1, inputs, labels, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> data.copy(0, inputs, labels, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> data.copy(0, inputs, Labels.allocate(arena, 1, 10), 1));
        Tensor wide = Tensor.allocate(arena, 2, 7);
        assertEquals(
                "dataset: inputs are [2 x 7], expected 6 columns",
                assertThrows(IllegalArgumentException.class, () -> data.copy(0, wide, labels, 0))
                        .getMessage());
        Labels few = Labels.allocate(arena, 2, 9);
        assertThrows(IllegalArgumentException.class, () -> data.copy(0, inputs, few, 0));
        arena.close();
        assertThrows(IllegalStateException.class, () -> data.copy(0, inputs, labels, 0));
    }

    @Test
    void sliceIsAView() throws IOException {
        Dataset slice = dataset().slice(55, 60);
        assertEquals(5, slice.count());
        assertEquals(5, slice.label(0));
        assertEquals((57 * 6 + 3) % 256 / 255f, slice.feature(2, 3));
        assertEquals(8, slice.slice(3, 4).label(0));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.label(5));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.feature(5, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(0, 6));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(3, 2));
        assertThrows(IllegalArgumentException.class, () -> slice.slice(2, 2));
    }

    @Test
    void refusesCountsThatDiffer() throws IOException {
        assertRefused(
                images(3, 2, 2),
                IdxBytes.labels(labelsPath(), 1, 2),
                labelsPath() + ": 2 labels, expected 3, one for each image of " + imagesPath());
    }

    @Test
    void refusesALabelOutOfRange() throws IOException {
        assertRefused(
                images(3, 2, 2),
                IdxBytes.labels(labelsPath(), 9, 10, 0),
                labelsPath() + ": label 10 at index 1, expected 0 to 9");
        assertRefused(
                images(3, 2, 2),
                IdxBytes.labels(labelsPath(), 9, 0, 255),
                labelsPath() + ": label 255 at index 2, expected 0 to 9");
    }

    @Test
    void refusesNoExampleAndNoPixel() throws IOException {
        assertRefused(
                images(0, 28, 28),
                IdxBytes.labels(labelsPath()),
                imagesPath() + " [0 x 28 x 28]: no pixels, expected at least one image of at least one pixel");
        assertRefused(
                images(1, 0, 28),
                IdxBytes.labels(labelsPath(), 1),
                imagesPath() + " [1 x 0 x 28]: no pixels, expected at least one image of at least one pixel");
    }

    @Test
    void refusesOtherDimensions() throws IOException {
        assertRefused(
                IdxBytes.labels(imagesPath(), 1, 2),
                IdxBytes.labels(labelsPath(), 1, 2),
                imagesPath() + ": 1 dimension(s), expected 3 (count x rows x columns)");
        assertRefused(
                images(2, 2, 2),
                IdxBytes.images(labelsPath(), 2, 1, 1),
                labelsPath() + ": 3 dimension(s), expected 1 (count)");
    }

    @Test
    void refusesClassesOutOfRange() {
        for (int classes : new int[] {0, -1, 257}) {
            assertThrows(
                    IllegalArgumentException.class, () -> Dataset.ofIdx(imagesPath(), labelsPath(), classes, arena));
        }
    }

    /** And nothing is taken from the arena. */
    private void assertRefused(Path images, Path labels, String expected) {
        long before = arena.allocatedBytes();
        assertEquals(
                expected,
                assertThrows(FormatException.class, () -> Dataset.ofIdx(images, labels, 10, arena))
                        .getMessage());
        assertEquals(before, arena.allocatedBytes());
    }

    /** 70 images of 2 x 3 whose pixels count up, labelled 0 to 9 in turn. */
    private Dataset dataset() throws IOException {
        int[] labels = new int[70];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 10;
        }
        return Dataset.ofIdx(images(70, 2, 3), IdxBytes.labels(labelsPath(), labels), 10, arena);
    }

    private Path images(int count, int rows, int columns) throws IOException {
        return IdxBytes.images(imagesPath(), count, rows, columns);
    }

    private Path imagesPath() {
        return folder.resolve("images");
    }

    private Path labelsPath() {
        return folder.resolve("labels");
    }
}
