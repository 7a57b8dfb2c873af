package dev.thrice.tests.outside;

import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/** y = phi(w x + b), element by element, with phi(u) = u / sqrt(1 + u^2), whose derivative is (1 - y^2)^(3/2). */
record DiagonalLayer(int width) implements ElementaryFunction {
    static double phi(double u) {
        return u / Math.sqrt(1 + u * u);
    }

    @Override
    public int inputs() {
        return width;
    }

    @Override
    public int outputs() {
        return width;
    }

    @Override
    public List<ParameterShape> parameters() {
        return List.of(new ParameterShape("scale", 1, width), new ParameterShape("shift", 1, width));
    }

    @Override
    public long forwardFlops(int batch) {
        return 2L * batch * width;
    }

    @Override
    public long inputVjpFlops(int batch) {
        return (long) batch * width;
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return 2L * batch * width;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        Tensor w = theta.get(0);
        Tensor b = theta.get(1);
        return () -> {
            for (int i = 0; i < x.rows(); i++) {
                for (int j = 0; j < width; j++) {
                    y.value().set(i, j, (float) phi(w.get(0, j) * x.get(i, j) + b.get(0, j)));
                }
            }
        };
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return () -> {
            for (int i = 0; i < e.rows(); i++) {
                for (int j = 0; j < width; j++) {
                    double rest = 1 - (double) y.value().get(i, j) * y.value().get(i, j);
                    delta.set(i, j, (float) (e.get(i, j) * rest * Math.sqrt(rest)));
                }
            }
        };
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        Tensor w = theta.get(0);
        return () -> {
            for (int i = 0; i < out.rows(); i++) {
                for (int j = 0; j < width; j++) {
                    float old = beta == 0 ? 0 : beta * out.get(i, j);
                    out.set(i, j, alpha * delta.get(i, j) * w.get(0, j) + old);
                }
            }
        };
    }

    @Override
    public Operation parameterVjp(
            Kernels kernels,
            Tensor x,
            Output y,
            Tensor delta,
            float scale,
            List<Tensor> gradient,
            int firstOutput,
            int outputs) {
        return () -> {
            for (int j = firstOutput; j < firstOutput + outputs; j++) {
                double scales = 0;
                double shifts = 0;
                for (int i = 0; i < x.rows(); i++) {
                    scales += (double) delta.get(i, j) * x.get(i, j);
                    shifts += delta.get(i, j);
                }
                gradient.get(0).set(0, j, (float) (scale * scales));
                gradient.get(1).set(0, j, (float) (scale * shifts));
            }
        };
    }
}
