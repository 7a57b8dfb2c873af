package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NaN, infinities, zeros of both signs and subnormals, to the bit the same in every provider, in whole vectors and in tails. */
class SpecialValuesTest {
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;
    private static final float TINY = Float.MIN_VALUE;

    /** Enough copies for whole vectors and a tail at every length. */
    private static final int COPIES = 37;

    private final TensorArena arena = TensorArena.open();

    static Stream<Kernels> kernels() {
        return Tested.providers().map(Kernels::select);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    private interface Map {
        void run(Tensor x, Tensor y);
    }

    private interface Combination {
        void run(Tensor v, Tensor y, Tensor out);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void ofFunctions(Kernels kernels) {
        float[] x = {NAN, INF, -INF, 0f, -0f, TINY, -TINY};
        requireEach(kernels::exp, x, NAN, INF, 0f, 1f, 1f, 1f, 1f);
        requireEach(kernels::log, x, NAN, INF, NAN, -INF, -INF, (float) Math.log(TINY), NAN);
        requireEach(kernels::tanh, x, NAN, 1f, -1f, 0f, -0f, TINY, -TINY);
        requireEach(kernels::sigmoid, x, NAN, 1f, 0f, .5f, .5f, .5f, .5f);
        requireEach(kernels::relu, x, NAN, INF, 0f, 0f, 0f, TINY, 0f);
        requireEach((a, b) -> kernels.leakyRelu(.5f, a, b), x, NAN, INF, -INF, 0f, -0f, TINY, -0f);
        float ln2 = (float) Math.log(2);
        requireEach(kernels::softplus, x, NAN, INF, 0f, ln2, ln2, ln2, ln2);
        float[] normal = {NAN, INF, -INF, 0f, -0f, 1e30f, -1e30f};
        requireEach(kernels::silu, normal, NAN, INF, -0f, 0f, -0f, 1e30f, -0f);
        requireEach(kernels::gelu, normal, NAN, INF, -0f, 0f, -0f, 1e30f, -0f);
        requireEach((a, b) -> kernels.axpby(1f, a, 0f, b), x, NAN, INF, -INF, 0f, -0f, TINY, -TINY);
        requireEach((a, b) -> kernels.axpby(0f, a, 1f, a, b), x, NAN, INF, -INF, 0f, -0f, TINY, -TINY);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void ofExponentialsAtTheEnds(Kernels kernels) {
        float[] x = {88.72283f, 88.72284f, -87.33655f, -103.97207f, -103.97209f, -1e30f, 1e30f};
        requireEach(kernels::exp, x, (float) Math.exp(88.72283f), INF, (float) Math.exp(-87.33655f), TINY, 0f, 0f, INF);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void ofDerivatives(Kernels kernels) {
        float[] v = {NAN, 1f, INF, 0f, -0f, TINY, INF};
        float[] y = {.5f, NAN, .5f, .5f, .5f, 0f, 1f};
        requireEach(kernels::tanhDerivative, v, y, NAN, NAN, INF, 0f, -0f, TINY, NAN);
        requireEach(kernels::sigmoidDerivative, v, y, NAN, NAN, INF, 0f, -0f, 0f, NAN);
        requireEach(kernels::reluDerivative, v, y, NAN, 1f, INF, 0f, -0f, 0f, INF);
        requireEach((a, b, c) -> kernels.leakyReluDerivative(.5f, a, b, c), v, y, NAN, 1f, INF, 0f, -0f, 0f, INF);
    }

    /** What activations of unbounded outputs pass on far out and in the middle. */
    @ParameterizedTest
    @MethodSource("kernels")
    void ofDerivativesFarOut(Kernels kernels) {
        float[] v = {2f, 2f, 2f, 2f, 2f, 2f, NAN, 2f};
        float[] x = {INF, -INF, 1e30f, -1e30f, 0f, -0f, 1f, NAN};
        requireEach(kernels::siluDerivative, v, x, 2f, -0f, 2f, -0f, 1f, 1f, NAN, NAN);
        requireEach(kernels::geluDerivative, v, x, 2f, -0f, 2f, -0f, 1f, 1f, NAN, NAN);
        float[] y = {INF, 0f, 1e30f, TINY, 104f, 87f, 1f, NAN};
        requireEach(kernels::softplusDerivative, v, y, 2f, 0f, 2f, 2 * TINY, 2f, 2f, NAN, NAN);
    }

    /** Masked classes, a row of one class, and rows that no probability can be given for. */
    @ParameterizedTest
    @MethodSource("kernels")
    void ofCrossEntropy(Kernels kernels) {
        for (int classes : new int[] {2, 3, 17, 40}) {
            Tensor x = Tensor.allocate(arena, 5, classes);
            Labels labels = Labels.allocate(arena, 5, classes);
            x.fill(-INF);
            x.set(0, 1, 1e4f); // certain, and rightly so
            labels.set(0, 1);
            x.set(1, 0, -1e4f); // certain, and wrong: the label is masked out
            labels.set(1, 1);
            x.set(3, 0, NAN); // row 2 has nothing but -infinity
            x.set(4, 0, INF);
            Tensor y = Tensor.allocate(arena, 5, classes);
            Tensor residual = Tensor.allocate(arena, 5, classes);
            Labels firstTwo = Labels.allocate(arena, 2, classes);
            firstTwo.set(0, 1);
            firstTwo.set(1, 1);
            double loss = kernels.crossEntropy(x.rows(0, 2), firstTwo, 2f, y.rows(0, 2), residual.rows(0, 2));
            assertEquals(Double.POSITIVE_INFINITY, loss);
            assertEquals(Double.NaN, kernels.crossEntropy(x, labels, 2f, y, residual));
            for (int j = 0; j < classes; j++) {
                assertEquals(j == 1 ? 0f : -INF, y.get(0, j));
                assertEquals(0f, residual.get(0, j));
                assertEquals(j == 0 ? 0f : -INF, y.get(1, j));
                assertEquals(j == 0 ? -2f : j == 1 ? 2f : 0f, residual.get(1, j));
                for (int i = 2; i < 5; i++) {
                    assertEquals(NAN, y.get(i, j));
                    assertEquals(NAN, residual.get(i, j));
                }
            }
        }
    }

    /** A scale of 0, of either sign, as any factor of 0: its operand is not read. */
    @ParameterizedTest
    @MethodSource("kernels")
    void ofAnEpilogueThatAddsNothing(Kernels kernels) {
        for (float zero : new float[] {0f, -0f}) {
            for (int rows : new int[] {1, 5, 40}) {
                Tensor a = filled(rows, 3, 1f);
                Tensor c = Tensor.allocate(arena, rows, COPIES);
                GemmSpec spec = GemmSpec.nn(rows, COPIES, 3).then(Epilogue.add(zero));
                kernels.gemm(spec).run(a, filled(3, COPIES, 2f), c, filled(rows, COPIES, NAN));
                requireAll(6f, c);
            }
        }
    }

    /** As long as alpha times the sum of the terms' magnitudes is finite, though alpha meets sums of some terms first. */
    @ParameterizedTest
    @MethodSource("kernels")
    void ofLargeScalesOfDeepProducts(Kernels kernels) {
        int k = 3000;
        float alpha = 1e35f; // times 3000 is 3e38
        for (int rows : new int[] {1, 8, 200}) {
            Tensor c = Tensor.allocate(arena, rows, COPIES);
            Tensor b = filled(k, COPIES, 1f);
            for (int p = k / 2; p < k; p++) {
                for (int j = 0; j < COPIES; j++) {
                    b.set(p, j, -1f);
                }
            }
            kernels.gemm(GemmSpec.nn(rows, COPIES, k).scaled(alpha, 0f)).run(filled(rows, k, 1f), b, c);
            requireAll(0f, c);
        }
    }

    private Tensor filled(int rows, int columns, float value) {
        Tensor t = Tensor.allocate(arena, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                t.set(i, j, value);
            }
        }
        return t;
    }

    private static void requireAll(float expected, Tensor c) {
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                assertEquals(expected, c.get(i, j));
            }
        }
    }

    private void requireEach(Map kernel, float[] x, float... expected) {
        requireEach((v, y, out) -> kernel.run(v, out), x, x, expected);
    }

    private void requireEach(Combination kernel, float[] v, float[] y, float... expected) {
        Tensor out = Tensor.allocate(arena, 1, v.length * COPIES);
        kernel.run(repeated(v), repeated(y), out);
        for (int j = 0; j < v.length * COPIES; j++) {
            int of = j % v.length;
            assertEquals(expected[of], out.get(0, j), "of " + v[of] + ", " + y[of]);
        }
    }

    private Tensor repeated(float[] values) {
        Tensor t = Tensor.allocate(arena, 1, values.length * COPIES);
        for (int j = 0; j < values.length * COPIES; j++) {
            t.set(0, j, values[j % values.length]);
        }
        return t;
    }
}
