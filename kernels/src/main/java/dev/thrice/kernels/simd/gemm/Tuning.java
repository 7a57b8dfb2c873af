package dev.thrice.kernels.simd.gemm;

import dev.thrice.kernels.machine.CacheSizes;
import dev.thrice.kernels.simd.Simd;
import java.util.Map;

/**
 * What the GEMM's loops are cut into, and which path a product takes. Found by measurement for the machines in the table (see
 * docs/notebook/2026-11-28-blocks.md), derived from vector length and cache sizes for others. The tiles' own size, MR x NR, is what there are
 * micro-kernels for: it follows from C2's limits and from 16 registers, not from the machine.
 *
 * @param kc depth of a block: a panel of op(B) this deep stays in the second-level cache while A passes by it
 * @param mc rows of a block of op(A), packed, which stays in the second-level cache as well
 * @param nc columns of a block of op(B), packed, which stays in the third
 * @param packedFrom from this size of m, n and k on both operands are packed
 * @param dotRows up to so many rows of C,
 * @param dotColumns or so many columns,
 * @param dotDepth and from this depth on, a product with B transposed is computed as dot products, without packing B
 */
record Tuning(int kc, int mc, int nc, int packedFrom, int dotRows, int dotColumns, int dotDepth) {
    /** NR: columns of a full tile, in vectors. */
    static final int TILE_VECTORS = 3;

    /** MR: rows of a full tile. */
    static final int TILE_ROWS = 4;

    /** Rows of a tile that is one vector wide, where a full tile's rows would leave the FMA units idle. */
    static final int NARROW_ROWS = 8;

    /** What a depth is a multiple of: the squares in which a transposed operand is packed. */
    private static final int DEPTH_UNIT = 8;

    private static final int PACKED_FROM = 160;
    private static final int DOT_ROWS = 4;
    private static final int DOT_COLUMNS = 0;
    private static final int DOT_DEPTH = 192;

    private record Machine(int lanes, long l2) {}

    private static final Map<Machine, Tuning> TABLE = Map.of(
            // Zen 4, 512 and 256 bits
            new Machine(16, 1 << 20), new Tuning(1024, 96, 2016, PACKED_FROM, 16, 16, 192),
            new Machine(8, 1 << 20), new Tuning(1024, 96, 2016, PACKED_FROM, 4, 0, 192));

    /** This machine's. */
    static final Tuning CURRENT = of(Simd.LANES, CacheSizes.detect());

    static Tuning of(int lanes, CacheSizes caches) {
        Tuning known = TABLE.get(new Machine(lanes, caches.l2()));
        return known != null ? known : derived(lanes, caches);
    }

    /**
     * Blocks that fill a part of their cache and leave the rest to what passes by (Low et al. 2016): a panel of B an eighth of the second
     * level, a block of A a quarter of it, a block of B an eighth of the third, which other cores use too.
     */
    static Tuning derived(int lanes, CacheSizes caches) {
        int kc = floor(caches.l2() / 8 / ((long) TILE_VECTORS * lanes * Float.BYTES), 64, 64, 1024);
        int mc = floor(caches.l2() / 4 / ((long) kc * Float.BYTES), TILE_ROWS, 32, 512);
        int wide = TILE_VECTORS * lanes;
        int nc = floor(caches.l3() / 8 / ((long) kc * Float.BYTES), wide, wide, 4096 / wide * wide);
        return new Tuning(kc, mc, nc, PACKED_FROM, DOT_ROWS, DOT_COLUMNS, DOT_DEPTH);
    }

    /** Depth of the blocks of a product: at most KC, and about equal. */
    int depth(int k) {
        return balanced(k, kc, DEPTH_UNIT);
    }

    /** Rows of its blocks of op(A): at most MC, and about equal. */
    int rows(int m) {
        return balanced(m, mc, TILE_ROWS);
    }

    /** Columns of its blocks of op(B): at most NC, and about equal. */
    int columns(int n) {
        return balanced(n, nc, TILE_VECTORS * Simd.LANES);
    }

    private static int balanced(int size, int most, int unit) {
        int blocks = Math.ceilDiv(size, most);
        return blocks < 2 ? Math.max(1, size) : Math.ceilDiv(Math.ceilDiv(size, blocks), unit) * unit;
    }

    /** The largest multiple that is not above a value, within bounds that are multiples. */
    private static int floor(long value, int multiple, int least, int most) {
        return Math.clamp(value / multiple * multiple, least, most);
    }
}
