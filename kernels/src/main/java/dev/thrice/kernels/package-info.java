/**
 * Off-heap float32 tensors and checked kernels.
 *
 * <p>Start with {@link dev.thrice.kernels.Kernels#select(String)}, allocate {@link dev.thrice.kernels.Tensor tensors}
 * from a {@link dev.thrice.kernels.TensorArena}, plan a product with {@link dev.thrice.kernels.GemmSpec}, run it as
 * often as needed. All checks of operands are here, in one place for every provider.
 */
package dev.thrice.kernels;
