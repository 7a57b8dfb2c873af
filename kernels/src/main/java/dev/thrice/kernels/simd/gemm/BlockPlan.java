package dev.thrice.kernels.simd.gemm;

import static dev.thrice.kernels.simd.Simd.LANES;

import dev.thrice.kernels.simd.Simd;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;

/**
 * What a product is cut into, and how its operands are read. None of it changes the bits of a result but KC.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k depth, 0 where alpha is
 * @param a how op(A) is read
 * @param b how op(B) is read
 * @param mc rows of a block of op(A)
 * @param nc columns of a block of op(B)
 * @param kc depth of either
 */
record BlockPlan(int m, int n, int k, Operand a, Operand b, int mc, int nc, int kc) {

    /** Where tiles read an operand. */
    enum Form {
        /** As it is stored. */
        IN_PLACE("in place"),
        /** From blocks that the plan packs. */
        PACKED("packed"),
        /** From blocks that were packed beforehand. */
        COMES_PACKED("comes packed");

        private final String words;

        Form(String words) {
            this.words = words;
        }

        boolean isPacked() {
            return this != IN_PLACE;
        }
    }

    /**
     * How an operand is read.
     *
     * @param form where from
     * @param strides as it is stored
     */
    record Operand(Form form, Strided strides) {}

    static BlockPlan of(GemmSpec spec, Tuning tuning) {
        int m = spec.m();
        int n = spec.n();
        int k = spec.alpha() == 0f ? 0 : spec.k();
        Strided a = Strided.of(spec.transposeA(), spec.lda());
        Strided b = Strided.of(spec.transposeB(), spec.ldb());
        int kc = tuning.depth(k);
        boolean large = m >= tuning.packedFrom() && n >= tuning.packedFrom() && k >= tuning.packedFrom();
        boolean scattered = isScattered(spec, a, k, tuning);
        boolean far = a.column() * kc >= Simd.FENCE; // beyond what the tiles reach
        boolean wide = n >= Tuning.TILE_VECTORS * LANES; // there is a tile that walks packed panels of both
        Form formA = form(spec.packed() == GemmSpec.Packed.A, large || scattered || far);
        Form formB = form(
                spec.packed() == GemmSpec.Packed.B, large || (scattered && wide) || spec.transposeB() == Transpose.YES);
        int mc = formA.isPacked() ? tuning.rows(m) : Math.max(1, m);
        int nc = formB.isPacked() ? tuning.columns(n) : Math.max(1, n);
        return new BlockPlan(m, n, k, new Operand(formA, a), new Operand(formB, b), mc, nc, kc);
    }

    /** Whether A transposed has its columns in so many lines far apart that packing it pays. */
    private static boolean isScattered(GemmSpec spec, Strided a, int k, Tuning tuning) {
        return spec.transposeA() == Transpose.YES
                && spec.m() > tuning.mc()
                && k > tuning.packedFrom() / 2
                && (spec.n() >= tuning.packedFrom() || a.collides(tuning.depth(k)));
    }

    private static Form form(boolean comesPacked, boolean pays) {
        if (comesPacked) {
            return Form.COMES_PACKED;
        }
        return pays ? Form.PACKED : Form.IN_PLACE;
    }

    @Override
    public String toString() {
        return "blocks of " + Math.min(mc, m) + " x " + Math.min(nc, n) + " x " + Math.min(kc, k) + ", A "
                + a.form.words + ", B " + b.form.words;
    }

    /** Memory for a block of op(A). */
    long bytesOfA() {
        return a.form == Form.PACKED ? Packing.bytesOfRows(Math.min(mc, m), kc) : 0;
    }

    /** Memory for a block of op(B), or for its last panel where it is read in place. */
    long bytesOfB() {
        return switch (b.form) {
            case IN_PLACE -> bytesOfColumns(Math.min(n, Tuning.TILE_VECTORS * LANES));
            case PACKED -> bytesOfColumns(Math.min(nc, n));
            case COMES_PACKED -> 0;
        };
    }

    private long bytesOfColumns(int columns) {
        return columns == 0 ? 0 : Packing.bytesOfColumns(columns, kc);
    }
}
