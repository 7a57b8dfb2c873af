/**
 * Float32 off-heap tensors and the kernels that work on them: GEMM, tanh, log-softmax. Needs nothing but the JDK.
 *
 * <p>{@link dev.thrice.kernels} is what callers use; {@link dev.thrice.kernels.spi} is what a provider of kernels
 * implements. The scalar and the SIMD implementation are internal.
 */
@SuppressWarnings("module") // the engine is compiled later
module dev.thrice.kernels {
    requires jdk.incubator.vector;
    requires jdk.management;

    exports dev.thrice.kernels;
    exports dev.thrice.kernels.lifetime to
            dev.thrice.engine;
    exports dev.thrice.kernels.spi;

    uses dev.thrice.kernels.spi.GemmProvider;
}
