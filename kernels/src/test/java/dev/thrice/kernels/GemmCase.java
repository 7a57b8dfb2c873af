package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.function.DoubleSupplier;

/** A product with its operands, the float64 result to compare with, and guards around C. */
final class GemmCase implements AutoCloseable {
    private static final float GUARD = -12345.678f;
    private static final int GUARD_FLOATS = 64;
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    private final GemmSpec spec;
    private final TensorArena arena = TensorArena.open();
    private final MemorySegment guarded;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    private GemmCase(GemmSpec spec, DoubleSupplier values) {
        this.spec = spec;
        boolean plainA = spec.transposeA() == Transpose.NO;
        boolean plainB = spec.transposeB() == Transpose.NO;
        a = filled(plainA ? spec.m() : spec.k(), plainA ? spec.k() : spec.m(), spec.lda(), values);
        b = filled(plainB ? spec.k() : spec.n(), plainB ? spec.n() : spec.k(), spec.ldb(), values);
        long floats = 2L * GUARD_FLOATS + (long) spec.m() * spec.ldc();
        guarded = arena.allocate(floats * Float.BYTES, Float.BYTES);
        for (long i = 0; i < floats; i++) {
            guarded.setAtIndex(ValueLayout.JAVA_FLOAT, i, GUARD);
        }
        MemorySegment inner = guarded.asSlice((long) GUARD_FLOATS * Float.BYTES);
        c = Tensor.of(arena, inner, spec.m(), spec.n(), spec.ldc());
        fill(c, values);
    }

    /** Integers so small that every order of summation is exact: k * 8 * 8 < 2^24. */
    static GemmCase integers(GemmSpec spec, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new GemmCase(spec, () -> random.nextInt(-8, 9));
    }

    static GemmCase reals(GemmSpec spec, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new GemmCase(spec, () -> (float) random.nextDouble(-1, 1));
    }

    Tensor a() {
        return a;
    }

    Tensor b() {
        return b;
    }

    Tensor c() {
        return c;
    }

    void run(Kernels kernels) {
        run(kernels.gemm(spec));
    }

    private void run(Gemm gemm) {
        gemm.run(a, b, c);
        requireGuards();
    }

    /** Runs a plan of this shape whose epilogue takes a row, which is made here. */
    void runWithRow(Gemm gemm) {
        Tensor row = Tensor.allocate(arena, 1, spec.n());
        for (int j = 0; j < spec.n(); j++) {
            row.set(0, j, j / 8f);
        }
        gemm.run(a, b, c, row);
        requireGuards();
    }

    void runAndRequireExact(Kernels kernels) {
        runAndRequireExact(kernels.gemm(spec));
    }

    void runAndRequireExact(Kernels kernels, ForkJoinPool pool, int workers) {
        runAndRequireExact(kernels.gemm(spec, pool, workers));
    }

    private void runAndRequireExact(Gemm gemm) {
        double[] expected = new double[spec.m() * spec.n()];
        compute(expected, new double[expected.length]);
        run(gemm);
        for (int i = 0; i < spec.m(); i++) {
            for (int j = 0; j < spec.n(); j++) {
                assertEquals((float) expected[i * spec.n() + j], c.get(i, j), () -> gemm.provider() + " " + spec);
            }
        }
    }

    /** |C' - C| <= gamma_(k+2) (|alpha| |A| |B| + |beta| |C|), gamma_n = n u / (1 - n u) (Higham 2002, section 3.5). */
    void runAndRequireWithinBound(Kernels kernels) {
        double[] expected = new double[spec.m() * spec.n()];
        double[] magnitude = new double[expected.length];
        compute(expected, magnitude);
        run(kernels);
        double nu = (spec.k() + 2) * UNIT_ROUNDOFF;
        double gamma = nu / (1 - nu);
        for (int i = 0; i < spec.m(); i++) {
            for (int j = 0; j < spec.n(); j++) {
                int at = i * spec.n() + j;
                double error = Math.abs(c.get(i, j) - expected[at]);
                // the smallest subnormal covers products that underflow, which the bound leaves out
                assertTrue(
                        error <= gamma * magnitude[at] + (spec.k() + 2) * (double) Float.MIN_VALUE,
                        () -> kernels.provider() + " " + spec + ": error " + error + ", bound "
                                + gamma * magnitude[at]);
            }
        }
    }

    private void compute(double[] result, double[] magnitude) {
        int k = spec.k();
        double[] rows = elements(a, spec.transposeA(), spec.m(), k);
        double[] columns = elements(b, spec.transposeB() == Transpose.NO ? Transpose.YES : Transpose.NO, spec.n(), k);
        for (int i = 0; i < spec.m(); i++) {
            for (int j = 0; j < spec.n(); j++) {
                double sum = 0;
                double size = 0;
                for (int p = 0; spec.alpha() != 0 && p < k; p++) {
                    double product = rows[i * k + p] * columns[j * k + p];
                    sum += product;
                    size += Math.abs(product);
                }
                double old = spec.beta() == 0 ? 0 : (double) spec.beta() * c.get(i, j);
                result[i * spec.n() + j] = spec.alpha() * sum + old;
                magnitude[i * spec.n() + j] = Math.abs(spec.alpha()) * size + Math.abs(old);
            }
        }
    }

    private static double[] elements(Tensor t, Transpose transpose, int rows, int columns) {
        double[] elements = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                elements[i * columns + j] = transpose == Transpose.NO ? t.get(i, j) : t.get(j, i);
            }
        }
        return elements;
    }

    private void requireGuards() {
        long floats = guarded.byteSize() / Float.BYTES;
        for (long i = 0; i < floats; i++) {
            long inside = i - GUARD_FLOATS;
            boolean element =
                    inside >= 0 && spec.ldc() > 0 && inside / spec.ldc() < spec.m() && inside % spec.ldc() < spec.n();
            if (!element) {
                assertEquals(GUARD, guarded.getAtIndex(ValueLayout.JAVA_FLOAT, i), "written outside C");
            }
        }
    }

    /** Views with a stride that is not padded, and NaN wherever no element is: nothing may depend on it. */
    private Tensor filled(int rows, int columns, int ld, DoubleSupplier values) {
        MemorySegment segment = arena.allocate((long) rows * ld * Float.BYTES, Float.BYTES);
        for (long i = 0; i < (long) rows * ld; i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.NaN);
        }
        return fill(Tensor.of(arena, segment, rows, columns, ld), values);
    }

    private static Tensor fill(Tensor t, DoubleSupplier values) {
        for (int i = 0; i < t.rows(); i++) {
            for (int j = 0; j < t.columns(); j++) {
                t.set(i, j, (float) values.getAsDouble());
            }
        }
        return t;
    }

    @Override
    public void close() {
        arena.close();
    }
}
