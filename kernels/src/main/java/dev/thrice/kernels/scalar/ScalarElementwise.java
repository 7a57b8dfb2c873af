package dev.thrice.kernels.scalar;

import dev.thrice.kernels.elementwise.ArithmeticKernels;
import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.elementwise.FunctionKernels;
import dev.thrice.kernels.elementwise.LossKernels;
import dev.thrice.kernels.elementwise.NormalizationKernels;
import dev.thrice.kernels.elementwise.UpdateKernels;

/** The definitions, element by element. */
public final class ScalarElementwise implements ElementwiseKernels {
    private final FunctionKernels functions = new ScalarFunctions();
    private final ArithmeticKernels arithmetic = new ScalarArithmetic();
    private final LossKernels losses = new ScalarLosses();
    private final UpdateKernels updates = new ScalarUpdates();
    private final NormalizationKernels normalization = new ScalarNormalization();

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
