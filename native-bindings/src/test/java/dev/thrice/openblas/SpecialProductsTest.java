package dev.thrice.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.ProviderStatus;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NaN, infinities and subnormals in products, the same by every provider, on each of their paths. */
class SpecialProductsTest {
    private static final int[][] SHAPES = {
        {1, 1, 3}, {1, 64, 70}, {5, 19, 7}, {64, 10, 64}, {33, 65, 200}, {340, 330, 340}
    };

    static Stream<String> providers() {
        return Kernels.providers().stream().filter(ProviderStatus::available).map(ProviderStatus::name);
    }

    /** Row 0 of A has an infinity, which meets 1, 0, -1 and NaN of B; all else is the smallest of sums. */
    @ParameterizedTest
    @MethodSource("providers")
    void areThoseOfTheDefinition(String provider) {
        for (int[] shape : SHAPES) {
            for (Transpose transposeA : Transpose.values()) {
                for (Transpose transposeB : Transpose.values()) {
                    check(provider, GemmSpec.of(shape[0], shape[1], shape[2], transposeA, transposeB));
                }
            }
        }
    }

    private static void check(String provider, GemmSpec spec) {
        boolean ta = spec.transposeA() == Transpose.YES;
        boolean tb = spec.transposeB() == Transpose.YES;
        float[] met = {1f, 0f, -1f, Float.NaN};
        float[] expected = {Float.POSITIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY, Float.NaN};
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = ta ? Tensor.allocate(arena, spec.k(), spec.m()) : Tensor.allocate(arena, spec.m(), spec.k());
            Tensor b = tb ? Tensor.allocate(arena, spec.n(), spec.k()) : Tensor.allocate(arena, spec.k(), spec.n());
            Tensor c = Tensor.allocate(arena, spec.m(), spec.n()).fill(Float.NaN); // beta = 0 does not read it
            a.fill(0x1p-100f);
            b.fill(0x1p-40f);
            int last = spec.k() - 1;
            set(a, ta, 0, last, Float.POSITIVE_INFINITY);
            for (int i = 1; i < spec.m(); i++) {
                set(a, ta, i, last, 0f);
            }
            for (int j = 0; j < spec.n(); j++) {
                set(b, tb, last, j, met[j % 4]);
            }
            Kernels.select(provider).gemm(spec).run(a, b, c);
            for (int i = 0; i < spec.m(); i++) {
                for (int j = 0; j < spec.n(); j++) {
                    float rest = j % 4 == 3 ? Float.NaN : last * 0x1p-140f; // 0 times NaN is NaN
                    assertEquals(
                            i == 0 ? expected[j % 4] : rest, c.get(i, j), provider + " " + spec + " " + i + ", " + j);
                }
            }
        }
    }

    private static void set(Tensor t, boolean transposed, int row, int column, float value) {
        t.set(transposed ? column : row, transposed ? row : column, value);
    }
}
