package dev.thrice.kernels.plan;

import dev.thrice.kernels.elementwise.ArithmeticKernels;
import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.elementwise.FunctionKernels;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;

/** A product by a provider that does not fuse its epilogue, which then goes over C once more. */
public final class EpiloguePass implements GemmKernel {
    private final GemmKernel product;
    private final GemmSpec spec;
    private final FunctionKernels functions;
    private final ArithmeticKernels arithmetic;

    private EpiloguePass(GemmKernel product, GemmSpec spec, ElementwiseKernels elementwise) {
        this.product = product;
        this.spec = spec;
        functions = elementwise.functions();
        arithmetic = elementwise.arithmetic();
    }

    /** The provider's own kernel where it fuses the epilogue, else its product followed by a pass; nothing of either for no elements. */
    public static GemmKernel plan(
            GemmProvider provider, GemmSpec spec, int rowsOfWhole, ElementwiseKernels elementwise) {
        if (spec.isEmpty()) {
            return new EmptyProduct(spec, elementwise.arithmetic());
        }
        if (provider.fuses(spec.epilogue())) {
            return provider.plan(spec, rowsOfWhole);
        }
        return new EpiloguePass(provider.plan(spec.then(Epilogue.NONE), rowsOfWhole), spec, elementwise);
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        product.run(a, b, c, 0, 0, 0);
        int m = spec.m();
        int n = spec.n();
        int ldc = spec.ldc();
        Epilogue epilogue = spec.epilogue();
        if (epilogue.operand() == Epilogue.Operand.ROW) {
            arithmetic.addRow(m, n, c, ldc, d, c, ldc);
        }
        switch (epilogue.step()) {
            case NONE, BIAS -> {}
            case BIAS_TANH -> functions.tanh().run(m, n, c, ldc, c, ldc);
            case BIAS_SIGMOID -> functions.sigmoid().run(m, n, c, ldc, c, ldc);
            case BIAS_RELU -> functions.relu().run(m, n, c, ldc, c, ldc);
            case TANH_DERIVATIVE -> functions.tanhDerivative().run(m, n, c, ldc, d, ldd, c, ldc);
            case SIGMOID_DERIVATIVE -> functions.sigmoidDerivative().run(m, n, c, ldc, d, ldd, c, ldc);
            case RELU_DERIVATIVE -> functions.reluDerivative().run(m, n, c, ldc, d, ldd, c, ldc);
            case ADD -> arithmetic.axpby(m, n, 1f, c, ldc, epilogue.scale(), d, ldd, c, ldc);
        }
        if (epilogue.sumsColumns()) {
            arithmetic.columnSums(m, n, 1f, c, ldc, 0f, sums);
        }
    }

    @Override
    public String description() {
        String own = product.description();
        return own + (own.isEmpty() ? "" : ", ") + "the epilogue in a pass of its own";
    }

    @Override
    public void close() {
        product.close();
    }
}
