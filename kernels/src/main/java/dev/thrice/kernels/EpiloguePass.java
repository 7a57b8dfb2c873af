package dev.thrice.kernels;

import dev.thrice.kernels.spi.ElementwiseKernels;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;

/** A product by a provider that does not fuse its epilogue, which then goes over C once more. */
final class EpiloguePass implements GemmKernel {
    private final GemmKernel product;
    private final GemmSpec spec;
    private final ElementwiseKernels elementwise;

    private EpiloguePass(GemmKernel product, GemmSpec spec, ElementwiseKernels elementwise) {
        this.product = product;
        this.spec = spec;
        this.elementwise = elementwise;
    }

    /** The provider's own kernel where it fuses the epilogue, else its product followed by a pass. */
    static GemmKernel plan(GemmProvider provider, GemmSpec spec, ElementwiseKernels elementwise) {
        if (provider.fuses(spec.epilogue())) {
            return provider.plan(spec);
        }
        return new EpiloguePass(provider.plan(spec.then(Epilogue.NONE)), spec, elementwise);
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd) {
        product.run(a, b, c, 0, 0);
        int m = spec.m();
        int n = spec.n();
        int ldc = spec.ldc();
        switch (spec.epilogue()) {
            case NONE -> {}
            case BIAS -> elementwise.arithmetic().addRow(m, n, c, ldc, d, c, ldc);
            case BIAS_TANH -> {
                elementwise.arithmetic().addRow(m, n, c, ldc, d, c, ldc);
                elementwise.functions().tanh().run(m, n, c, ldc, c, ldc);
            }
            case TANH_DERIVATIVE -> elementwise.functions().tanhDerivative().run(m, n, c, ldc, d, ldd, c, ldc);
        }
    }
}
