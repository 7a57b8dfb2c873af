/** Elementwise kernels on the Vector API, row by row. */
package dev.thrice.kernels.simd.rows;
