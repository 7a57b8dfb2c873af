package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Minibatches.LastBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class MinibatchesTest {
    private static final int CLASSES = 7;

    @Property(tries = 200)
    void anEpochHasEveryExampleOnce(
            @ForAll @IntRange(min = 1, max = 300) int count,
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll LastBatch last,
            @ForAll long seed,
            @ForAll @IntRange(max = 1000) int epoch) {
        int batchSize = Math.min(size, count);
        try (TensorArena arena = TensorArena.open()) {
            Minibatches batches = new Minibatches(numbered(count, arena), batchSize, last, seed);
            batches.startEpoch(epoch);
            List<Integer> seen = epoch(batches, arena);
            int expected = last == LastBatch.KEEP ? count : count / batchSize * batchSize;
            assertEquals(expected, seen.size());
            assertEquals(expected, new HashSet<>(seen).size());
        }
    }

    /** Whoever comes meanwhile is refused, so each example is in one batch of one thread. */
    @Test
    void twoThreadsHaveEveryExampleOnceBetweenThem() throws InterruptedException {
        int count = 20_000;
        try (TensorArena arena = TensorArena.open()) {
            Minibatches batches = new Minibatches(numbered(count, arena), 4, LastBatch.KEEP, 1);
            Set<Integer> seen = ConcurrentHashMap.newKeySet();
            AtomicInteger rows = new AtomicInteger();
            Runnable take = () -> {
                Tensor inputs = Tensor.allocate(arena, 4, 2);
                Labels labels = Labels.allocate(arena, 4, CLASSES);
                while (batches.hasNext()) {
                    try {
                        int filled = batches.next(inputs, labels);
                        rows.addAndGet(filled);
                        for (int row = 0; row < filled; row++) {
                            seen.add(number(inputs, row));
                        }
                    } catch (IllegalStateException | NoSuchElementException refused) {
                        Thread.onSpinWait();
                    }
                }
            };
            Thread other = Thread.ofPlatform().start(take);
            take.run();
            other.join();
            assertEquals(count, rows.get());
            assertEquals(count, seen.size());
        }
    }

    @Test
    void theSameSeedGivesTheSameOrder() {
        try (TensorArena arena = TensorArena.open()) {
            Dataset data = numbered(100, arena);
            Minibatches one = new Minibatches(data, 8, LastBatch.KEEP, 42);
            Minibatches other = new Minibatches(data, 8, LastBatch.KEEP, 42);
            List<Integer> first = epoch(one, arena);
            assertEquals(first, epoch(other, arena));
            one.startEpoch(1);
            List<Integer> second = epoch(one, arena);
            assertFalse(first.equals(second));
            one.startEpoch(0);
            assertEquals(first, epoch(one, arena));
            Minibatches resumed = new Minibatches(data, 8, LastBatch.KEEP, 42);
            resumed.startEpoch(1);
            assertEquals(second, epoch(resumed, arena));
            assertFalse(first.equals(epoch(new Minibatches(data, 8, LastBatch.KEEP, 43), arena)));
        }
    }

    /** A change of this order would silently change every recorded experiment. */
    @Test
    void theOrderOfASeedIsFixed() {
        try (TensorArena arena = TensorArena.open()) {
            assertEquals(
                    List.of(6, 9, 8, 7, 1, 0, 5, 4, 2, 3),
                    epoch(new Minibatches(numbered(10, arena), 10, LastBatch.KEEP, 1), arena));
        }
    }

    @Test
    void aPartialBatchIsKeptOrDropped() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor inputs = Tensor.allocate(arena, 4, 2).fill(-1);
            Labels labels = Labels.allocate(arena, 4, CLASSES);
            Minibatches kept = new Minibatches(numbered(6, arena), 4, LastBatch.KEEP, 0);
            assertEquals(4, kept.batchSize());
            assertEquals(2, kept.batchesPerEpoch());
            assertEquals(4, kept.next(inputs, labels));
            inputs.fill(-1);
            assertEquals(2, kept.next(inputs, labels));
            assertTrue(inputs.get(1, 0) >= 0);
            assertEquals(-1, inputs.get(2, 0));
            assertFalse(kept.hasNext());
            assertThrows(NoSuchElementException.class, () -> kept.next(inputs, labels));

            Minibatches dropped = new Minibatches(numbered(6, arena), 4, LastBatch.DROP, 0);
            assertEquals(1, dropped.batchesPerEpoch());
            assertEquals(4, dropped.next(inputs, labels));
            assertFalse(dropped.hasNext());
        }
    }

    @Test
    void labelsGoWithTheirImages() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor inputs = Tensor.allocate(arena, 50, 2);
            Labels labels = Labels.allocate(arena, 50, CLASSES);
            new Minibatches(numbered(50, arena), 50, LastBatch.DROP, 3).next(inputs, labels);
            for (int row = 0; row < 50; row++) {
                assertEquals(number(inputs, row) % CLASSES, labels.get(row));
            }
        }
    }

    @Test
    void refusesABatchSizeOutOfRange() {
        try (TensorArena arena = TensorArena.open()) {
            Dataset data = numbered(5, arena);
            for (int size : new int[] {0, -1, 6}) {
                assertEquals(
                        "minibatches: batch size " + size + ", expected 1 to 5, the number of examples",
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> new Minibatches(data, size, LastBatch.KEEP, 0))
                                .getMessage());
            }
        }
    }

    @Test
    void aBatchThatDoesNotFitIsStillTheNext() {
        try (TensorArena arena = TensorArena.open()) {
            Minibatches batches = new Minibatches(numbered(5, arena), 5, LastBatch.KEEP, 0);
            Tensor small = Tensor.allocate(arena, 4, 2);
            Labels labels = Labels.allocate(arena, 5, CLASSES);
            assertThrows(IllegalArgumentException.class, () -> batches.next(small, labels));
            assertTrue(batches.hasNext());
            assertEquals(5, batches.next(Tensor.allocate(arena, 5, 2), labels));
        }
    }

    /** Example i has the pixels {i / 256, i % 256} and the label i % CLASSES. */
    private static Dataset numbered(int count, TensorArena arena) {
        MemorySegment pixels = arena.allocate(2L * count);
        MemorySegment labels = arena.allocate(count);
        for (int i = 0; i < count; i++) {
            pixels.set(ValueLayout.JAVA_BYTE, 2L * i, (byte) (i / 256));
            pixels.set(ValueLayout.JAVA_BYTE, 2L * i + 1, (byte) i);
            labels.set(ValueLayout.JAVA_BYTE, i, (byte) (i % CLASSES));
        }
        return Dataset.of(pixels, labels, 1, 2, CLASSES);
    }

    private static int number(Tensor inputs, int row) {
        return Math.round(inputs.get(row, 0) * 255) * 256 + Math.round(inputs.get(row, 1) * 255);
    }

    private static List<Integer> epoch(Minibatches batches, TensorArena arena) {
        Tensor inputs = Tensor.allocate(arena, batches.batchSize(), 2);
        Labels labels = Labels.allocate(arena, batches.batchSize(), CLASSES);
        List<Integer> numbers = new ArrayList<>();
        while (batches.hasNext()) {
            int examples = batches.next(inputs, labels);
            for (int row = 0; row < examples; row++) {
                numbers.add(number(inputs, row));
            }
        }
        return numbers;
    }

    /** What owns nothing outlives what it reads: it says so, each time, and goes on with other memory. */
    @Test
    void whatOwnsNothingSurvivesWhatItReads() {
        Minibatches batches;
        Dataset data;
        try (TensorArena kept = TensorArena.open()) {
            Tensor inputs = Tensor.allocate(kept, 8, 784);
            Labels labels = Labels.allocate(kept, 8, 10);
            try (Arena arena = Arena.ofShared()) {
                data = SyntheticDigits.generate(20, 1, arena);
                batches = new Minibatches(data, 8, Minibatches.LastBatch.KEEP, 1);
                batches.next(inputs, labels);
            }
            refusedTwice(() -> batches.next(inputs, labels));
            refusedTwice(() -> data.copy(0, inputs, labels, 0));
            assertTrue(batches.hasNext());
            batches.startEpoch(1);
        }
    }

    private static void refusedTwice(Executable use) {
        assertThrows(IllegalStateException.class, use);
        assertThrows(IllegalStateException.class, use);
    }
}
