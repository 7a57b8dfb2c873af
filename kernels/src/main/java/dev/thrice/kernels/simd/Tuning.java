package dev.thrice.kernels.simd;

/**
 * What the GEMM's loops are cut into, found by measurement; see docs/performance.md. So far one row serves every vector length.
 *
 * @param tileVectors columns of a full tile, in vectors
 * @param tileRows rows of a full tile
 * @param narrowRows rows of a tile that is one vector wide, where a full tile's rows would leave the FMA units idle
 * @param kc depth of a block: a panel of op(B) this deep stays in the second-level cache while A passes by it
 * @param mc rows of a block of op(A), packed
 * @param nc columns of a block of op(B), packed
 * @param packedFrom from this size of m, n and k on both operands are packed
 * @param dotRows up to so many rows of C,
 * @param dotColumns or so many columns,
 * @param dotDepth and from this depth on, a product with B transposed is computed as dot products, without packing B
 */
record Tuning(
        int tileVectors,
        int tileRows,
        int narrowRows,
        int kc,
        int mc,
        int nc,
        int packedFrom,
        int dotRows,
        int dotColumns,
        int dotDepth) {
    /**
     * Best of those tried with 512-bit vectors, and with 256-bit vectors in 16 registers, on Zen 4. Sizes of columns are in whole
     * tiles for every vector length.
     */
    static final Tuning TABLE = new Tuning(3, 4, 8, 512, 128, 1008, 320, 8, 16, 192);
}
