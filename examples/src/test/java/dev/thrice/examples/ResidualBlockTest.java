package dev.thrice.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResidualBlockTest {
    private static final int BATCH = 5;
    private static final int WIDTH = 7;
    private static final int HIDDEN = 19;

    /** In float64; the loss is the sum of y times some weights, so that they are its derivative. */
    @Test
    void itsPassesAreWhatTheFormulaSays() {
        try (TensorArena arena = TensorArena.open()) {
            SplittableRandom random = new SplittableRandom(3);
            Tensor v = random(arena, HIDDEN, WIDTH, random);
            Tensor b = random(arena, 1, HIDDEN, random);
            Tensor w = random(arena, WIDTH, HIDDEN, random);
            Tensor x = random(arena, BATCH, WIDTH, random);
            Tensor dy = random(arena, BATCH, WIDTH, random);
            Tensor y = Tensor.allocate(arena, BATCH, WIDTH);
            Tensor db = Tensor.allocate(arena, 1, HIDDEN);
            try (ResidualBlock block = new ResidualBlock(Kernels.select(), BATCH, v, b, w)) {
                block.forward(x, y);
                block.gradientOfBias(dy, db);
            }
            for (int i = 0; i < BATCH; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    double expected = x.get(i, j);
                    for (int h = 0; h < HIDDEN; h++) {
                        expected += hidden(x, v, b, i, h) * w.get(j, h);
                    }
                    assertEquals(expected, y.get(i, j), 1e-5);
                }
            }
            for (int h = 0; h < HIDDEN; h++) {
                double expected = 0;
                for (int i = 0; i < BATCH; i++) {
                    double back = 0;
                    for (int j = 0; j < WIDTH; j++) {
                        back += dy.get(i, j) * w.get(j, h);
                    }
                    expected += back * (1 - Math.pow(hidden(x, v, b, i, h), 2));
                }
                assertEquals(expected, db.get(0, h), 1e-5);
            }
        }
    }

    private static double hidden(Tensor x, Tensor v, Tensor b, int row, int unit) {
        double sum = b.get(0, unit);
        for (int p = 0; p < WIDTH; p++) {
            sum += (double) x.get(row, p) * v.get(unit, p);
        }
        return Math.tanh(sum);
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
