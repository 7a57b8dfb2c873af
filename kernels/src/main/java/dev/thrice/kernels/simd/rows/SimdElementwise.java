package dev.thrice.kernels.simd.rows;

import dev.thrice.kernels.elementwise.ArithmeticKernels;
import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.elementwise.FunctionKernels;
import dev.thrice.kernels.elementwise.LossKernels;
import dev.thrice.kernels.elementwise.NormalizationKernels;
import dev.thrice.kernels.elementwise.UpdateKernels;

/** Row and element operations on the Vector API. */
public final class SimdElementwise implements ElementwiseKernels {
    private final FunctionKernels functions = new SimdFunctions();
    private final ArithmeticKernels arithmetic = new SimdArithmetic();
    private final LossKernels losses = new SimdLosses();
    private final UpdateKernels updates = new SimdUpdates();
    private final NormalizationKernels normalization = new SimdNormalization();

    @Override
    public FunctionKernels functions() {
        return functions;
    }

    @Override
    public ArithmeticKernels arithmetic() {
        return arithmetic;
    }

    @Override
    public LossKernels losses() {
        return losses;
    }

    @Override
    public UpdateKernels updates() {
        return updates;
    }

    @Override
    public NormalizationKernels normalization() {
        return normalization;
    }
}
