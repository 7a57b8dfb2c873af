package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.Random;

/**
 * A product of random values and what it is by definition: three loops, sums in ascending k, each term fused; functions by the Vector API's
 * kernels. How operands are stored makes no difference.
 */
final class Example {
    private static final float[] SPECIAL = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        0x1p-130f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1f
    };

    /** What elements are. */
    enum Values {
        REALS {
            @Override
            float next(Random random) {
                return (float) random.nextGaussian();
            }
        },
        /** Of which sums are exact, in whatever order. */
        INTEGERS {
            @Override
            float next(Random random) {
                return random.nextInt(9) - 4;
            }
        },
        /** One in sixteen special. */
        SPECIALS {
            @Override
            float next(Random random) {
                return random.nextInt(16) == 0
                        ? SPECIAL[random.nextInt(SPECIAL.length)]
                        : (float) random.nextGaussian();
            }
        };

        abstract float next(Random random);
    }

    private final GemmSpec spec;
    private final float[] a; // op(A)
    private final float[] b; // op(B)
    private final float[] c;
    private final float[] d;
    private final float[] product;
    private final float[] sums;

    /** Of a specification's sizes, scales and epilogue. */
    Example(GemmSpec spec, Values values, long seed) {
        this.spec = spec;
        Random random = new Random(seed);
        int rows = switch (spec.epilogue().operand()) {
            case NONE -> 0;
            case ROW -> 1;
            case MATRIX -> spec.m();
        };
        a = random(spec.m(), spec.k(), values, random);
        b = random(spec.k(), spec.n(), values, random);
        c = random(spec.m(), spec.n(), values, random);
        d = random(rows, spec.n(), values, random);
        product = product();
        finish();
        sums = sums();
    }

    private static float[] random(int rows, int columns, Values values, Random random) {
        float[] matrix = new float[rows * columns];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = values.next(random);
        }
        return matrix;
    }

    private float[] product() {
        int n = spec.n();
        int k = spec.alpha() == 0f ? 0 : spec.k();
        float[] result = new float[spec.m() * n];
        for (int i = 0; i < spec.m(); i++) {
            for (int p = 0; p < k; p++) {
                float x = a[i * k + p];
                for (int j = 0; j < n; j++) {
                    result[i * n + j] = Math.fma(x, b[p * n + j], result[i * n + j]);
                }
            }
        }
        for (int i = 0; i < result.length; i++) {
            float scaled = k == 0 ? 0f : spec.alpha() * result[i];
            result[i] = spec.beta() == 0f ? scaled : Math.fma(spec.beta(), c[i], scaled);
        }
        return result;
    }

    private void finish() {
        Epilogue epilogue = spec.epilogue();
        for (int i = 0; i < product.length; i++) {
            float x = product[i];
            float y = epilogue.operand() == Epilogue.Operand.NONE ? 0f : d[i % d.length];
            product[i] = switch (epilogue.step()) {
                case NONE -> x;
                case BIAS, BIAS_TANH, BIAS_SIGMOID -> x + y;
                case BIAS_RELU -> x + y <= 0f ? 0f : x + y;
                case TANH_DERIVATIVE -> x * Math.fma(-y, y, 1f);
                case SIGMOID_DERIVATIVE -> x * Math.fma(1f - y, y, 0f);
                case RELU_DERIVATIVE -> y <= 0f ? 0f : x;
                case ADD -> epilogue.scale() == 0f ? x : Math.fma(epilogue.scale(), y, x);
            };
        }
        switch (epilogue.step()) {
            case BIAS_TANH -> function(Kernels::tanh);
            case BIAS_SIGMOID -> function(Kernels::sigmoid);
            default -> {}
        }
    }

    private interface Function {
        void apply(Kernels kernels, Tensor x, Tensor y);
    }

    private void function(Function function) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = Tensor.allocate(arena, 1, product.length).copyFrom(product);
            function.apply(Kernels.select("simd"), x, x);
            System.arraycopy(x.toArray(), 0, product, 0, product.length);
        }
    }

    private float[] sums() {
        float[] result = new float[spec.epilogue().sumsColumns() ? spec.n() : 0];
        for (int i = 0; i < spec.m(); i++) {
            for (int j = 0; j < result.length; j++) {
                result[j] += product[i * spec.n() + j];
            }
        }
        return result;
    }

    /** Its operands, stored as such a specification says. */
    Operands in(Room room, GemmSpec stored) {
        Operands operands = Operands.allocate(room, stored);
        operands.fill(a, b, c, d);
        return operands;
    }

    /** Requires that these operands are what a run leaves. */
    void requireDone(Operands operands, Object how) {
        requireEqual(product, operands.elementsOfC(), spec.n(), how, "C");
        requireEqual(sums, operands.elementsOfSums(), spec.n(), how, "the sums of columns");
        operands.requirePaddingUntouched(how);
    }

    private static void requireEqual(float[] expected, float[] found, int columns, Object how, String what) {
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(found[i])) { // any NaN for a NaN
                int at = i;
                assertEquals(
                        expected[i],
                        found[i],
                        () -> how + ": " + what + " [" + at / columns + ", " + at % columns + "]");
            }
        }
    }
}
