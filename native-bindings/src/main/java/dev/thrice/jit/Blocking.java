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
 * @param kc depth of either; all of k where C has old values that count, since C then has no room for sums, and where B is read once
 * @param packsA whether blocks of op(A) are packed
 * @param packsB whether blocks of op(B) are packed
 */
record Blocking(boolean inLanes, int mc, int nc, int kc, boolean packsA, boolean packsB) {
    /** Up to so many rows of the whole product, and from so many steps on, products with B transposed are summed in lanes. */
    static final int ROWS_IN_LANES = 4;

    private static final int STEPS_IN_LANES = 16;

    /** Rows from which on packing B pays: where its rows crowd a few sets of the second-level cache, and anywhere. */
    private static final int ROWS_FOR_CROWDED = 64;

    private static final int ROWS_FOR_PACKING = 160;

    /** Columns from which on packing a transposed A pays. */
    private static final int COLUMNS_FOR_PACKING = 64;

    /** What a depth is a multiple of. */
    private static final int STEPS = 8;

    private static final int DEEPEST = 2048;
    private static final int SHALLOWEST = 256;
    private static final int CACHE_LINE = 64;

    /** Lines that a set of the second-level cache holds, on most processors. */
    private static final int WAYS = 8;

    private static final CacheSizes CACHES = CacheSizes.detect();

    static Blocking of(GemmSpec spec, int rowsOfWhole, Isa isa) {
        int m = spec.m();
        int n = spec.n();
        int k = spec.alpha() == 0f ? 0 : spec.k();
        if (paysInLanes(spec, rowsOfWhole)) {
            return new Blocking(true, m, n, k, false, false);
        }
        boolean packsA = spec.transposeA() == Transpose.YES
                && n >= COLUMNS_FOR_PACKING
                && (long) m * k * Float.BYTES > CACHES.l1();
        // with A packed all tiles are of one height, which turning B does not leave room for
        boolean packsB =
                spec.packed() != Packed.B && (paysPacked(spec, k) || (packsA && spec.transposeB() == Transpose.YES));
        int tile = Tiling.height(isa, Tiling.PANEL_VECTORS, false);
        int kc = spec.beta() == 0f && m > tile ? balanced(k, deepest(isa), STEPS) : k;
        int mc = packsA || packsB ? balanced(m, highest(kc), tile) : m;
        int nc = packsB ? balanced(n, widest(kc), Tiling.PANEL_VECTORS * isa.lanes()) : n;
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

    /** Whether B as stored is too large, or lies too badly, to be read once for each tile. */
    private static boolean paysPacked(GemmSpec spec, int k) {
        boolean large = (long) spec.n() * k * Float.BYTES > 2 * CACHES.l2();
        return (spec.m() >= ROWS_FOR_PACKING && large) || (spec.m() >= ROWS_FOR_CROWDED && isCrowded(spec, k));
    }

    /** Whether a panel's rows fall into so few sets of the second-level cache that with what else passes by they push each other out. */
    private static boolean isCrowded(GemmSpec spec, int k) {
        long sets = CACHES.l2() / WAYS / CACHE_LINE;
        long lines = (long) spec.ldb() * Float.BYTES / CACHE_LINE;
        long used = sets / Math.min(sets, Long.lowestOneBit(Math.max(1, lines)));
        return spec.transposeB() == Transpose.NO && k > used * WAYS / 2;
    }

    /** A panel of B so deep is an eighth of the second-level cache. */
    private static int deepest(Isa isa) {
        long panel = (long) Tiling.PANEL_VECTORS * isa.bytes();
        return Math.clamp(CACHES.l2() / 8 / panel, SHALLOWEST, DEEPEST);
    }

    /** A block of A so high is three eighths of it. */
    private static int highest(int depth) {
        return Math.clamp(CACHES.l2() * 3 / 8 / Float.BYTES / Math.max(1, depth), 1, Integer.MAX_VALUE);
    }

    /** A block of B so wide is a quarter of the third level, which other cores use too. */
    private static int widest(int depth) {
        return Math.clamp(CACHES.l3() / 4 / Float.BYTES / Math.max(1, depth), 1, Integer.MAX_VALUE);
    }

    /** Pieces of at most so much, or of a unit, about equal, multiples of the unit but for the last. */
    private static int balanced(int size, int most, int unit) {
        int pieces = Math.ceilDiv(size, Math.max(most, unit));
        return pieces < 2 ? size : Math.ceilDiv(Math.ceilDiv(size, pieces), unit) * unit;
    }
}
