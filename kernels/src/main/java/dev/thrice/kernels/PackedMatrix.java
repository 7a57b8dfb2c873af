package dev.thrice.kernels;

import dev.thrice.kernels.lifetime.Holds;
import dev.thrice.kernels.lifetime.SingleEntry;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.OperandPacker;

/**
 * An operand of products in the form that its provider reads fastest: packed once, used by many runs, as weights are that stay
 * fixed during an inference. Made by {@link Gemm#allocatePacked}. It serves every plan of the same provider whose packed operand
 * has the same shape, orientation and leading dimension, however large the other operand is. Any number of plans may read it at once; it is
 * packed between them, by one thread. It may outlive the plan that it was made by.
 */
public final class PackedMatrix implements MatrixOperand, AutoCloseable {
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
    private final SingleEntry packing;
    private final Holds readers = new Holds();

    PackedMatrix(Layout layout, OperandPacker packer, TensorArena arena) {
        this.layout = layout;
        this.packer = packer;
        packing = new SingleEntry("packed operand " + layout);
        memory = Tensor.allocate(arena, rows(layout, packer), FLOATS_A_ROW);
        arena.closeAlong(this::close);
    }

    private static int rows(Layout layout, OperandPacker packer) {
        try {
            return Math.toIntExact(Math.ceilDiv(packer.bytes() / Float.BYTES, FLOATS_A_ROW));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("gemm: " + layout + " is more than memory can hold", e);
        }
    }

    /**
     * Copies a matrix into the packed form; to be repeated when the matrix has changed. Allocates nothing.
     *
     * @param source the operand as stored
     * @return this
     * @throws IllegalArgumentException if it is not of the planned shape or leading dimension
     * @throws IllegalStateException if the memory of either was freed, a product is reading this or another thread packing it, or it is
     *     closed; nothing has been written then
     */
    public PackedMatrix pack(Tensor source) {
        Gemm.requireShape("the matrix to pack", source, layout.rows(), layout.columns(), layout.ld());
        packing.enter();
        try {
            long reading = readers.exclude(PackedMatrix::nothingElse);
            if (reading != 0) {
                throw new IllegalStateException(
                        "packed operand " + layout + " cannot be packed: " + reading + " product(s) are reading it");
            }
            try {
                copy(source);
            } finally {
                readers.share();
            }
        } finally {
            packing.leave();
        }
        return this;
    }

    /**
     * Gives back what packing takes. What is packed stays, to be read until its arena is closed, and cannot be packed anew. A packing that
     * is under way on another thread is waited for. Closing twice is harmless; its arena does it, too, when that is closed.
     */
    @Override
    public void close() {
        if (packing.shutWhenLeft()) {
            packer.close();
        }
    }

    private static void nothingElse() {}

    private void copy(Tensor source) {
        Operands.hold(memory, source, null, null);
        try {
            packer.pack(source.address(), memory.address());
        } finally {
            Operands.release(memory, source, null, null);
        }
    }

    /** Keeps what is packed from being packed anew until {@link #release}. */
    void hold() {
        if (!readers.hold()) {
            throw new IllegalStateException("packed operand " + layout + " is being packed");
        }
    }

    void release() {
        readers.release();
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
