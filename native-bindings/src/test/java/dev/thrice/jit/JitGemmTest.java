package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.MatrixOperand;
import dev.thrice.kernels.PackedMatrix;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products against the definition's three loops, bit for bit. */
class JitGemmTest {
    private static final float[] BETAS = {0f, 1f, -.75f};

    @Test
    void smallProductsAreTheDefinitionsToTheBit() {
        for (int m = 1; m <= 17; m++) {
            for (int n = 1; n <= 40; n++) {
                for (int k = 0; k <= 9; k++) {
                    check(m, n, k, BETAS[(m + n + k) % 3], Epilogue.NONE);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "64, 64, 64",
        "64, 784, 64",
        "1, 64, 784",
        "9, 10, 784",
        "193, 17, 257",
        "131, 261, 1031",
        "300, 130, 2100"
    })
    void largerOnesToo(int m, int n, int k) {
        for (float beta : BETAS) {
            check(m, n, k, beta, Epilogue.NONE);
        }
    }

    @Test
    void epiloguesAreTheDefinitionsToTheBit() {
        for (Epilogue.Step step : Epilogue.Step.values()) {
            for (boolean sums : new boolean[] {false, true}) {
                Epilogue epilogue = new Epilogue(step, step == Epilogue.Step.ADD ? .3f : 1f, sums);
                for (int m : new int[] {1, 5, 17}) {
                    for (int n = 1; n < 36; n++) {
                        check(m, n, 7, n % 2, epilogue);
                    }
                }
                check(200, 300, 1100, 0f, epilogue);
            }
        }
    }

    private static void check(int m, int n, int k, float beta, Epilogue epilogue) {
        for (Transpose a : Transpose.values()) {
            for (Transpose b : Transpose.values()) {
                GemmSpec spec = GemmSpec.of(m, n, k, a, b)
                        .scaled((m + k) % 2 == 0 ? 1f : 1.25f, beta)
                        .then(epilogue);
                check(spec);
                check(spec.withPacked(Packed.B));
            }
        }
    }

    private static void check(GemmSpec spec) {
        float[][] expected = expected(spec);
        float[][] found = run("jit", spec);
        for (int out = 0; out < 2; out++) {
            for (int i = 0; i < expected[out].length; i++) {
                assertEquals(
                        Float.floatToIntBits(expected[out][i]),
                        Float.floatToIntBits(found[out][i]),
                        spec + " " + out + " element " + i + ": " + expected[out][i] + " " + found[out][i]);
            }
        }
    }

    /** By three loops, functions by the Vector API's kernels. */
    private static float[][] expected(GemmSpec spec) {
        Epilogue.Step step = spec.epilogue().step();
        if (step != Epilogue.Step.BIAS_TANH && step != Epilogue.Step.BIAS_SIGMOID) {
            return run("scalar", spec);
        }
        float[] before = run("scalar", spec.then(Epilogue.BIAS))[0];
        try (TensorArena arena = TensorArena.open()) {
            Tensor c = Tensor.allocate(arena, spec.m(), spec.n()).copyFrom(before);
            Kernels simd = Kernels.select("simd");
            if (step == Epilogue.Step.BIAS_TANH) {
                simd.tanh(c, c);
            } else {
                simd.sigmoid(c, c);
            }
            float[] after = c.toArray();
            float[] sums = new float[spec.epilogue().sumsColumns() ? spec.n() : 0];
            for (int i = 0; i < spec.m(); i++) {
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += after[i * spec.n() + j];
                }
            }
            return new float[][] {after, sums};
        }
    }

    private static float[][] run(String provider, GemmSpec spec) {
        try (TensorArena arena = TensorArena.open()) {
            Random random = new Random(1);
            Tensor a = random(arena, spec.rowsOfA(), spec.columnsOfA(), random);
            Tensor b = random(arena, spec.rowsOfB(), spec.columnsOfB(), random);
            Tensor c = random(arena, spec.m(), spec.n(), random);
            int rows = spec.epilogue().operand() == Epilogue.Operand.ROW ? 1 : spec.m();
            Tensor d =
                    spec.epilogue().operand() == Epilogue.Operand.NONE ? null : random(arena, rows, spec.n(), random);
            Tensor sums = spec.epilogue().sumsColumns() ? Tensor.allocate(arena, 1, spec.n()) : null;
            try (Gemm gemm = Kernels.select(provider).gemm(spec)) {
                MatrixOperand second = b;
                if (spec.packed() == Packed.B) {
                    PackedMatrix packed = gemm.allocatePacked(arena).pack(b);
                    packed.close();
                    second = packed;
                }
                gemm.run(a, second, c, d, sums);
            }
            return new float[][] {c.toArray(), sums == null ? new float[0] : sums.toArray()};
        }
    }

    private static Tensor random(TensorArena arena, int rows, int columns, Random random) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.allocate(arena, rows, columns).copyFrom(values);
    }
}
