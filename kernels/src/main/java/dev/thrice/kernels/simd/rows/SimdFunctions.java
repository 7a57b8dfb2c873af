package dev.thrice.kernels.simd.rows;

import static dev.thrice.kernels.memory.Raw.at;

import dev.thrice.kernels.elementwise.FunctionKernels;
import dev.thrice.kernels.elementwise.MapKernel;
import dev.thrice.kernels.elementwise.VjpKernel;

/** Row by row. */
final class SimdFunctions implements FunctionKernels {
    @Override
    public MapKernel exp() {
        return (rows, columns, x, ldx, y, ldy) -> ExpKernel.matrix(rows, columns, 1f, x, ldx, y, ldy);
    }

    @Override
    public MapKernel log() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                LogKernel.row(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public MapKernel tanh() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                TanhKernel.row(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public VjpKernel tanhDerivative() {
        return (rows, columns, v, ldv, y, ldy, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                LogisticDerivative.tanhRow(columns, at(v, ldv, i, 0), at(y, ldy, i, 0), at(out, ldo, i, 0));
            }
        };
    }

    @Override
    public MapKernel sigmoid() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                SigmoidKernel.row(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public VjpKernel sigmoidDerivative() {
        return (rows, columns, v, ldv, y, ldy, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                LogisticDerivative.sigmoidRow(columns, at(v, ldv, i, 0), at(y, ldy, i, 0), at(out, ldo, i, 0));
            }
        };
    }

    @Override
    public MapKernel relu() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                ReluKernel.row(columns, at(x, ldx, i, 0), at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public VjpKernel reluDerivative() {
        return (rows, columns, v, ldv, y, ldy, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                ReluKernel.row(columns, at(v, ldv, i, 0), at(y, ldy, i, 0), at(out, ldo, i, 0));
            }
        };
    }

    @Override
    public void leakyRelu(int rows, int columns, float slope, long v, int ldv, long y, int ldy, long out, int ldo) {
        for (int i = 0; i < rows; i++) {
            LeakyReluKernel.row(columns, slope, at(v, ldv, i, 0), at(y, ldy, i, 0), at(out, ldo, i, 0));
        }
    }

    @Override
    public MapKernel softplus() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                SoftplusKernel.row(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public VjpKernel softplusDerivative() {
        return (rows, columns, v, ldv, y, ldy, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                SoftplusKernel.derivativeRow(columns, at(v, ldv, i, 0), at(y, ldy, i, 0), at(out, ldo, i, 0));
            }
        };
    }

    @Override
    public MapKernel silu() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                SiluKernel.row(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public VjpKernel siluDerivative() {
        return (rows, columns, v, ldv, x, ldx, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                SiluKernel.derivativeRow(columns, at(v, ldv, i, 0), at(x, ldx, i, 0), at(out, ldo, i, 0));
            }
        };
    }

    @Override
    public MapKernel gelu() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                GeluKernel.row(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public VjpKernel geluDerivative() {
        return (rows, columns, v, ldv, x, ldx, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                GeluKernel.derivativeRow(columns, at(v, ldv, i, 0), at(x, ldx, i, 0), at(out, ldo, i, 0));
            }
        };
    }

    @Override
    public MapKernel logSoftmax() {
        return (rows, columns, x, ldx, y, ldy) -> {
            for (int i = 0; i < rows; i++) {
                SoftmaxKernel.logSoftmaxRow(columns, at(x, ldx, i, 0), at(y, ldy, i, 0));
            }
        };
    }

    @Override
    public VjpKernel logSoftmaxDerivative() {
        return (rows, columns, v, ldv, y, ldy, out, ldo) -> {
            for (int i = 0; i < rows; i++) {
                SoftmaxKernel.derivativeRow(columns, at(v, ldv, i, 0), at(y, ldy, i, 0), at(out, ldo, i, 0));
            }
        };
    }
}
