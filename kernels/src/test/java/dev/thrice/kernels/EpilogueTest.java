package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Epilogues against float64 of the product without one, and packed operands against the product of stored ones, bit for bit. */
class EpilogueTest {
    private static final double TOLERANCE = 1e-6;

    @Property(tries = 200)
    void epiloguesAreWhatTheyAreOfTheProduct(
            @ForAll Epilogue.Step step,
            @ForAll boolean sumsColumns,
            @ForAll @IntRange(min = 1, max = 160) int m,
            @ForAll @IntRange(min = 1, max = 110) int n,
            @ForAll @IntRange(max = 220) int k,
            @ForAll Transpose transposeB,
            @ForAll boolean accumulates,
            @ForAll long seed) {
        Tested.providers().forEach(provider -> {
            Kernels kernels = Kernels.select(provider);
            float scale = step == Epilogue.Step.ADD ? -.75f : 1f;
            Epilogue epilogue = new Epilogue(step, scale, sumsColumns);
            GemmSpec spec = GemmSpec.of(m, n, k, Transpose.NO, transposeB).scaled(.125f, accumulates ? .5f : 0f);
            try (TensorArena arena = TensorArena.open()) {
                SplittableRandom random = new SplittableRandom(seed);
                Tensor a = random(arena, m, k, random);
                Tensor b = random(arena, spec.rowsOfB(), spec.columnsOfB(), random);
                Tensor d = random(arena, epilogue.operand() == Epilogue.Operand.ROW ? 1 : m, n, random);
                Tensor plain = random(arena, m, n, random);
                Tensor c = Tensor.allocate(arena, m, n).copyFrom(plain);
                Tensor sums = Tensor.allocate(arena, 1, n).fill(Float.NaN);
                kernels.gemm(spec).run(a, b, plain);
                Tensor operand = epilogue.operand() == Epilogue.Operand.NONE ? null : d;
                kernels.gemm(spec.then(epilogue)).run(a, b, c, operand, sumsColumns ? sums : null);
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int i = 0; i < m; i++) {
                        double y = d.get(d.rows() == 1 ? 0 : i, j);
                        double expected = expected(step, plain.get(i, j), y, scale);
                        assertEquals(expected, c.get(i, j), TOLERANCE * (1 + Math.abs(expected)), provider);
                        sum += c.get(i, j);
                    }
                    if (sumsColumns) {
                        assertEquals(sum, sums.get(0, j), TOLERANCE * m * (1 + Math.abs(sum)), provider);
                    }
                }
            }
        });
    }

    private static double expected(Epilogue.Step step, double c, double d, double scale) {
        return switch (step) {
            case NONE -> c;
            case BIAS -> c + d;
            case BIAS_TANH -> Math.tanh(c + d);
            case BIAS_SIGMOID -> 1 / (1 + Math.exp(-(c + d)));
            case BIAS_RELU -> Math.max(c + d, 0);
            case TANH_DERIVATIVE -> c * (1 - d * d);
            case SIGMOID_DERIVATIVE -> c * d * (1 - d);
            case RELU_DERIVATIVE -> d > 0 ? c : 0;
            case ADD -> c + scale * d;
        };
    }

    @Property(tries = 200)
    void packedOperandsGiveTheBitsOfTilesInPlace(
            @ForAll @IntRange(max = 150) int m,
            @ForAll @IntRange(max = 150) int n,
            @ForAll @IntRange(max = 1200) int k,
            @ForAll Transpose transposeA,
            @ForAll boolean packsA,
            @ForAll @IntRange(min = 1, max = 3) int workers,
            @ForAll long seed) {
        Tested.providers().forEach(provider -> {
            Kernels kernels = Kernels.select(provider);
            GemmSpec spec = GemmSpec.of(m, n, k, transposeA, Transpose.NO).scaled(.5f, -1f);
            if (spec.k() == 1) {
                return; // an outer product is not made of tiles
            }
            try (TensorArena arena = TensorArena.open()) {
                SplittableRandom random = new SplittableRandom(seed);
                Tensor a = random(arena, spec.rowsOfA(), spec.columnsOfA(), random);
                Tensor b = random(arena, k, n, random);
                Tensor expected = random(arena, m, n, random);
                Tensor c = Tensor.allocate(arena, m, n).copyFrom(expected);
                kernels.gemm(spec).run(a, b, expected);
                GemmSpec packing = spec.withPacked(packsA ? GemmSpec.Packed.A : GemmSpec.Packed.B);
                Gemm gemm = kernels.gemm(packing, ForkJoinPool.commonPool(), workers);
                PackedMatrix packed = gemm.allocatePacked(arena).pack(packsA ? a : b);
                gemm.run(packsA ? packed : a, packsA ? b : packed, c);
                assertArrayEquals(expected.toArray(), c.toArray(), provider);
            }
        });
    }

    @Test
    void aPackedOperandServesPlansOfOtherBatches() {
        Kernels kernels = Kernels.select();
        try (TensorArena arena = TensorArena.open()) {
            SplittableRandom random = new SplittableRandom(1);
            Tensor weights = random(arena, 65, 40, random);
            Tensor x = random(arena, 30, 40, random);
            GemmSpec forward = GemmSpec.nt(30, 65, 40).withPacked(GemmSpec.Packed.B);
            PackedMatrix packed = kernels.gemm(forward).allocatePacked(arena).pack(weights);
            Tensor all = Tensor.allocate(arena, 30, 65);
            kernels.gemm(forward).run(x, packed, all);
            Tensor some = Tensor.allocate(arena, 7, 65);
            kernels.gemm(GemmSpec.nt(7, 65, 40).withPacked(GemmSpec.Packed.B)).run(x.rows(3, 7), packed, some);
            assertArrayEquals(all.rows(3, 7).toArray(), some.toArray());
        }
    }

    @Test
    void columnSumsGoWhereNothingElseIs() {
        Kernels kernels = Kernels.select();
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, 4, 4);
            Tensor b = Tensor.allocate(arena, 4, 4);
            Tensor c = Tensor.allocate(arena, 4, 4);
            Gemm plain = kernels.gemm(GemmSpec.nn(4, 4, 4));
            Gemm sums = kernels.gemm(GemmSpec.nn(4, 4, 4).then(Epilogue.NONE.withColumnSums()));
            for (Tensor wrong : new Tensor[] {null, b, a.rows(0, 1), b.rows(0, 1), c.rows(3, 1)}) {
                assertThrows(IllegalArgumentException.class, () -> sums.run(a, b, c, null, wrong));
            }
            Tensor row = Tensor.allocate(arena, 1, 4);
            assertThrows(IllegalArgumentException.class, () -> plain.run(a, b, c, null, row));
        }
    }

    private static Tensor random(TensorArena arena, int rows, int columns, SplittableRandom random) {
        Tensor t = Tensor.allocate(arena, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                t.set(i, j, (float) random.nextDouble(-1, 1));
            }
        }
        return t;
    }
}
