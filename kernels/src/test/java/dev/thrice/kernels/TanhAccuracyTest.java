package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** tanh against float64 on a sample of all floats: every 127th bit pattern, which is every exponent and many significands. */
class TanhAccuracyTest {
    private static final double MAX_ULPS = 1.5;
    private static final int STRIDE = 127;
    private static final int CHUNK = 1 << 12;

    static Stream<Kernels> kernels() {
        return GemmTest.providers().map(Kernels::select);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyExponentIsWithinTheBudgetAndOdd(Kernels kernels) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = Tensor.allocate(arena, 2, CHUNK);
            Tensor y = Tensor.allocate(arena, 2, CHUNK);
            long infinity = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
            for (long bits = 0; bits < infinity; bits += (long) STRIDE * CHUNK) {
                for (int j = 0; j < CHUNK; j++) {
                    float value = Float.intBitsToFloat((int) Math.min(infinity, bits + (long) STRIDE * j));
                    x.set(0, j, value);
                    x.set(1, j, -value);
                }
                kernels.tanh(x, y);
                for (int j = 0; j < CHUNK; j++) {
                    double exact = Math.tanh(x.get(0, j));
                    double ulps = Math.abs(y.get(0, j) - exact) / Math.ulp((float) exact);
                    assertTrue(ulps <= MAX_ULPS, () -> kernels.provider() + ": " + ulps + " ulp");
                    assertEquals(-y.get(0, j), y.get(1, j));
                }
            }
        }
    }
}
