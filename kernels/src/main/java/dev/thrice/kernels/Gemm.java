package dev.thrice.kernels;

import dev.thrice.kernels.lifetime.SingleEntry;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.OperandPacker;
import java.lang.ref.Reference;

/**
 * A planned product. The plan settled shape, strides, scales, epilogue and provider, and owns its scratch memory; a run
 * decides nothing and allocates nothing. A plan is for one thread at a time; make one for each thread. Who runs it while it is being run gets
 * an exception, and the run under way is what it would have been.
 *
 * <p>What it holds, code and scratch memory, it gives back when it is closed, or else when nobody can reach it any more. Who makes many plans
 * closes them.
 */
public final class Gemm implements AutoCloseable {
    private final GemmSpec spec;
    private final GemmProvider provider;
    private final PackedMatrix.Layout layout;
    private final SingleEntry entry;

    /** Null once the plan is closed, so that its memory is garbage. */
    private GemmKernel kernel;

    Gemm(GemmSpec spec, GemmKernel kernel, GemmProvider provider) {
        this.spec = spec;
        this.kernel = kernel;
        this.provider = provider;
        layout = spec.packed() == GemmSpec.Packed.NONE ? null : PackedMatrix.Layout.of(provider.name(), spec);
        entry = new SingleEntry(
                "gemm: the plan of [" + spec.m() + " x " + spec.k() + "] times [" + spec.k() + " x " + spec.n() + "]");
    }

    /**
     * The product of some operands, C = A B, without scales and epilogue, which may be added: shapes, strides, what is transposed and what
     * is packed are theirs.
     *
     * @param a A: a tensor, a {@linkplain Tensor#transposed transposed view} or a packed operand
     * @param b B, likewise
     * @param c C
     * @return the specification, of a plan for these and all others that are stored as they are
     * @throws IllegalArgumentException if the shapes make no product
     */
    public static GemmSpec specOf(MatrixOperand a, MatrixOperand b, Tensor c) {
        return Factor.product(a, b, c);
    }

    /**
     * Memory for the operand that this plan takes packed, to be filled by {@link PackedMatrix#pack}.
     *
     * @param arena owns it
     * @return the operand; it holds nothing of use yet
     * @throws IllegalStateException if both operands of the plan come as stored
     */
    public PackedMatrix allocatePacked(TensorArena arena) {
        if (layout == null) {
            throw new IllegalStateException("gemm: the plan takes no packed operand; see GemmSpec.withPacked");
        }
        OperandPacker packer = provider.packer(spec);
        try {
            return new PackedMatrix(layout, packer, arena);
        } catch (Throwable e) {
            packer.close();
            throw e;
        }
    }

    /**
     * Runs a plan whose epilogue has no operand.
     *
     * @param a A
     * @param b B
     * @param c C, read only if beta is not 0, and written
     * @throws IllegalArgumentException if an operand is not of the planned shape or leading dimension, C is
     *     read-only or overlaps another; nothing has been written then
     * @throws IllegalStateException if an operand's memory was freed or is being packed, the plan is being run, or it is closed, likewise
     */
    public void run(MatrixOperand a, MatrixOperand b, Tensor c) {
        run(a, b, c, null, null);
    }

    /**
     * Runs a plan whose epilogue has an operand.
     *
     * @param a A
     * @param b B
     * @param c C, read only if beta is not 0, and written
     * @param d the epilogue's operand: [1 x n] or [m x n] as {@link Epilogue#operand} says, or null for none; a matrix
     *     may be C's own shape but not C's memory
     * @throws IllegalArgumentException if an operand is not of the planned shape or leading dimension, C is
     *     read-only or overlaps another; nothing has been written then
     * @throws IllegalStateException if an operand's memory was freed or is being packed, the plan is being run, or it is closed, likewise
     */
    public void run(MatrixOperand a, MatrixOperand b, Tensor c, Tensor d) {
        run(a, b, c, d, null);
    }

    /**
     * Runs the plan.
     *
     * @param a A: a tensor as stored, which may come as the {@linkplain Tensor#transposed view} that the plan takes it by, or a {@link
     *     PackedMatrix} where the plan says so
     * @param b B, likewise
     * @param c C, read only if beta is not 0, and written
     * @param d the epilogue's operand: [1 x n] or [m x n] as {@link Epilogue#operand} says, or null for none; a matrix
     *     may be C's own shape but not C's memory
     * @param sums where the epilogue's sums of columns go, [1 x n], or null for none
     * @throws IllegalArgumentException if an operand is not of the planned shape or leading dimension, C or the sums are
     *     read-only or overlap another; nothing has been written then
     * @throws IllegalStateException if an operand's memory was freed or is being packed, the plan is being run, or it is closed, likewise
     */
    public void run(MatrixOperand a, MatrixOperand b, Tensor c, Tensor d, Tensor sums) {
        Tensor memoryA = memory("A", a, GemmSpec.Packed.A, spec.rowsOfA(), spec.columnsOfA(), spec.lda());
        Tensor memoryB = memory("B", b, GemmSpec.Packed.B, spec.rowsOfB(), spec.columnsOfB(), spec.ldb());
        requireShape("C", c, spec.m(), spec.n(), spec.ldc());
        c.requireWritable("gemm", "C");
        requireEpilogueOperand(d);
        requireSums(sums);
        requireApart("A", memoryA, "C", c);
        requireApart("B", memoryB, "C", c);
        if (d != null) {
            requireApart("the epilogue's operand", d, "C", c);
        }
        if (sums != null) {
            sums.requireWritable("gemm", "the column sums");
            requireSumsApart(memoryA, memoryB, c, d, sums);
        }
        entry.enter();
        try {
            Operands.hold(c, memoryA, memoryB, d, sums);
            try {
                if (layout == null) {
                    compute(memoryA, memoryB, c, d, sums);
                } else {
                    computePacked(spec.packed() == GemmSpec.Packed.A ? a : b, memoryA, memoryB, c, d, sums);
                }
            } finally {
                Operands.release(c, memoryA, memoryB, d, sums);
            }
        } finally {
            entry.leave();
            Reference.reachabilityFence(this); // the kernel addresses the plan's scratch memory raw
        }
    }

