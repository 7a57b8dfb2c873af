/**
 * Off-heap float32 tensors and checked kernels.
 *
 * <p>Start with {@link dev.thrice.kernels.Kernels#select(String)}, allocate {@link dev.thrice.kernels.Tensor tensors}
 * from a {@link dev.thrice.kernels.TensorArena}, plan a product with {@link dev.thrice.kernels.spec.GemmSpec}, run it as
 * often as needed. All checks of operands are here, in one place for every provider.
 *
 * <h2>Who may use what</h2>
 *
 * {@link dev.thrice.kernels.Kernels} are for any number of threads, a plan ({@link dev.thrice.kernels.Gemm}) is for one at a time and says so; a {@link
 * dev.thrice.kernels.PackedMatrix} is read by many, and packed by one while none reads it. A {@link dev.thrice.kernels.TensorArena} is
 * not closed while a kernel runs on its memory. What no check can see is who else writes a tensor while a kernel reads it, and who
 * shortens a file that is mapped: that ends the JVM, see {@link dev.thrice.kernels.Tensor#of(java.lang.foreign.MemorySegment, int, int,
 * int)}.
 *
 * <h2>Special values</h2>
 *
 * The same from every provider:
 *
 * <ul>
 *   <li>NaN and infinities go through products and elementwise kernels as IEEE 754 arithmetic has it; 0 times either is NaN. relu(NaN)
 *       is NaN, and its derivative there passes v on.
 *   <li>A factor of 0 (alpha, beta, an epilogue's scale, of either sign) means that its operand is not read, so it may hold NaN;
 *       without alpha and beta the product is +0.
 *   <li>A product is finite where |alpha| times the sum of its terms' magnitudes, and |beta C| beside it, are. Where they are not,
 *       one provider may have infinity or NaN and another a number: alpha meets sums of some hundreds of terms, not the whole.
 *   <li>Subnormals are neither read nor written as 0, with OpenBLAS loaded or not. The one exception is {@link
 *       dev.thrice.kernels.Kernels#crossEntropy}, whose residuals are 0 where a logit is more than 87 below the row's largest.
 *   <li>Zeros keep their sign in tanh; relu and the residuals of masked classes are +0.
 *   <li>log-softmax takes -infinity for a class of probability 0. A row of nothing else, or with NaN or +infinity, is NaN throughout.
 * </ul>
 *
 * A NaN's sign and payload are not defined.
 */
package dev.thrice.kernels;
