package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.AdamCoefficients;
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
        return Tested.providers().map(Kernels::select);
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
    void exponentialLogarithmAndSigmoid(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 20);
            Tensor y = guarded(columns);
            kernels.exp(x, y);
            requireEach(y, 1e-6, (i, j) -> Math.exp(x.get(i, j)));
            kernels.log(y, y);
            requireEach(y, 1e-6, (i, j) -> x.get(i, j));
            kernels.sigmoid(x, y);
            requireEach(y, 1e-6, (i, j) -> 1 / (1 + Math.exp(-x.get(i, j))));
            Tensor v = random(columns, 3);
            Tensor out = guarded(columns);
            kernels.sigmoidDerivative(v, y, out);
            requireEach(out, 1e-6, (i, j) -> v.get(i, j) * (double) y.get(i, j) * (1 - (double) y.get(i, j)));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void reluAndItsDerivative(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            x.set(0, 0, -0f);
            Tensor y = guarded(columns);
            kernels.relu(x, y);
            requireEach(y, 0, (i, j) -> x.get(i, j) > 0 ? x.get(i, j) : 0);
            Tensor v = random(columns, 3);
            Tensor out = guarded(columns);
            kernels.reluDerivative(v, y, out);
            requireEach(out, 0, (i, j) -> y.get(i, j) > 0 ? v.get(i, j) : 0);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void leakyReluAndItsDerivative(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            x.set(0, 0, -0f);
            Tensor y = guarded(columns);
            kernels.leakyRelu(.125f, x, y);
            requireEach(y, 0, (i, j) -> x.get(i, j) * (x.get(i, j) > 0 ? 1 : .125));
            Tensor v = random(columns, 3);
            Tensor out = guarded(columns);
            kernels.leakyReluDerivative(.125f, v, y, out);
            requireEach(out, 0, (i, j) -> v.get(i, j) * (x.get(i, j) > 0 ? 1 : .125));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void softplusSiluAndGelu(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 12);
            Tensor y = guarded(columns);
            kernels.softplus(x, y);
            requireEach(y, 1e-6, (i, j) -> UlpBudget.SOFTPLUS.exact(x.get(i, j)));
            kernels.silu(x, y);
            requireEach(y, 1e-6, (i, j) -> UlpBudget.SILU.exact(x.get(i, j)));
            kernels.gelu(x, y);
            requireEach(y, 1e-6, (i, j) -> UlpBudget.GELU.exact(x.get(i, j)));
        }
    }

    /** From input or output, with a factor; as closely as their documentation says. */
    @ParameterizedTest
    @MethodSource("kernels")
    void derivativesOfSoftplusSiluAndGelu(Kernels kernels) {
        Tensor one = Tensor.allocate(arena, 1, 100_000).fill(1f);
        Tensor x = Tensor.allocate(arena, 1, 100_000);
        for (int j = 0; j < x.columns(); j++) {
            x.set(0, j, (float) random.nextDouble(-20, 20));
        }
        Tensor y = Tensor.allocate(arena, 1, 100_000);
        Tensor out = Tensor.allocate(arena, 1, 100_000);
        kernels.softplus(x, y);
        kernels.softplusDerivative(one, y, out);
        for (int j = 0; j < x.columns(); j++) {
            double slope = 1 / (1 + Math.exp(-x.get(0, j)));
            assertEquals(slope, out.get(0, j), 4e-7 * slope, "softplus'");
        }
        kernels.siluDerivative(one, x, out);
        for (int j = 0; j < x.columns(); j++) {
            double s = 1 / (1 + Math.exp(-x.get(0, j)));
            assertEquals(s * (1 + x.get(0, j) * (1 - s)), out.get(0, j), 4e-7, "silu'");
        }
        kernels.geluDerivative(one, x, out);
        for (int j = 0; j < x.columns(); j++) {
            double at = x.get(0, j);
            assertEquals(Normal.distribution(at) + at * Normal.density(at), out.get(0, j), 4e-7, "gelu'");
        }
        Tensor halves = Tensor.allocate(arena, 1, 100_000).fill(-.5f);
        Tensor scaled = Tensor.allocate(arena, 1, 100_000);
        kernels.geluDerivative(halves, x, scaled);
        requireEach(scaled, Float.MIN_VALUE, (i, j) -> -.5 * out.get(i, j)); // of subnormals
    }

    /** By the definition of a VJP: sum over k of v[k] d log_softmax(x)[k] / dx[j], by central differences in float64. */
    @ParameterizedTest
    @MethodSource("kernels")
    void logSoftmaxDerivative(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            Tensor v = random(columns, 1);
            Tensor y = guarded(columns);
            kernels.logSoftmax(x, y);
            Tensor out = guarded(columns);
            kernels.logSoftmaxDerivative(v, y, out);
            requireEach(out, 2e-5, (i, j) -> {
                double step = 1e-5;
                return (weighted(v, x, i, j, step) - weighted(v, x, i, j, -step)) / (2 * step);
            });
        }
    }

    /** sum over k of v[k] log_softmax(x + step e_j)[k], for one row. */
    private static double weighted(Tensor v, Tensor x, int row, int column, double step) {
        double sum = 0;
        double weights = 0;
        double weighted = 0;
        for (int k = 0; k < x.columns(); k++) {
            double logit = x.get(row, k) + (k == column ? step : 0);
            sum += Math.exp(logit);
            weights += v.get(row, k);
            weighted += v.get(row, k) * logit;
        }
        return weighted - weights * Math.log(sum);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void addRow(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            Tensor row = random(columns, 3).rows(0, 1);
            Tensor out = guarded(columns);
            kernels.addRow(x, row, out);
            requireEach(out, 0, (i, j) -> x.get(i, j) + row.get(0, j));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void axpbyReadsOnlyWhatHasAFactor(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            Tensor nan = guarded(columns);
            kernels.fill(Float.NaN, nan);
            Tensor out = guarded(columns);
            kernels.axpby(2f, x, 0f, nan, out);
            requireEach(out, 0, (i, j) -> 2f * x.get(i, j));
            kernels.axpby(0f, nan, 3f, x, out);
            requireEach(out, 0, (i, j) -> 3f * x.get(i, j));
            kernels.axpby(0f, nan, 0f, nan, out);
            requireEach(out, 0, (i, j) -> 0);
            Tensor y = random(columns, 3);
            kernels.axpby(2f, x, .5f, y, out);
            requireEach(out, 1e-6, (i, j) -> 2.0 * x.get(i, j) + .5 * y.get(i, j));
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
            Tensor twice = Tensor.allocate(arena, 1, columns).copyFrom(sums);
            kernels.columnSums(-.5f, x, 2f, twice);
            requireEach(twice, 5e-6, (i, j) -> 1.5 * sums.get(0, j));
            x.fill(Float.NaN);
            kernels.columnSums(0f, x, .5f, twice);
            requireEach(twice, 5e-6, (i, j) -> .75 * sums.get(0, j));
            twice.fill(Float.NaN);
            kernels.columnSums(0f, x, 0f, twice);
            requireEach(twice, 0, (i, j) -> 0);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void columnDots(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            Tensor y = random(columns, 4);
            Tensor dots = Tensor.allocate(arena, 1, columns).fill(Float.NaN);
            kernels.columnDots(-.5f, x, y, dots);
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int i = 0; i < ROWS; i++) {
                    sum += (double) x.get(i, j) * y.get(i, j);
                }
                assertEquals(-.5 * sum, dots.get(0, j), 2e-5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rowsAreScaledAndShifted(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            Tensor factor = random(columns, 4).rows(1, 1);
            Tensor shift = random(columns, 5).rows(0, 1);
            Tensor out = random(columns, 6);
            kernels.scaleRows(x, factor, shift, out);
            requireEach(out, 4e-6, (i, j) -> (double) x.get(i, j) * factor.get(0, j) + shift.get(0, j));
            Tensor same = random(columns, 3).copyFrom(x);
            kernels.scaleRows(same, factor, shift, same);
            requireEach(same, 0, out::get);
        }
    }

    /** Mean 0 and variance 1 by the definition, in float64, also of a row of one element and around a large mean. */
    @ParameterizedTest
    @MethodSource("kernels")
    void rowsAreStandardized(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            for (int j = 0; j < columns; j++) {
                x.set(1, j, 100 + x.get(1, j));
            }
            Tensor y = random(columns, 4);
            Tensor scales = Tensor.allocate(arena, ROWS, 1);
            kernels.standardize(x, 1e-5f, y, scales);
            Tensor v = random(columns, 5);
            Tensor row = random(columns, 6).rows(0, 1);
            Tensor out = random(columns, 7);
            Tensor before = Tensor.allocate(arena, ROWS, columns).copyFrom(out);
            kernels.standardizeDerivative(.5f, v, row, y, scales, -2f, out);
            Tensor alone = Tensor.allocate(arena, ROWS, columns).fill(Float.NaN);
            kernels.standardizeDerivative(.5f, v, row, y, scales, 0f, alone);
            for (int i = 0; i < ROWS; i++) {
                double mean = 0;
                double variance = 0;
                double sum = 0;
                double dot = 0;
                for (int j = 0; j < columns; j++) {
                    mean += x.get(i, j) / (double) columns;
                }
                for (int j = 0; j < columns; j++) {
                    variance += Math.pow(x.get(i, j) - mean, 2) / columns;
                }
                double scale = 1 / Math.sqrt(variance + 1e-5f);
                double tolerance = (i == 1 ? 1e-5 * scale : 2e-6) + 1e-6 * scale;
                assertEquals(scale, scales.get(i, 0), 1e-4 * scale);
                for (int j = 0; j < columns; j++) {
                    assertEquals((x.get(i, j) - mean) * scale, y.get(i, j), tolerance);
                    sum += (double) v.get(i, j) * row.get(0, j) / columns;
                    dot += (double) v.get(i, j) * row.get(0, j) * y.get(i, j) / columns;
                }
                for (int j = 0; j < columns; j++) {
                    double product =
                            .5 * scales.get(i, 0) * ((double) v.get(i, j) * row.get(0, j) - sum - y.get(i, j) * dot);
                    double allowed = 2e-6 * Math.max(1, scales.get(i, 0));
                    assertEquals(product, alone.get(i, j), allowed);
                    assertEquals(product - 2 * before.get(i, j), out.get(i, j), allowed);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void allFiniteFindsOneElement(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = random(columns, 3);
            x.set(0, 0, Float.MAX_VALUE);
            x.set(1, 0, -Float.MIN_VALUE);
            assertTrue(kernels.allFinite(x));
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int j = 0; j < columns; j++) {
                    float old = x.get(3, j);
                    x.set(3, j, value);
                    assertFalse(kernels.allFinite(x));
                    x.set(3, j, old);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void allBelowFindsOneElement(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = guarded(columns);
            x.fill(-1.5f);
            assertTrue(kernels.allBelow(Math.nextUp(1.5f), x));
            assertFalse(kernels.allBelow(1.5f, x));
            assertFalse(kernels.allBelow(0f, x));
            for (float value : new float[] {Float.NaN, 2f, -2f, Float.NEGATIVE_INFINITY}) {
                for (int j = 0; j < columns; j++) {
                    x.set(3, j, value);
                    assertFalse(kernels.allBelow(2f, x));
                    x.set(3, j, -1.5f);
                }
            }
            assertTrue(kernels.allBelow(2f, x));
        }
        Tensor one = guarded(COLUMNS[0]);
        assertThrows(IllegalArgumentException.class, () -> kernels.allBelow(Float.NaN, one));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void dotOfIntegersIsExact(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor x = guarded(columns);
            Tensor y = guarded(columns);
            long dot = 0;
            long squares = 0;
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < columns; j++) {
                    int a = random.nextInt(-1 << 20, 1 << 20);
                    int b = random.nextInt(-1 << 20, 1 << 20);
                    x.set(i, j, a);
                    y.set(i, j, b);
                    dot += (long) a * b;
                    squares += (long) a * a;
                }
            }
            assertEquals((double) dot, kernels.dot(x, y));
            assertEquals((double) squares, kernels.sumOfSquares(x));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void squaredErrorOfIntegersIsExact(Kernels kernels) {
        for (int columns : COLUMNS) {
            Tensor y = guarded(columns);
            Tensor target = guarded(columns);
            long squares = 0;
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < columns; j++) {
                    int a = random.nextInt(-1 << 20, 1 << 20);
                    int b = random.nextInt(-1 << 20, 1 << 20);
                    y.set(i, j, a);
                    target.set(i, j, b);
                    squares += (long) (a - b) * (a - b);
                }
            }
            assertEquals(squares / 2.0, kernels.squaredError(y, target));
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
                double[][] expected = new double[ROWS][];
                for (int i = 0; i < ROWS; i++) {
                    expected[i] = logSoftmaxOf(x, i);
                }
                requireEach(y, 1e-6, (i, j) -> expected[i][j]);
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
    void crossEntropy(Kernels kernels) {
        for (int classes : COLUMNS) {
            for (double size : new double[] {1, 30, 1e4}) {
                Tensor x = random(classes, size);
                Labels labels = Labels.allocate(arena, ROWS, classes);
                double[][] expected = new double[ROWS][];
                double loss = 0;
                for (int i = 0; i < ROWS; i++) {
                    labels.set(i, random.nextInt(classes));
                    expected[i] = logSoftmaxOf(x, i);
                    loss -= expected[i][labels.get(i)];
                }
                Tensor residual = guarded(classes);
                assertEquals(loss, kernels.crossEntropy(x, labels, .5f, x, residual), 1e-6 * (1 + loss)); // in place
                requireEach(x, 1e-6, (i, j) -> expected[i][j]);
                requireEach(residual, 1e-6, (i, j) -> .5 * ((j == labels.get(i) ? 1 : 0) - Math.exp(expected[i][j])));
            }
        }
    }

    /** Workers own rows: what a row gets does not depend on how many are computed with it. */
    @ParameterizedTest
    @MethodSource("kernels")
    void crossEntropyOfARowIsTheSameAmongOthersAndAlone(Kernels kernels) {
        int rows = 131;
        for (int classes : new int[] {1, 10, 33}) {
            Tensor x = Tensor.allocate(arena, rows, classes);
            Labels labels = Labels.allocate(arena, rows, classes);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < classes; j++) {
                    x.set(i, j, (float) random.nextDouble(-9, 9));
                }
            }
            Tensor y = Tensor.allocate(arena, rows, classes);
            Tensor residual = Tensor.allocate(arena, rows, classes);
            kernels.crossEntropy(x, labels, 1f, y, residual);
            Tensor yAlone = Tensor.allocate(arena, 1, classes);
            Tensor residualAlone = Tensor.allocate(arena, 1, classes);
            for (int i = 0; i < rows; i++) {
                kernels.crossEntropy(x.rows(i, 1), labels.rows(i, 1), 1f, yAlone, residualAlone);
                for (int j = 0; j < classes; j++) {
                    assertEquals(yAlone.get(0, j), y.get(i, j));
                    assertEquals(residualAlone.get(0, j), residual.get(i, j));
                }
            }
        }
    }

    private static double[] logSoftmaxOf(Tensor x, int row) {
        double[] values = new double[x.columns()];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < values.length; j++) {
            values[j] = x.get(row, j);
            max = Math.max(max, values[j]);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - max);
        }
        for (int j = 0; j < values.length; j++) {
            values[j] = values[j] - max - Math.log(sum);
        }
        return values;
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

    /** Two steps against the algorithm in float64, whose second step needs the moments of the first. */
    @ParameterizedTest
    @MethodSource("kernels")
    void adamStep(Kernels kernels) {
        AdamCoefficients adam = new AdamCoefficients(.01, .9, .999, 1e-8);
        for (int columns : COLUMNS) {
            Tensor w = random(columns, 1);
            Tensor m = guarded(columns);
            Tensor v = guarded(columns);
            kernels.fill(0f, m);
            kernels.fill(0f, v);
            double[][] expected = new double[3][ROWS * columns];
            for (int i = 0; i < ROWS * columns; i++) {
                expected[0][i] = w.get(i / columns, i % columns);
            }
            for (int t = 1; t <= 2; t++) {
                Tensor g = random(columns, 1);
                double correction1 = 1 - Math.pow(.9, t);
                double correction2 = 1 - Math.pow(.999, t);
                kernels.adamStep(w, g, m, v, adam, correction1, correction2);
                for (int i = 0; i < ROWS * columns; i++) {
                    double gradient = g.get(i / columns, i % columns);
                    expected[1][i] = .9 * expected[1][i] + .1 * gradient;
                    expected[2][i] = .999 * expected[2][i] + .001 * gradient * gradient;
                    double root = Math.sqrt(expected[2][i] / correction2) + 1e-8;
                    expected[0][i] -= .01 * expected[1][i] / correction1 / root;
                }
                requireEach(w, 1e-6, (i, j) -> expected[0][i * columns + j]);
                requireEach(m, 1e-6, (i, j) -> expected[1][i * columns + j]);
                requireEach(v, 1e-6, (i, j) -> expected[2][i * columns + j]);
            }
        }
    }

    @Test
    void adamsCoefficientsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new AdamCoefficients(0, .9, .999, 1e-8));
        assertThrows(IllegalArgumentException.class, () -> new AdamCoefficients(.1, 1, .999, 1e-8));
        assertThrows(IllegalArgumentException.class, () -> new AdamCoefficients(.1, .9, Double.NaN, 1e-8));
        assertThrows(IllegalArgumentException.class, () -> new AdamCoefficients(.1, .9, .999, -1));
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
        assertThrows(IllegalArgumentException.class, () -> kernels.addRow(x, x.rows(0, 1), x));
        assertThrows(IllegalArgumentException.class, () -> kernels.dot(x, other));
        assertThrows(IllegalArgumentException.class, () -> kernels.squaredError(x, other));
        for (float slope : new float[] {0f, -.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> kernels.leakyRelu(slope, x, x));
            assertThrows(IllegalArgumentException.class, () -> kernels.leakyReluDerivative(slope, x, x, x));
        }
        Tensor[] apart = {
            random(5, 1).rows(0, 4), random(5, 1).rows(0, 4), random(5, 1).rows(0, 4)
        };
        AdamCoefficients adam = new AdamCoefficients(.1, .9, .999, 1e-8);
        assertThrows(
                IllegalArgumentException.class, () -> kernels.adamStep(x, apart[0], apart[1], apart[1], adam, 1, 1));
        assertThrows(
                IllegalArgumentException.class, () -> kernels.adamStep(x, apart[0], apart[1], apart[2], adam, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> labels.set(0, 5));
        assertThrows(IllegalArgumentException.class, () -> labels.set(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> labels.set(4, 0));
    }

    @Test
    void unknownProvidersAreRefusedWithTheChoices() {
        String message = assertThrows(IllegalArgumentException.class, () -> Kernels.select("simdd"))
                .getMessage();
        assertTrue(message.startsWith("unknown provider 'simdd', expected one of preferred, auto"), message);
        assertTrue(message.contains("scalar"), message);
    }

    @Test
    void aPropertyThatNamesNoProviderIsNamedToo() {
        String before = System.getProperty(Kernels.PROVIDER_PROPERTY);
        System.setProperty(Kernels.PROVIDER_PROPERTY, "simdd");
        try {
            String message = assertThrows(IllegalArgumentException.class, Kernels::select)
                    .getMessage();
            assertTrue(message.startsWith("thrice.provider: unknown provider 'simdd', expected one of pre"), message);
        } finally {
            restore(before);
        }
    }

    private static void restore(String provider) {
        if (provider == null) {
            System.clearProperty(Kernels.PROVIDER_PROPERTY);
        } else {
            System.setProperty(Kernels.PROVIDER_PROPERTY, provider);
        }
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
