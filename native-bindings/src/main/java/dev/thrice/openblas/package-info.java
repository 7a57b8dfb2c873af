/**
 * OpenBLAS as a provider of products. {@link dev.thrice.openblas.OpenBlasGemm} is found by
 * {@link java.util.ServiceLoader}; {@link dev.thrice.openblas.OpenBlas} tells about the library itself.
 * Results do not have the bits of other providers, nor the same for every place in a batch.
 */
package dev.thrice.openblas;
