package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of arrays, in one call. */
class MultiplyTest {
    /** By hand. */
    @Test
    void rowsTimesColumns() {
        float[] a = {1, 2, 3, 4, 5, 6};
        float[] b = {1, 0, 2, -1, 3, 1, 0, 2, -2, 1, 1, 0};
        float[] product = {1, 5, 5, 3, 7, 11, 14, 6};
        assertArrayEquals(product, Kernels.select().multiply(a, b, 2, 3, 4));
    }

    /** Small ones again and again, so that what was kept is used again; one too large to be kept; some without elements or steps. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void integersAreExact(String provider) {
        Kernels kernels = Kernels.select(provider);
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 3; round++) {
            for (int shape = 0; shape < 40; shape++) {
                check(kernels, shape % 7, shape % 11, shape, random);
            }
        }
        check(kernels, 33, 3000, 400, random);
    }

    @Test
    @Timeout(60)
    void manyThreadsMultiplyAtATime() {
        Kernels kernels = Kernels.select();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SplittableRandom random = new SplittableRandom(i);
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int n = 0; n < 300; n++) {
                                check(kernels, 3, 5, 4 + n % 20, random);
                            }
                        },
                        threads));
            }
            all.forEach(CompletableFuture::join);
        }
    }

    /** k 8 8 is below 2^24, so that every order of summation is exact. */
    private static void check(Kernels kernels, int m, int k, int n, SplittableRandom random) {
        float[] a = integers(m * k, random);
        float[] b = integers(k * n, random);
        float[] expected = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                for (int j = 0; j < n; j++) {
                    expected[i * n + j] += a[i * k + p] * b[p * n + j];
                }
            }
        }
        assertArrayEquals(expected, kernels.multiply(a, b, m, k, n), () -> m + " x " + k + " x " + n);
    }

    private static float[] integers(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(-8, 9);
        }
        return values;
    }

    @Test
    void whatAnArenaOwnsIsNotWhatIsKept() {
        Kernels kernels;
        try (TensorArena owner = TensorArena.open()) {
            kernels = Kernels.select().closedWith(owner);
            assertArrayEquals(new float[] {6}, kernels.multiply(new float[] {2}, new float[] {3}, 1, 1, 1));
        }
        assertArrayEquals(new float[] {8}, kernels.multiply(new float[] {2}, new float[] {4}, 1, 1, 1));
    }

    @Test
    void arraysOfOtherLengthsAreRefused() {
        Kernels kernels = Kernels.select();
        refused("multiply: a has 5 values, expected m k = 2 x 3 = 6", () -> {
            kernels.multiply(new float[5], new float[12], 2, 3, 4);
        });
        refused("multiply: b has 6 values, expected k n = 3 x 4 = 12", () -> {
            kernels.multiply(new float[6], new float[6], 2, 3, 4);
        });
        refused("multiply: a has 0 values, expected m k = 2147483647 x 2147483647 = 4611686014132420609", () -> {
            kernels.multiply(new float[0], new float[0], Integer.MAX_VALUE, Integer.MAX_VALUE, 0);
        });
        refused("gemm: m = -1, expected at least 0", () -> kernels.multiply(new float[0], new float[0], -1, 0, 1));
        refused("multiply: the product, [65536 x 65536], is larger than an array can be", () -> {
            kernels.multiply(new float[0], new float[0], 1 << 16, 0, 1 << 16);
        });
    }

    private static void refused(String expected, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(expected), message);
        assertEquals(1, message.lines().count());
    }
}
