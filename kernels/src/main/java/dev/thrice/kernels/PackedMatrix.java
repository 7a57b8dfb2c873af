package dev.thrice.kernels;

import dev.thrice.kernels.spi.OperandPacker;

/**
 * An operand of products in the form that its provider reads fastest: packed once, used by many runs, as weights are that stay
 * fixed during an inference. Made by {@link Gemm#allocatePacked}. It serves every plan of the same provider whose packed operand
 * has the same shape, orientation and leading dimension, however large the other operand is.
 */
public final class PackedMatrix implements MatrixOperand {
    private static final int FLOATS_A_ROW = 1024;

    /** What two plans have to agree on to read the same packed memory. */
    record Layout(String provider, GemmSpec.Packed side, Transpose transpose, int rows, int columns, int ld) {
        static Layout of(String provider, GemmSpec spec) {
            return spec.packed() == GemmSpec.Packed.A
                    ? new Layout(
                            provider, spec.packed(), spec.transposeA(), spec.rowsOfA(), spec.columnsOfA(), spec.lda())
                    : new Layout(
                            provider, spec.packed(), spec.transposeB(), spec.rowsOfB(), spec.columnsOfB(), spec.ldb());
        }

        @Override
        public String toString() {
            return side + " [" + rows + " x " + columns + "], leading dimension " + ld + ", transpose " + transpose
                    + ", packed for " + provider;
        }
    }

    private final Layout layout;
    private final OperandPacker packer;
    private final Tensor memory;

    PackedMatrix(Layout layout, OperandPacker packer, TensorArena arena) {
        this.layout = layout;
        this.packer = packer;
        long floats = packer.bytes() / Float.BYTES;
        memory = Tensor.allocate(arena, Math.toIntExact((floats + FLOATS_A_ROW - 1) / FLOATS_A_ROW), FLOATS_A_ROW);
    }

    /**
     * Copies a matrix into the packed form; to be repeated when the matrix has changed. Allocates nothing.
     *
     * @param source the operand as stored
     * @return this
     * @throws IllegalArgumentException if it is not of the planned shape or leading dimension
     * @throws IllegalStateException if the memory of either was freed
     */
    public PackedMatrix pack(Tensor source) {
        Gemm.requireShape("the matrix to pack", source, layout.rows(), layout.columns(), layout.ld());
        Operands.hold(memory, source, null, null);
        try {
            packer.pack(source.address(), memory.address());
        } finally {
            Operands.release(memory, source, null, null);
        }
        return this;
    }

    Layout layout() {
        return layout;
    }

    Tensor memory() {
        return memory;
    }

    @Override
    public String toString() {
        return layout.toString();
    }
}
