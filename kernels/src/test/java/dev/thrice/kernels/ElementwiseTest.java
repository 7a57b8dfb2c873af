package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every provider's elementwise kernels against their definitions in float64, on row lengths around the vectors'. */
class ElementwiseTest {
    private static final int[] COLUMNS = {1, 3, 4, 5, 8, 10, 15, 16, 17, 31, 33, 64, 100};
    private static final int ROWS = 5;
    private static final float GUARD = 7.25f;

    private final TensorArena arena = TensorArena.open();
    private final SplittableRandom random = new SplittableRandom(1);

    @AfterEach
    void free() {
        arena.close();
    }

    static Stream<Kernels> kernels() {
        return GemmTest.providers().map(Kernels::select);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanh(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 12);
            Tensor y = guarded(columns);
            kernels.tanh(x, y);
            requireEach(y, 1e-6, (i, j) -> Math.tanh(x.get(i, j)));
            kernels.tanh(x, x); // in place
            requireEach(x, 0, (i, j) -> y.get(i, j));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanhAtTheEnds(Kernels kernels) {
        float[] ends = {
            0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 100f, -100f, Float.MIN_VALUE, 1e-30f
        };
        Tensor x = Tensor.allocate(arena, 1, ends.length).copyFrom(ends);
        kernels.tanh(x, x);
        float[] expected = {0f, -0f, 1f, -1f, Float.NaN, 1f, -1f, Float.MIN_VALUE, 1e-30f};
        for (int j = 0; j < ends.length; j++) {
            assertEquals(expected[j], x.get(0, j), kernels.provider() + " tanh(" + ends[j] + ")");
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tanhDerivative(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor v = random(columns, 3);
            Tensor y = random(columns, 1);
            Tensor out = guarded(columns);
            kernels.tanhDerivative(v, y, out);
            requireEach(out, 1e-6, (i, j) -> v.get(i, j) * (1 - (double) y.get(i, j) * y.get(i, j)));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void axpbyAndFill(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            Tensor y = random(columns, 3);
            Tensor old = Tensor.allocate(arena, ROWS, columns).copyFrom(y);
            kernels.axpby(2f, x, -.5f, y);
            requireEach(y, 1e-6, (i, j) -> 2.0 * x.get(i, j) - .5 * old.get(i, j));
            kernels.fill(Float.NaN, y);
            kernels.axpby(3f, x, 0f, y);
            requireEach(y, 1e-6, (i, j) -> 3.0 * x.get(i, j));
            Tensor filled = guarded(columns);
            kernels.fill(4f, filled);
            requireEach(filled, 0, (i, j) -> 4);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void columnSums(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            Tensor sums = Tensor.allocate(arena, 1, columns);
            kernels.columnSums(x, sums);
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int i = 0; i < ROWS; i++) {
                    sum += x.get(i, j);
                }
                assertEquals(sum, sums.get(0, j), 5e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void logSoftmax(Kernels kernels) {
        for (int columns : COLUMNS) {
            for (double scale : new double[] {1, 30, 1e4}) {
                Tensor x = random(columns, scale);
                Tensor y = guarded(columns);
                kernels.logSoftmax(x, y);
                for (int i = 0; i < ROWS; i++) {
                    double max = Double.NEGATIVE_INFINITY;
                    for (int j = 0; j < columns; j++) {
                        max = Math.max(max, x.get(i, j));
                    }
                    double sum = 0;
                    for (int j = 0; j < columns; j++) {
                        sum += Math.exp(x.get(i, j) - max);
                    }
                    for (int j = 0; j < columns; j++) {
                        double expected = x.get(i, j) - max - Math.log(sum);
                        assertEquals(expected, y.get(i, j), 1e-6 * (1 + Math.abs(expected)));
                    }
                }
                requireGuards(y);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void softmaxResidualAndLoss(Kernels kernels) {
        for (int classes : COLUMNS) {
            Tensor p = random(classes, 3);
            kernels.logSoftmax(p, p);
            Labels labels = Labels.allocate(arena, ROWS, classes);
            double loss = 0;
            for (int i = 0; i < ROWS; i++) {
                labels.set(i, random.nextInt(classes));
                loss -= p.get(i, labels.get(i));
            }
            Tensor out = guarded(classes);
            kernels.softmaxResidual(p, labels, 2f, out);
            requireEach(out, 2e-6, (i, j) -> 2 * ((j == labels.get(i) ? 1 : 0) - Math.exp(p.get(i, j))));
            assertEquals(loss, kernels.negativeLogLikelihood(p, labels), 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void momentumStep(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor w = random(columns, 1);
            Tensor g = random(columns, 1);
            Tensor v = random(columns, 1);
            Tensor oldW = Tensor.allocate(arena, ROWS, columns).copyFrom(w);
            Tensor oldV = Tensor.allocate(arena, ROWS, columns).copyFrom(v);
            kernels.momentumStep(w, g, v, .1f, .9f);
            requireEach(v, 1e-6, (i, j) -> .9 * oldV.get(i, j) + g.get(i, j));
            requireEach(w, 1e-6, (i, j) -> oldW.get(i, j) - .1 * (.9 * oldV.get(i, j) + g.get(i, j)));
        }
    }

    @Test
    void wrongOperandsAreRefused() {
        Kernels kernels = Kernels.select();
        Tensor x = Tensor.allocate(arena, 4, 5);
        Tensor other = Tensor.allocate(arena, 5, 4);
        Labels labels = Labels.allocate(arena, 4, 5);
        assertThrows(IllegalArgumentException.class, () -> kernels.tanh(x, other));
        assertThrows(IllegalArgumentException.class, () -> kernels.tanh(x.rows(0, 3), x.rows(1, 3)));
        assertThrows(IllegalArgumentException.class, () -> kernels.columnSums(x, other));
        assertThrows(IllegalArgumentException.class, () -> kernels.softmaxResidual(other, labels, 1, other));
        assertThrows(IllegalArgumentException.class, () -> kernels.momentumStep(x, x, x, 1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> kernels.logSoftmax(Tensor.allocate(arena, 2, 0), Tensor.allocate(arena, 2, 0)));
        assertThrows(IllegalArgumentException.class, () -> labels.set(0, 5));
        assertThrows(IllegalArgumentException.class, () -> labels.set(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> labels.set(4, 0));
    }

    @Test
    void unknownProvidersAreRefusedWithTheChoices() {
        String message = assertThrows(IllegalArgumentException.class, () -> Kernels.select("simdd"))
                .getMessage();
        assertTrue(message.startsWith("unknown provider 'simdd', expected one of auto"), message);
        assertTrue(message.contains("scalar"), message);
    }

    private Tensor random(int columns, double scale) {
        Tensor t = guarded(columns);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < columns; j++) {
                t.set(i, j, (float) random.nextDouble(-scale, scale));
            }
        }
        return t;
    }

    /** A tensor whose padding holds a guard value. */
    private Tensor guarded(int columns) {
        Tensor padded = Tensor.allocate(arena, ROWS, Tensor.paddedColumns(columns + 1));
        padded.fill(GUARD);
        return Tensor.of(arena, padded.segment(), ROWS, columns, padded.leadingDimension());
    }

    private interface Element {
        double at(int row, int column);
    }

    private static void requireEach(Tensor t, double tolerance, Element expected) {
        for (int i = 0; i < t.rows(); i++) {
            for (int j = 0; j < t.columns(); j++) {
                assertEquals(expected.at(i, j), t.get(i, j), tolerance * (1 + Math.abs(expected.at(i, j))));
            }
        }
        if (t.leadingDimension() > t.columns()) {
            requireGuards(t);
        }
    }

    private static void requireGuards(Tensor t) {
        for (int i = 0; i < t.rows() - 1; i++) {
            for (int j = t.columns(); j < t.leadingDimension(); j++) {
                long at = (long) i * t.leadingDimension() + j;
                float value = t.segment().getAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, at);
                assertEquals(GUARD, value, "padding was written");
            }
        }
    }
}
