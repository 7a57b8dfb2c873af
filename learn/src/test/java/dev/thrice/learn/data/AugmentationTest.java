package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Minibatches.LastBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Images of 3 x 4 pixels of two channels whose numbers all differ, against all images that there may be of them. */
class AugmentationTest {
    private static final ImageShape IMAGE = new ImageShape(3, 4, 2);
    private static final int ELEMENTS = 24;
    private static final int COUNT = 900;

    private final TensorArena arena = TensorArena.open();
    private final Dataset data = images();

    @AfterEach
    void close() {
        arena.close();
    }

    /** As many of one image, with labels that count them. */
    private static Dataset images() {
        MemorySegment pixels = Arena.ofAuto().allocate((long) COUNT * ELEMENTS);
        int[] labels = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            labels[i] = i;
            for (int j = 0; j < ELEMENTS; j++) {
                pixels.set(ValueLayout.JAVA_BYTE, (long) i * ELEMENTS + j, (byte) (10 + j));
            }
        }
        return Dataset.ofImages(pixels, IMAGE, labels, COUNT, List.of());
    }

    /** By its definition: what lies at (y - down, x - right) of the image, mirrored first, or 0. */
    private static List<Float> moved(int down, int right, boolean flip) {
        List<Float> moved = new ArrayList<>();
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                for (int c = 0; c < 2; c++) {
                    int fromY = y - down;
                    int fromX = x - right;
                    boolean inside = fromY >= 0 && fromY < 3 && fromX >= 0 && fromX < 4;
                    int column = flip ? 3 - fromX : fromX;
                    moved.add(inside ? (10 + (fromY * 4 + column) * 2 + c) / 255f : 0f);
                }
            }
        }
        return moved;
    }

    private static Map<List<Float>, int[]> all(int shift, boolean flip) {
        Map<List<Float>, int[]> all = new HashMap<>();
        for (int down = -shift; down <= shift; down++) {
            for (int right = -shift; right <= shift; right++) {
                all.put(moved(down, right, false), new int[] {down, right, 0});
                if (flip) {
                    all.put(moved(down, right, true), new int[] {down, right, 1});
                }
            }
        }
        return all;
    }

    private Tensor epoch(Minibatches batches, int epoch) {
        Tensor inputs = Tensor.allocate(arena, COUNT, ELEMENTS);
        Labels labels = Labels.allocate(arena, COUNT, COUNT);
        batches.startEpoch(epoch);
        batches.next(inputs, labels);
        return inputs;
    }

    private static List<Float> row(Tensor inputs, int row) {
        List<Float> found = new ArrayList<>();
        for (int j = 0; j < ELEMENTS; j++) {
            found.add(inputs.get(row, j));
        }
        return found;
    }

    /**
     * Each of 18 comes as often: of 900 some 50 times, and the chi squared of 17 degrees of freedom is above 60 once in 10^6 seeds. The
     * seed is fixed, so it is or it is not.
     */
    @Test
    void everyPlaceAndItsMirrorImageComesEquallyOften() {
        Map<List<Float>, int[]> all = all(1, true);
        assertEquals(18, all.size());
        Tensor inputs = epoch(new Minibatches(data, COUNT, LastBatch.DROP, 5, new Augmentation(1, true)), 0);
        Map<List<Float>, Integer> times = new HashMap<>();
        for (int i = 0; i < COUNT; i++) {
            List<Float> found = row(inputs, i);
            assertNotNull(all.get(found), () -> "none of them: " + found);
            times.merge(found, 1, Integer::sum);
        }
        assertEquals(18, times.size());
        double chiSquared = times.values().stream()
                .mapToDouble(n -> (n - 50.) * (n - 50.) / 50)
                .sum();
        assertTrue(chiSquared < 60, times.values()::toString);
    }

    @Test
    void eachIsDoneAlone() {
        Set<List<Float>> shifted = new HashSet<>();
        Set<List<Float>> flipped = new HashSet<>();
        Tensor moved = epoch(new Minibatches(data, COUNT, LastBatch.DROP, 5, new Augmentation(2, false)), 0);
        Tensor mirrored = epoch(new Minibatches(data, COUNT, LastBatch.DROP, 5, new Augmentation(0, true)), 0);
        for (int i = 0; i < COUNT; i++) {
            shifted.add(row(moved, i));
            flipped.add(row(mirrored, i));
        }
        assertEquals(all(2, false).keySet(), shifted);
        assertEquals(Set.of(moved(0, 0, false), moved(0, 0, true)), flipped);
    }

    /** Whatever the batch size, and wherever it begins: as a training does that is resumed. */
    @Test
    void anImageIsDrawnByItsPlaceInTheEpoch() {
        Augmentation augmentation = new Augmentation(1, true);
        Tensor whole = epoch(new Minibatches(data, COUNT, LastBatch.DROP, 7, augmentation), 3);
        Minibatches small = new Minibatches(data, 100, LastBatch.DROP, 7, augmentation);
        small.seek(3, 4);
        Tensor inputs = Tensor.allocate(arena, 100, ELEMENTS);
        small.next(inputs, Labels.allocate(arena, 100, COUNT));
        assertArrayEquals(whole.rows(400, 100).toArray(), inputs.toArray());
        float[] other = epoch(new Minibatches(data, COUNT, LastBatch.DROP, 7, augmentation), 4)
                .toArray();
        assertFalse(Arrays.equals(whole.toArray(), other), "another epoch has others");
        float[] seed = epoch(new Minibatches(data, COUNT, LastBatch.DROP, 8, augmentation), 3)
                .toArray();
        assertFalse(Arrays.equals(whole.toArray(), seed), "another seed has others");
    }

    @Test
    void theOrderOfExamplesIsThatWithoutIt() {
        Labels plain = Labels.allocate(arena, COUNT, COUNT);
        Labels augmented = Labels.allocate(arena, COUNT, COUNT);
        Tensor inputs = Tensor.allocate(arena, COUNT, ELEMENTS);
        new Minibatches(data, COUNT, LastBatch.DROP, 2).next(inputs, plain);
        new Minibatches(data, COUNT, LastBatch.DROP, 2, new Augmentation(1, false)).next(inputs, augmented);
        for (int i = 0; i < COUNT; i++) {
            assertEquals(plain.get(i), augmented.get(i));
        }
        assertEquals(10 / 255f, data.feature(0, 0), "the data stay as they are");
    }

    @Test
    void whatIsNoImageIsRefused() {
        Dataset plain = Dataset.of(new float[][] {{1, 2}}, new int[1]);
        Augmentation flip = new Augmentation(0, true);
        assertEquals(
                "augmentation: data are 1 examples of 2 features, 1 classes, expected images",
                assertThrows(IllegalArgumentException.class, () -> flip.requireFit(plain))
                        .getMessage());
        Augmentation.NONE.requireFit(plain);
        assertEquals(
                "augmentation: shift 3 of images of 3 x 4 x 2, expected less than 3 pixels",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Minibatches(data, 1, LastBatch.DROP, 1, new Augmentation(3, false)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(-1, true));
    }
}
