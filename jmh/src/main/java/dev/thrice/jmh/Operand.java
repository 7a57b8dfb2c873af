package dev.thrice.jmh;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.SplittableRandom;

/** Random operands. */
final class Operand {
    private Operand() {}

    static Tensor random(TensorArena arena, int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.allocate(arena, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                tensor.set(i, j, (float) random.nextDouble(-1, 1));
            }
        }
        return tensor;
    }
}
