/**
 * Kernels on the JDK's Vector API. All use of the Vector API is in this package and those below it, because the API is an incubator and
 * will move.
 */
package dev.thrice.kernels.simd;
