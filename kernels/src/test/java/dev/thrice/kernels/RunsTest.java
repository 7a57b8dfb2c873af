package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.kernels.spec.Runs;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Runs that are copied and added, against the same on arrays. */
class RunsTest {
    private static final int FLOATS = 200;

    @Property(tries = 200)
    void floatsGoWhereRunsLead(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Runs.Builder builder = new Runs.Builder();
        int[][] asked = new int[random.nextInt(100)][3];
        for (int[] run : asked) {
            run[2] = random.nextInt(40);
            run[0] = random.nextInt(FLOATS - run[2]);
            run[1] = random.nextInt(FLOATS - run[2]);
            builder.add(run[0], run[1], run[2]);
        }
        Runs runs = builder.build();
        float[] x = numbers(random);
        float[] y = numbers(random);
        float factor = (float) random.nextDouble(-2, 2);
        Tested.providers().map(Kernels::select).forEach(kernels -> {
            try (TensorArena arena = TensorArena.open()) {
                Tensor source = arena.tensor(1, FLOATS, x);
                Tensor target = arena.tensor(1, FLOATS, y);
                float[] expected = y.clone();
                for (int[] run : asked) {
                    System.arraycopy(x, run[0], expected, run[1], run[2]);
                }
                kernels.copyRuns(runs, source, target);
                assertArrayEquals(expected, target.toArray());
                for (int[] run : asked) {
                    for (int j = 0; j < run[2]; j++) {
                        expected[run[1] + j] = Math.fma(factor, x[run[0] + j], expected[run[1] + j]);
                    }
                }
                kernels.addRuns(runs, factor, source, target);
                assertArrayEquals(expected, target.toArray());
                float[] back = x.clone();
                for (int[] run : asked) {
                    for (int j = 0; j < run[2]; j++) {
                        back[run[0] + j] += y[run[1] + j];
                    }
                }
                kernels.addRuns(runs.reversed(), 1f, arena.tensor(1, FLOATS, y), source);
                assertArrayEquals(back, source.toArray());
            }
        });
    }

    /** NaN is the greatest, and the first of equal ones stays. */
    @Property(tries = 200)
    void theGreatestIsFoundWithItsPlace(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Runs.Builder builder = new Runs.Builder();
        float[] x = numbers(random);
        float[] greatest = new float[FLOATS];
        float[] places = new float[FLOATS];
        Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
        Arrays.fill(places, -1);
        for (int n = random.nextInt(30); n > 0; n--) {
            int length = random.nextInt(40);
            int from = random.nextInt(FLOATS - length);
            int to = random.nextInt(FLOATS - length);
            builder.add(from, to, length);
            for (int j = 0; j < length; j++) {
                float value = x[from + j];
                if (value > greatest[to + j] || Float.isNaN(value)) {
                    greatest[to + j] = value;
                    places[to + j] = from + j;
                }
            }
        }
        Runs runs = builder.build();
        Tested.providers().map(Kernels::select).forEach(kernels -> {
            try (TensorArena arena = TensorArena.open()) {
                Tensor y = arena.tensor(1, FLOATS).fill(Float.NEGATIVE_INFINITY);
                Tensor at = arena.tensor(1, FLOATS).fill(-1f);
                kernels.maxRuns(runs, arena.tensor(1, FLOATS, x), y, at);
                assertArrayEquals(greatest, y.toArray());
                assertArrayEquals(places, at.toArray());
            }
        });
    }

    @Property(tries = 100)
    void whatIsScatteredGoesToItsPlace(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = random.nextInt(1, 4);
        int columns = random.nextInt(1, 30);
        int width = random.nextInt(1, 30);
        float[] x = numbers(random, rows * columns);
        float[] places = new float[rows * columns];
        float[] expected = numbers(random, rows * width);
        float[] before = expected.clone();
        for (int n = 0; n < places.length; n++) {
            places[n] = random.nextInt(-2, width);
            if (places[n] >= 0) {
                expected[n / columns * width + (int) places[n]] += .5f * x[n];
            }
        }
        Tested.providers().map(Kernels::select).forEach(kernels -> {
            try (TensorArena arena = TensorArena.open()) {
                Tensor y = arena.tensor(rows, width, before);
                Tensor at = arena.tensor(rows, columns, places);
                kernels.scatter(.5f, arena.tensor(rows, columns, x), at, y);
                assertArrayEquals(expected, y.toArray());
                for (float none : new float[] {width, Float.NaN, Float.POSITIVE_INFINITY}) {
                    at.set(0, 0, none);
                    String message = assertThrows(
                                    IllegalArgumentException.class,
                                    () -> kernels.scatter(1f, arena.tensor(rows, columns, x), at, y))
                            .getMessage();
                    assertEquals("scatter: a place that is no column of " + y, message);
                }
            }
        });
    }

    private static float[] numbers(SplittableRandom random, int count) {
        return Arrays.copyOf(numbers(random), count);
    }

    private static float[] numbers(SplittableRandom random) {
        float[] numbers = new float[FLOATS];
        for (int i = 0; i < FLOATS; i++) {
            numbers[i] = random.nextInt(20) == 0 ? Float.NaN : (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    @Test
    void runsThatGoOnAreOne() {
        Runs runs = new Runs.Builder()
                .add(3, 5, 4)
                .add(7, 9, 2)
                .add(0, 0, 0)
                .add(9, 12, 1)
                .build();
        assertEquals(2, runs.count());
        assertEquals(6, runs.length(0));
        assertEquals(10, runs.sourceExtent());
        assertEquals(13, runs.targetExtent());
        assertEquals("2 runs of 10 floats to 13", runs.toString());
    }

    @Test
    void whatLeadsOutIsRefused() {
        Kernels kernels = Kernels.select();
        Runs runs = new Runs.Builder().add(0, 5, 4).build();
        try (TensorArena arena = TensorArena.open()) {
            Tensor eight = arena.tensor(1, 8);
            Tensor nine = arena.tensor(1, 9);
            String message = assertThrows(IllegalArgumentException.class, () -> kernels.copyRuns(runs, nine, eight))
                    .getMessage();
            assertEquals(
                    "copyRuns: target [1 x 8] has 8 floats from the first to the last, expected at least the 9 of the runs",
                    message);
            assertThrows(IllegalArgumentException.class, () -> kernels.addRuns(runs.reversed(), 1f, eight, nine));
            assertThrows(IllegalArgumentException.class, () -> kernels.addRuns(runs, 1f, nine, nine));
        }
        assertThrows(IllegalArgumentException.class, () -> new Runs.Builder().add(-1, 0, 1));
    }
}
