package dev.thrice.engine.chain;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;

/**
 * The output y of an elementary function, and beside it what its forward pass has saved for its VJPs: a pre-activation, the place of a
 * maximum, a standard deviation. Both are of the same evaluation, so whoever copies the one copies the other.
 *
 * @param value y, [rows x outputs]
 * @param saved [rows x {@linkplain ElementaryFunction#saved width}], or null if the function saves nothing
 */
public record Output(Tensor value, Tensor saved) {
    /**
     * Of a function that saves nothing.
     *
     * @param value y
     * @return the output
     */
    public static Output of(Tensor value) {
        return new Output(value, null);
    }

    /**
     * Allocates zeros.
     *
     * @param arena owns the memory
     * @param function whose output it is
     * @param rows rows
     * @return memory for its outputs and for what it saves
     */
    public static Output allocate(TensorArena arena, ElementaryFunction function, int rows) {
        return new Output(
                Tensor.allocate(arena, rows, function.outputs()),
                function.saved() == 0 ? null : Tensor.allocate(arena, rows, function.saved()));
    }

    /**
     * A view of some rows.
     *
     * @param first index of the first
     * @param count how many
     * @return these rows of both
     */
    public Output rows(int first, int count) {
        return new Output(value.rows(first, count), saved == null ? null : saved.rows(first, count));
    }
}
