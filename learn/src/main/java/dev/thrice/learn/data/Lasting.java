package dev.thrice.learn.data;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory that nobody frees: it lasts as long as somebody refers to it. */
final class Lasting {
    private Lasting() {}

    static Tensor copy(Tensor tensor) {
        long bytes = (long) tensor.rows() * tensor.columns() * Float.BYTES;
        MemorySegment memory = Arena.ofAuto().allocate(bytes, TensorArena.ALIGNMENT);
        return Tensor.of(memory, tensor.rows(), tensor.columns(), tensor.columns())
                .copyFrom(tensor);
    }
}
