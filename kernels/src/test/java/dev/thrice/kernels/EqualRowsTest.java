package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Equal rows of A give equal rows of C, to the bit, wherever they stand. */
class EqualRowsTest {
    private static final int[][] SHAPES = {
        {64, 64, 784}, {64, 10, 64}, {3, 64, 100}, {61, 37, 1500}, {7, 7, 7}, {100, 3, 400}
    };

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void haveEqualBits(String provider) {
        Kernels kernels = Kernels.select(provider);
        for (int[] shape : SHAPES) {
            for (Transpose transposeA : Transpose.values()) {
                for (Transpose transposeB : Transpose.values()) {
                    GemmSpec spec = GemmSpec.of(shape[0], shape[1], shape[2], transposeA, transposeB);
                    check(kernels, spec.then(Epilogue.NONE));
                    check(kernels, spec.then(Epilogue.BIAS_TANH));
                }
            }
        }
    }

    private static void check(Kernels kernels, GemmSpec spec) {
        Random random = new Random(1);
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, spec.rowsOfA(), spec.columnsOfA());
            for (int p = 0; p < spec.k(); p++) {
                float value = (float) random.nextGaussian();
                for (int i = 0; i < spec.m(); i++) {
                    boolean stored = spec.transposeA() == Transpose.NO;
                    a.set(stored ? i : p, stored ? p : i, value);
                }
            }
            Tensor b = random(arena, spec.rowsOfB(), spec.columnsOfB(), random);
            Tensor c = Tensor.allocate(arena, spec.m(), spec.n());
            if (spec.epilogue().equals(Epilogue.NONE)) {
                kernels.gemm(spec).run(a, b, c);
            } else {
                kernels.gemm(spec).run(a, b, c, random(arena, 1, spec.n(), random));
            }
            float[] first = c.rows(0, 1).toArray();
            for (int i = 1; i < spec.m(); i++) {
                assertArrayEquals(first, c.rows(i, 1).toArray(), spec + " row " + i);
            }
        }
    }

    private static Tensor random(TensorArena arena, int rows, int columns, Random random) {
        Tensor tensor = Tensor.allocate(arena, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                tensor.set(i, j, (float) random.nextGaussian());
            }
        }
        return tensor;
    }
}
