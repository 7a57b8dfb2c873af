package dev.thrice.kernels;

import dev.thrice.kernels.spi.GemmKernel;
import java.lang.ref.Reference;

/**
 * A planned product. The plan settled shape, strides, scales, epilogue and provider, and owns its scratch memory; a run
 * decides nothing and allocates nothing. A plan is for one thread at a time; make one for each thread.
 */
public final class Gemm {
    private final GemmSpec spec;
    private final GemmKernel kernel;
    private final String provider;

    Gemm(GemmSpec spec, GemmKernel kernel, String provider) {
        this.spec = spec;
        this.kernel = kernel;
        this.provider = provider;
    }

    /**
     * Runs a plan whose epilogue has no operand.
     *
     * @param a A as stored
     * @param b B as stored
     * @param c C, read only if beta is not 0, and written
     * @throws IllegalArgumentException if an operand is not of the planned shape or leading dimension, or C overlaps
     *     another; nothing has been written then
     * @throws IllegalStateException if an operand's memory was freed, likewise
     */
    public void run(Tensor a, Tensor b, Tensor c) {
        run(a, b, c, null);
    }

    /**
     * Runs the plan.
     *
     * @param a A as stored
     * @param b B as stored
     * @param c C, read only if beta is not 0, and written
     * @param d the epilogue's operand: [1 x n] or [m x n] as {@link Epilogue#operand} says, or null for none; a matrix
     *     may be C's own shape but not C's memory
     * @throws IllegalArgumentException if an operand is not of the planned shape or leading dimension, or C overlaps
     *     another; nothing has been written then
     * @throws IllegalStateException if an operand's memory was freed, likewise
     */
    public void run(Tensor a, Tensor b, Tensor c, Tensor d) {
        boolean transposedA = spec.transposeA() == Transpose.YES;
        boolean transposedB = spec.transposeB() == Transpose.YES;
        requireShape("A", a, transposedA ? spec.k() : spec.m(), transposedA ? spec.m() : spec.k(), spec.lda());
        requireShape("B", b, transposedB ? spec.n() : spec.k(), transposedB ? spec.k() : spec.n(), spec.ldb());
        requireShape("C", c, spec.m(), spec.n(), spec.ldc());
        requireEpilogueOperand(d);
        requireApart("A", a, c);
        requireApart("B", b, c);
        if (d != null) {
            requireApart("the epilogue's operand", d, c);
        }
        Operands.hold(c, a, b, d);
        try {
            boolean matrix = spec.epilogue().operand() == Epilogue.Operand.MATRIX;
            long addressD = d == null ? 0 : d.address();
            kernel.run(a.address(), b.address(), c.address(), addressD, matrix ? d.leadingDimension() : 0);
        } finally {
            Operands.release(c, a, b, d);
            Reference.reachabilityFence(this); // the kernel addresses the plan's scratch memory raw
        }
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
        return provider;
    }

    private void requireEpilogueOperand(Tensor d) {
        Epilogue.Operand operand = spec.epilogue().operand();
        if (operand == Epilogue.Operand.NONE) {
            if (d != null) {
                throw new IllegalArgumentException("gemm: epilogue " + spec.epilogue() + " takes no operand, got " + d);
            }
            return;
        }
        int rows = operand == Epilogue.Operand.ROW ? 1 : spec.m();
        if (d == null || d.rows() != rows || d.columns() != spec.n()) {
            throw new IllegalArgumentException("gemm: epilogue " + spec.epilogue() + " needs an operand [" + rows
                    + " x " + spec.n() + "], got " + d);
        }
    }

    private static void requireShape(String name, Tensor t, int rows, int columns, int ld) {
        if (t.rows() != rows || t.columns() != columns || t.leadingDimension() != ld) {
            throw new IllegalArgumentException("gemm: " + name + " is " + t + ", leading dimension "
                    + t.leadingDimension() + "; the plan expects [" + rows + " x " + columns + "], leading dimension "
                    + ld);
        }
    }

    private static void requireApart(String name, Tensor t, Tensor c) {
        if (t.overlaps(c)) {
            throw new IllegalArgumentException("gemm: C overlaps " + name);
        }
    }
}
