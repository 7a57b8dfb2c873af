package dev.thrice.jit;

import dev.thrice.kernels.machine.CacheSizes;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;

/**
 * What a product is cut into, and which operands are packed. None of it changes a bit of the result.
 *
 * @param inLanes whether elements are summed in the lanes of vectors
 * @param mc rows of a block of op(A)
 * @param nc columns of a block of op(B)
 * @param kc depth of either; all of k where C has old values that count, since C then has no room for sums
 * @param packsA whether blocks of op(A) are packed
 * @param packsB whether blocks of op(B) are packed
 */
record Blocking(boolean inLanes, int mc, int nc, int kc, boolean packsA, boolean packsB) {
    /** Up to so many rows of the whole product, and from so many steps on, products with B transposed are summed in lanes. */
    static final int ROWS_IN_LANES = 4;

    private static final int STEPS_IN_LANES = 16;

    private static final CacheSizes CACHES = CacheSizes.detect();

    static Blocking of(GemmSpec spec, int rowsOfWhole, Isa isa) {
        int m = spec.m();
        int n = spec.n();
        int k = spec.alpha() == 0f ? 0 : spec.k();
        if (paysInLanes(spec, rowsOfWhole)) {
            return new Blocking(true, m, n, k, false, false);
        }
        boolean packsA = spec.transposeA() == Transpose.YES
                && n >= 64
                && (long) m * k * Float.BYTES > Integer.getInteger("t.a", 32768);
        boolean large = m >= Integer.getInteger("t.m", 128)
                && (long) n * k * Float.BYTES > Integer.getInteger("t.b", (int) CACHES.l2() / 2);
        // with A packed all tiles are of one height, which turning B does not leave room for
        boolean packsB = spec.packed() != Packed.B && (large || (packsA && spec.transposeB() == Transpose.YES));
        int kc = spec.beta() == 0f ? balanced(k, Integer.getInteger("t.kc", 1024), 8) : k;
        int mc = packsB || packsA ? balanced(m, Integer.getInteger("t.mc", 96), 12) : m;
        int nc = packsB ? balanced(n, Integer.getInteger("t.nc", 2048), 2 * isa.lanes()) : n;
        return new Blocking(false, mc, nc, kc, packsA, packsB);
    }

    /** Whether there are too few rows for turning B to pay. */
    private static boolean paysInLanes(GemmSpec spec, int rowsOfWhole) {
        return spec.transposeA() == Transpose.NO
                && spec.transposeB() == Transpose.YES
                && spec.packed() != Packed.B
                && spec.alpha() != 0f
                && spec.k() >= STEPS_IN_LANES
                && rowsOfWhole <= ROWS_IN_LANES;
    }

    /** Pieces of at most so much, about equal, multiples of a unit but for the last. */
    private static int balanced(int size, int most, int unit) {
        int pieces = Math.ceilDiv(size, most);
        return pieces < 2 ? size : Math.ceilDiv(Math.ceilDiv(size, pieces), unit) * unit;
    }
}
