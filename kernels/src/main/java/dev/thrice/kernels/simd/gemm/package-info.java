/** Products on the Vector API: which path a product takes, how it is cut into blocks, packed, and put together of tiles. */
package dev.thrice.kernels.simd.gemm;