    private void computePacked(MatrixOperand packed, Tensor a, Tensor b, Tensor c, Tensor d, Tensor sums) {
        PackedMatrix matrix = (PackedMatrix) packed;
        matrix.hold();
        try {
            compute(a, b, c, d, sums);
        } finally {
            matrix.release();
        }
    }

    private void compute(Tensor a, Tensor b, Tensor c, Tensor d, Tensor sums) {
        long addressD = d == null ? 0 : d.address();
        boolean matrix = spec.epilogue().operand() == Epilogue.Operand.MATRIX;
        int ldd = matrix ? d.leadingDimension() : 0;
        long addressSums = sums == null ? 0 : sums.address();
        kernel.run(a.address(), b.address(), c.address(), addressD, ldd, addressSums);
    }

    /**
     * What this plan computes.
     *
     * @return the specification
     */
    public GemmSpec spec() {
        return spec;
    }

    /**
     * Who computes it.
     *
     * @return the name of the provider that the plan chose
     */
    public String provider() {
        return provider.name();
    }

    /**
     * Gives back what the plan holds; it cannot be run any more. A run that is under way on another thread is waited for. Closing twice is
     * harmless.
     *
     * @throws IllegalStateException if it is called from within a run of this plan; nothing has changed then
     */
    @Override
    public void close() {
        if (entry.shutWhenLeft()) {
            kernel.close();
            kernel = null;
        }
    }

    private void requireEpilogueOperand(Tensor d) {
        Epilogue.Operand operand = spec.epilogue().operand();
        if (operand == Epilogue.Operand.NONE) {
            if (d != null) {
                throw new IllegalArgumentException(
                        "gemm: epilogue " + spec.epilogue().step() + " takes no operand, got " + d);
            }
            return;
        }
        int rows = operand == Epilogue.Operand.ROW ? 1 : spec.m();
        if (d == null || d.rows() != rows || d.columns() != spec.n()) {
            throw new IllegalArgumentException("gemm: epilogue "
                    + spec.epilogue().step() + " needs an operand [" + rows + " x " + spec.n() + "], got " + d);
        }
    }

    /** The memory of A or B, once it is what the plan expects. */
    private Tensor memory(String name, MatrixOperand operand, GemmSpec.Packed side, int rows, int columns, int ld) {
        if (spec.packed() != side && operand instanceof Tensor tensor) {
            requireShape(name, tensor, rows, columns, ld);
            return tensor;
        }
        if (spec.packed() == side
                && operand instanceof PackedMatrix matrix
                && matrix.layout().equals(layout)) {
            return matrix.memory();
        }
        if (spec.packed() != side && operand instanceof Transposed view && transposes(side)) {
            requireShape(name, view.stored(), rows, columns, ld);
            return view.stored();
        }
        Object expected = spec.packed() == side ? layout : "it as stored, [" + rows + " x " + columns + "]";
        throw new IllegalArgumentException("gemm: " + name + " is " + operand + ", the plan expects " + expected);
    }

    private boolean transposes(GemmSpec.Packed side) {
        return (side == GemmSpec.Packed.A ? spec.transposeA() : spec.transposeB()) == Transpose.YES;
    }

    private void requireSums(Tensor sums) {
        boolean expected = spec.epilogue().sumsColumns();
        if (!expected && sums != null) {
            throw new IllegalArgumentException("gemm: the epilogue takes no column sums, got " + sums + " for them");
        }
        if (expected && (sums == null || sums.rows() != 1 || sums.columns() != spec.n())) {
            throw new IllegalArgumentException(
                    "gemm: the epilogue's column sums need [1 x " + spec.n() + "], got " + sums);
        }
    }

    private static void requireSumsApart(Tensor a, Tensor b, Tensor c, Tensor d, Tensor sums) {
        requireApart("A", a, "the column sums", sums);
        requireApart("B", b, "the column sums", sums);
        requireApart("C", c, "the column sums", sums);
        if (d != null) {
            requireApart("the epilogue's operand", d, "the column sums", sums);
        }
    }

    static void requireShape(String name, Tensor t, int rows, int columns, int ld) {
        if (t.rows() != rows || t.columns() != columns || t.leadingDimension() != ld) {
            throw new IllegalArgumentException("gemm: " + name + " is " + t + ", leading dimension "
                    + t.leadingDimension() + "; the plan expects [" + rows + " x " + columns + "], leading dimension "
                    + ld);
        }
    }

    private static void requireApart(String name, Tensor t, String output, Tensor written) {
        if (t.overlaps(written)) {
            throw new IllegalArgumentException("gemm: " + output + " overlaps " + name);
        }
    }
}
