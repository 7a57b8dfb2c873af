package dev.thrice.tests.outside;

import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * A row with its mean taken off and divided by its standard deviation s, which is layer normalisation without its parameters. With 1 / s,
 * which it saves, J^T e = (e - mean(e) - y mean(e y)) / s.
 */
record Standardisation(int width) implements ElementaryFunction {
    @Override
    public int inputs() {
        return width;
    }

    @Override
    public int outputs() {
        return width;
    }

    @Override
    public int saved() {
        return 1;
    }

    @Override
    public long forwardFlops(int batch) {
        return 5L * batch * width;
    }

    @Override
    public long inputVjpFlops(int batch) {
        return 7L * batch * width;
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return 0;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        return () -> {
            for (int i = 0; i < x.rows(); i++) {
                double sum = 0;
                double squares = 0;
                for (int j = 0; j < width; j++) {
                    sum += x.get(i, j);
                    squares += (double) x.get(i, j) * x.get(i, j);
                }
                double mean = sum / width;
                double inverse = 1 / Math.sqrt(squares / width - mean * mean);
                y.saved().set(i, 0, (float) inverse);
                for (int j = 0; j < width; j++) {
                    y.value().set(i, j, (float) ((x.get(i, j) - mean) * inverse));
                }
            }
        };
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return () -> {
            for (int i = 0; i < e.rows(); i++) {
                double sum = 0;
                double product = 0;
                for (int j = 0; j < width; j++) {
                    sum += e.get(i, j);
                    product += (double) e.get(i, j) * y.value().get(i, j);
                }
                for (int j = 0; j < width; j++) {
                    double centred = e.get(i, j) - sum / width - y.value().get(i, j) * product / width;
                    delta.set(i, j, (float) (centred * y.saved().get(i, 0)));
                }
            }
        };
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        return () -> kernels.axpby(alpha, delta, beta, out);
    }
}
