/**
 * Float32 off-heap tensors and the kernels that work on them: GEMM, elementwise functions, log-softmax, optimizer steps. Needs nothing but the JDK.
 *
 * <p>{@link dev.thrice.kernels} is what callers use, {@link dev.thrice.kernels.spec} what they ask for; {@link dev.thrice.kernels.spi} is
 * what a provider of products implements. The rest is internal, some of it shared with the modules that Thrice consists of.
 */
@SuppressWarnings("module") // these modules are compiled later
module dev.thrice.kernels {
    requires static java.compiler; // @Generated, which is not in class files
    requires static jdk.jfr; // without it there are no events
    requires jdk.incubator.vector;
    requires jdk.management;

    exports dev.thrice.kernels;
    exports dev.thrice.kernels.approximation to
            dev.thrice.openblas;
    exports dev.thrice.kernels.events to
            dev.thrice.engine,
            dev.thrice.openblas;
    exports dev.thrice.kernels.lifetime to
            dev.thrice.engine,
            dev.thrice.learn;
    exports dev.thrice.kernels.machine to
            dev.thrice.lab,
            dev.thrice.openblas;
    exports dev.thrice.kernels.probe to
            dev.thrice.lab,
            dev.thrice.measure;
    exports dev.thrice.kernels.spec;
    exports dev.thrice.kernels.spi;

    uses dev.thrice.kernels.spi.GemmProvider;
}
