package dev.thrice.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.ProviderStatus;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenBlasGemmTest {
    private static final double EPSILON = 0x1p-24;

    private final OpenBlasGemm provider = new OpenBlasGemm();

    @Test
    void isFoundAndDescribed() {
        assertEquals(Optional.empty(), provider.unavailable());
        assertTrue(
                provider.description().matches("OpenBLAS \\d+\\.\\d+\\.\\d+\\S*, core \\w+"), provider.description());
        assertTrue(Kernels.providers().contains(new ProviderStatus("openblas", true, provider.description())));
        for (Epilogue.Step step : Epilogue.Step.values()) {
            Epilogue epilogue = new Epilogue(step, 1f, false);
            assertEquals(step == Epilogue.Step.NONE, provider.fuses(epilogue), step.name());
            assertFalse(provider.fuses(epilogue.withColumnSums()), step.name());
        }
    }

    @Property(tries = 600)
    void agreesWithFloat64(
            @ForAll("sizes") int m,
            @ForAll("sizes") int n,
            @ForAll("sizes") int k,
            @ForAll Transpose transposeA,
            @ForAll Transpose transposeB,
            @ForAll @IntRange(max = 9) int padding,
            @ForAll("scales") float alpha,
            @ForAll("scales") float beta,
            @ForAll long seed) {
        Random random = new Random(seed);
        check(m, n, k, transposeA, transposeB, padding, alpha, beta, random::nextGaussian, false);
    }

    @Property(tries = 300)
    void integersAreExact(
            @ForAll("sizes") int m,
            @ForAll("sizes") int n,
            @ForAll("sizes") int k,
            @ForAll Transpose transposeA,
            @ForAll Transpose transposeB,
            @ForAll @IntRange(max = 9) int padding,
            @ForAll("scales") float alpha,
            @ForAll("scales") float beta,
            @ForAll long seed) {
        Random random = new Random(seed);
        check(m, n, k, transposeA, transposeB, padding, alpha, beta, () -> random.nextInt(-8, 9), true);
    }

    @ParameterizedTest
    @CsvSource({"257, 129, 401", "1, 1031, 300", "1031, 1, 300", "1, 1, 4099", "300, 300, 1"})
    void largeSizesAreExact(int m, int n, int k) {
        Random random = new Random(1);
        for (Transpose transposeA : Transpose.values()) {
            for (Transpose transposeB : Transpose.values()) {
                check(m, n, k, transposeA, transposeB, 3, 1f, 0f, () -> random.nextInt(-8, 9), true);
                check(m, n, k, transposeA, transposeB, 0, 2f, -1f, () -> random.nextInt(-8, 9), true);
            }
        }
    }

    @Test
    void withoutAlphaNeitherOperandIsRead() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix c = new Matrix(arena, 3, 5, 2).fill(() -> 4);
            GemmSpec spec = GemmSpec.nn(3, 5, 7).leadingDimensions(7, 5, c.ld);
            provider.plan(spec.scaled(0f, 0.5f)).run(0, 0, c.address(), 0, 0, 0);
            assertEquals(2f, c.get(2, 4));
            provider.plan(spec.scaled(0f, 1f)).run(0, 0, c.address(), 0, 0, 0);
            assertEquals(2f, c.get(2, 4));
            c.fill(() -> Double.NaN);
            provider.plan(spec.scaled(0f, 0f)).run(0, 0, c.address(), 0, 0, 0);
            assertEquals(0f, c.get(0, 0));
            assertEquals(0f, c.get(2, 4));
            assertTrue(c.isGuarded());
        }
    }

    /** As products are computed while the JVM ends. */
    @ParameterizedTest
    @CsvSource({
        "200, 200, 200, 5, -1",
        "7, 3000, 1000, 5, -1",
        "1031, 1, 3000, 5, -1",
        "1, 1, 4099, 5, -1",
        "7, 3000, 1000, NaN, 0",
        "200, 200, 200, NaN, 0"
    })
    void slicesAreTheWhole(int m, int n, int k, float old, float beta) {
        for (Transpose transposeA : Transpose.values()) {
            boolean ta = transposeA == Transpose.YES;
            try (Arena arena = Arena.ofConfined()) {
                Random random = new Random(1);
                Matrix a = new Matrix(arena, ta ? k : m, ta ? m : k, 2).fill(() -> random.nextInt(-8, 9));
                Matrix b = new Matrix(arena, k, n, 1).fill(() -> random.nextInt(-8, 9));
                Matrix whole = new Matrix(arena, m, n, 3).fill(() -> old);
                Matrix slices = new Matrix(arena, m, n, 3).fill(() -> old);
                SgemmKernel kernel = new SgemmKernel(GemmSpec.of(m, n, k, transposeA, Transpose.NO)
                        .scaled(1f, beta)
                        .leadingDimensions(a.ld, b.ld, whole.ld));
                kernel.run(a.address(), b.address(), whole.address(), 0, 0, 0);
                kernel.inSlices(a.address(), b.address(), slices.address());
                assertTrue(Arrays.deepEquals(whole.toArrays(), slices.toArrays()));
                assertTrue(slices.isGuarded());
            }
        }
    }

    @Test
    void worksThroughKernels() {
        Kernels kernels = Kernels.select("openblas");
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, 2, 3).copyFrom(1, 2, 3, 4, 5, 6);
            Tensor b = Tensor.allocate(arena, 2, 3).copyFrom(1, 0, 1, 0, 1, 0);
            Tensor c = Tensor.allocate(arena, 2, 2);
            Tensor bias = Tensor.allocate(arena, 1, 2).copyFrom(10, 20);
            kernels.gemm(GemmSpec.nt(2, 2, 3).then(Epilogue.BIAS)).run(a, b, c, bias);
            assertEquals(14f, c.get(0, 0));
            assertEquals(22f, c.get(0, 1));
            assertEquals(20f, c.get(1, 0));
            assertEquals(25f, c.get(1, 1));
        }
    }

    @Test
    void manyThreadsMayShareAKernel() throws InterruptedException {
        int size = 61;
        Random random = new Random(2);
        try (Arena arena = Arena.ofShared()) {
            Matrix a = new Matrix(arena, size, size, 1).fill(() -> random.nextInt(-8, 9));
            Matrix b = new Matrix(arena, size, size, 1).fill(() -> random.nextInt(-8, 9));
            GemmSpec spec = GemmSpec.nn(size, size, size).leadingDimensions(a.ld, b.ld, a.ld);
            GemmKernel kernel = provider.plan(spec);
            Matrix expected = new Matrix(arena, size, size, 1);
            kernel.run(a.address(), b.address(), expected.address(), 0, 0, 0);
            Thread[] threads = new Thread[100];
            Matrix[] results = new Matrix[threads.length];
            for (int t = 0; t < threads.length; t++) {
                Matrix c = new Matrix(arena, size, size, 1);
                results[t] = c;
                threads[t] = Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 20; i++) {
                        kernel.run(a.address(), b.address(), c.address(), 0, 0, 0);
                    }
                });
            }
            for (int t = 0; t < threads.length; t++) {
                threads[t].join();
                assertTrue(Arrays.deepEquals(expected.toArrays(), results[t].toArrays()));
            }
        }
    }

    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofConfined()) {
            Matrix a = new Matrix(arena, 5, 5, 0).fill(() -> 1);
            Matrix c = new Matrix(arena, 5, 5, 0);
            GemmKernel product = provider.plan(GemmSpec.nn(5, 5, 5).leadingDimensions(5, 5, 5));
            GemmKernel scale = provider.plan(
                    GemmSpec.nn(5, 5, 5).leadingDimensions(5, 5, 5).scaled(0f, 0.5f));
            long least = Long.MAX_VALUE;
            for (int batch = 0; batch < 50; batch++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 5_000; i++) {
                    product.run(a.address(), a.address(), c.address(), 0, 0, 0);
                    scale.run(0, 0, c.address(), 0, 0, 0);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, least, "bytes in 5000 runs");
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        byte[] control = new byte[1000];
        assertTrue(threads.getCurrentThreadAllocatedBytes() - before >= control.length);
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.of(0, 1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 33, 47, 64, 67);
    }

    @Provide
    Arbitrary<Float> scales() {
        return Arbitraries.of(0f, -0f, 1f, -1f, 0.5f, 2f, -3f);
    }

    private void check(
            int m,
            int n,
            int k,
            Transpose transposeA,
            Transpose transposeB,
            int padding,
            float alpha,
            float beta,
            DoubleSupplier values,
            boolean exact) {
        boolean ta = transposeA == Transpose.YES;
        boolean tb = transposeB == Transpose.YES;
        try (Arena arena = Arena.ofConfined()) {
            Matrix a = new Matrix(arena, ta ? k : m, ta ? m : k, padding).fill(values);
            Matrix b = new Matrix(arena, tb ? n : k, tb ? k : n, padding).fill(values);
            Matrix c = new Matrix(arena, m, n, padding).fill(beta == 0f ? () -> Double.NaN : values);
            float[][] old = c.toArrays();
            GemmSpec spec = GemmSpec.of(m, n, k, transposeA, transposeB)
                    .scaled(alpha, beta)
                    .leadingDimensions(a.ld, b.ld, c.ld);
            provider.plan(spec).run(a.address(), b.address(), c.address(), 0, 0, 0);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = beta == 0f ? 0 : (double) beta * old[i][j];
                    double magnitude = Math.abs(sum);
                    for (int p = 0; p < k && alpha != 0f; p++) {
                        double term =
                                (double) alpha * (ta ? a.get(p, i) : a.get(i, p)) * (tb ? b.get(j, p) : b.get(p, j));
                        sum += term;
                        magnitude += Math.abs(term);
                    }
                    double tolerance = exact ? 0 : (k + 3) * EPSILON * magnitude;
                    assertTrue(
                            Math.abs(c.get(i, j) - sum) <= tolerance, // not so for a NaN
                            () -> spec + " gives a wrong element of C");
                }
            }
            assertTrue(c.isGuarded(), () -> spec + " writes outside C");
            assertTrue(a.isGuarded() && b.isGuarded(), () -> spec + " writes into A or B");
        }
    }
}
