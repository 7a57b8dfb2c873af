package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Minibatches.LastBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Data sets of one's own arrays and memory. */
class ArraysTest {
    private static final float[][] X = {{1, 2}, {3, 4}, {5, 6}};

    @Test
    void holdsWhatArraysHeld() {
        float[][] x = {{1, 2}, {3, 4}, {5, 6}};
        int[] labels = {0, 2, 1};
        Dataset data = Dataset.of(x, labels);
        x[1][0] = 99;
        labels[1] = 0;
        assertEquals("3 examples of 2 features, 3 classes", data.toString());
        assertEquals(3, data.feature(1, 0));
        assertEquals(2, data.label(1));
        assertEquals(5, Dataset.of(x, labels, 5).classes());
        assertEquals(1, data.rows());
        assertEquals(2, data.columns());
        assertEquals(0, data.values());
        assertEquals(Optional.empty(), data.scaling());

        Dataset regression = Dataset.of(X, new float[][] {{7}, {8}, {9}});
        assertEquals("3 examples of 2 features, 1 values each", regression.toString());
        assertEquals(0, regression.classes());
        assertEquals(8, regression.value(1, 0));
    }

    @Test
    void tensorsAreViewedNotCopied() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = Tensor.of(arena, arena.allocate(3 * 5 * 4L, 4), 3, 2, 5);
            x.copyFrom(1, 2, 3, 4, 5, 6);
            Dataset data = Dataset.of(x, x.columns(1, 1));
            x.set(2, 1, 60);
            assertEquals(60, data.feature(2, 1));
            assertEquals(60, data.value(2, 0));
            Tensor inputs = Tensor.allocate(arena, 2, 2).fill(-1);
            Tensor targets = Tensor.allocate(arena, 2, 1).fill(-1);
            data.copy(2, inputs, targets, 1);
            assertEquals(5, inputs.get(1, 0));
            assertEquals(60, targets.get(1, 0));
            assertEquals(-1, inputs.get(0, 0));
            MemorySegment automatic = Arena.ofAuto().allocate(8, 4);
            automatic.set(ValueLayout.JAVA_FLOAT, 4, 7);
            assertEquals(
                    7,
                    Dataset.of(Tensor.of(automatic, 1, 2, 2), new int[] {0}, 1).feature(0, 1));
        }
    }

    @Test
    void whatIsWrongIsNamedByItsPlace() {
        int[] labels = {0, 1, 0};
        refused("dataset: no examples, expected at least one", () -> Dataset.of(new float[0][], new int[0]));
        refused(
                "dataset: no features in row 0, expected at least one",
                () -> Dataset.of(new float[][] {{}}, new int[] {0}));
        refused(
                "dataset: row 1 has 1 features, expected 2 as row 0",
                () -> Dataset.of(new float[][] {{1, 2}, {3}}, new int[] {0, 1}));
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            refused(
                    "dataset: features have " + bad + " in row 2, column 1, expected a finite number",
                    () -> Dataset.of(new float[][] {{1, 2}, {3, 4}, {5, bad}}, labels));
            refused(
                    "dataset: values have " + bad + " in row 1, column 0, expected a finite number",
                    () -> Dataset.of(X, new float[][] {{1}, {bad}, {2}}));
        }
        refused("dataset: 2 labels, expected 3, one a row of features", () -> Dataset.of(X, new int[2]));
        refused(
                "dataset: 2 rows of values, expected 3, as many as of features",
                () -> Dataset.of(X, new float[][] {{1}, {2}}));
        refused("dataset: label 2 of row 1, expected 0 to 1", () -> Dataset.of(X, new int[] {0, 2, 1}, 2));
        refused("dataset: label -1 of row 2, expected 0 to 1", () -> Dataset.of(X, new int[] {0, 1, -1}));
        refused("dataset: 0 classes, expected at least 1", () -> Dataset.of(X, new int[3], 0));
        Dataset classes = Dataset.of(X, labels);
        refused("dataset: has classes, expected values", () -> classes.value(0, 0));
        Dataset values = Dataset.of(X, X);
        refused("dataset: has values, expected classes", () -> values.label(0));
        try (TensorArena arena = TensorArena.open()) {
            Tensor inputs = Tensor.allocate(arena, 3, 2);
            Labels two = Labels.allocate(arena, 3, 2);
            refused("dataset: has values, expected classes", () -> values.copy(0, inputs, two, 0));
            refused("dataset: has classes, expected values", () -> classes.copy(0, inputs, inputs, 0));
            Tensor one = Tensor.allocate(arena, 3, 1);
            refused("dataset: targets are [3 x 1], expected 2 columns", () -> values.copy(0, inputs, one, 0));
        }
    }

    @Test
    void classesHaveNames() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = Tensor.allocate(arena, 2, 1);
            Dataset data = Dataset.of(x, new int[] {1, 0}, List.of("no", "yes", "maybe"));
            assertEquals(3, data.classes());
            assertEquals(List.of("no", "yes", "maybe"), data.slice(0, 1).classNames());
            refused("dataset: label 1 of row 0, expected 0 to 0", () -> Dataset.of(x, new int[] {1, 0}, List.of("no")));
            refused(
                    "dataset: classes 0 and 1 are both called no, expected names that differ",
                    () -> Dataset.of(x, new int[] {1, 0}, List.of("no", "no")));
        }
    }

    @Test
    void aSplitIsAllOfItWithoutACopy() {
        Dataset data = numbered(10);
        Split split = data.split(.7, 3);
        assertEquals(7, split.train().count());
        assertEquals(3, split.test().count());
        Set<Integer> seen = new HashSet<>();
        for (Dataset part : new Dataset[] {split.train(), split.test()}) {
            for (int i = 0; i < part.count(); i++) {
                assertEquals(part.feature(i, 0) % 3, part.label(i));
                seen.add((int) part.feature(i, 0));
            }
        }
        assertEquals(10, seen.size());
        assertNotEquals(order(data), order(data.shuffled(3)));
        assertEquals(order(data.shuffled(3)), order(data.shuffled(3)));
        assertNotEquals(order(data.shuffled(3)), order(data.shuffled(4)));
        assertEquals(order(data.shuffled(3)).substring(0, 7), order(split.train()));
        assertEquals(
                order(data.shuffled(3)).substring(2, 5), order(data.shuffled(3).slice(2, 5)));
        assertEquals("0123", order(data.split(4).train()));
        assertEquals("456789", order(data.split(4).test()));
        refused(
                "dataset: split at 10, expected 1 to 9, so that either part of 10 examples has one",
                () -> data.split(10));
        refused(
                "dataset: split at 0, expected 1 to 9, so that either part of 10 examples has one",
                () -> data.split(.01, 1));
        refused(
                "dataset: split at the fraction 1.0, expected above 0 and below 1; a number of examples is an int",
                () -> data.split(1.0, 1));
    }

    /** Means 2 and 5, deviations sqrt(2 / 3) and 0. */
    @Test
    void standardizedByWhatIsLearnedFromAlone() {
        Split split = Dataset.of(new float[][] {{1, 5}, {2, 5}, {3, 5}, {12, 6}}, new int[] {0, 1, 0, 1})
                .split(3)
                .standardized();
        float deviation = (float) Math.sqrt(2 / 3.);
        assertEquals(-1 / deviation, split.train().feature(0, 0), 1e-6f);
        assertEquals(0, split.train().feature(1, 0));
        assertEquals(0, split.train().feature(2, 1));
        assertEquals(10 / deviation, split.test().feature(0, 0), 1e-5f);
        assertEquals(1, split.test().feature(0, 1));
        assertEquals(1, split.test().label(0));
        Scaling expected = new Scaling(new float[] {2, 5}, new float[] {deviation, 1});
        assertEquals(Optional.of(expected), split.train().scaling());
        assertEquals(Optional.of(expected), split.test().slice(0, 1).scaling());
        refused(
                "dataset: scaled already, expected features as they are",
                () -> split.train().scaled(expected));
        refused(
                "dataset: scaling of 2 features, expected one of 1",
                () -> Dataset.of(new float[][] {{1}}, new int[1]).scaled(expected));
        refused(
                "scaling: mean 1.0 and deviation 0.0 of feature 0, expected finite numbers, the deviation above 0",
                () -> new Scaling(new float[] {1}, new float[] {0}));
    }

    @Test
    void scaledPixelsAndValuesKeepTheirOrder() {
        Dataset data = SyntheticDigits.generate(20, 1, Arena.ofAuto()).shuffled(2);
        Dataset scaled = data.scaled(Scaling.of(data));
        for (int i = 0; i < 20; i++) {
            assertEquals(data.label(i), scaled.label(i));
        }
        Dataset values = Dataset.of(X, X).shuffled(1);
        Dataset moved = values.scaled(new Scaling(new float[] {1, 1}, new float[] {1, 1}));
        for (int i = 0; i < 3; i++) {
            assertEquals(values.value(i, 1), moved.value(i, 1));
            assertEquals(values.feature(i, 1) - 1, moved.feature(i, 1));
        }
    }

    @Test
    void batchesOfValuesAndAPlaceInTheEpoch() {
        Dataset data = Dataset.of(new float[][] {{0}, {1}, {2}, {3}, {4}}, new float[][] {{0}, {10}, {20}, {30}, {40}});
        try (TensorArena arena = TensorArena.open()) {
            Tensor inputs = Tensor.allocate(arena, 2, 1);
            Tensor targets = Tensor.allocate(arena, 2, 1);
            Minibatches batches = new Minibatches(data, 2, LastBatch.KEEP, 1);
            batches.startEpoch(3);
            batches.next(inputs, targets);
            batches.next(inputs, targets);
            assertEquals(10 * inputs.get(1, 0), targets.get(1, 0));
            assertEquals(3, batches.epoch());
            assertEquals(2, batches.batch());
            float third = inputs.get(0, 0);
            batches.seek(3, 1);
            batches.next(inputs, targets);
            assertEquals(third, inputs.get(0, 0));
            assertEquals(1, batches.next(inputs, targets));
            assertEquals(3, batches.batch());
            batches.seek(3, 3);
            assertEquals(false, batches.hasNext());
            refused("minibatches: batch 4 of epoch 3, expected 0 to 3 of an epoch from 0", () -> batches.seek(3, 4));
        }
    }

    private static Dataset numbered(int count) {
        float[][] x = new float[count][1];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            x[i][0] = i;
            labels[i] = i % 3;
        }
        return Dataset.of(x, labels);
    }

    private static String order(Dataset data) {
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < data.count(); i++) {
            order.append((int) data.feature(i, 0));
        }
        return order.toString();
    }

    private static void refused(String message, Executable what) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
    }
}
