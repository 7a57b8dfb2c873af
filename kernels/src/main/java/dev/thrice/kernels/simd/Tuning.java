package dev.thrice.kernels.simd;

/**
 * What the GEMM's loops are cut into. One row for each vector length, found by measurement on the machines named; see
 * docs/performance.md.
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
    /** 32 vector registers of 512 bits: AVX-512. Zen 4. */
    private static final Tuning BITS_512 = new Tuning(3, 4, 8, 512, 128, 1008, 320, 8, 16, 192);

    /** 16 vector registers of 256 bits: AVX2. Zen 4 with AVX-512 switched off. */
    private static final Tuning BITS_256 = new Tuning(3, 4, 8, 512, 128, 1008, 320, 8, 16, 192);

    /** 16 or 32 vector registers of 128 bits: SSE, NEON. */
    private static final Tuning BITS_128 = new Tuning(3, 4, 8, 512, 128, 1008, 320, 8, 16, 192);

    /** The row for the vector length at work. */
    static final Tuning TABLE = Simd.LANES >= 16 ? BITS_512 : Simd.LANES == 8 ? BITS_256 : BITS_128;
}
