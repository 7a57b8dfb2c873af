/**
 * OpenBLAS as a provider of products. {@link dev.thrice.openblas.OpenBlasGemm} is found by
 * {@link java.util.ServiceLoader}; {@link dev.thrice.openblas.OpenBlas} tells about the library itself.
 */
package dev.thrice.openblas;
