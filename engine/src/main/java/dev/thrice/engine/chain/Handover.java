package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/** What another stage has predicted of a node, as the output of a function. Nothing goes back through it: that stage takes the node's error. */
record Handover(int width) implements ElementaryFunction {
    @Override
    public int inputs() {
        return width;
    }

    @Override
    public int outputs() {
        return width;
    }

    @Override
    public long forwardFlops(int batch) {
        return 0;
    }

    @Override
    public long inputVjpFlops(int batch) {
        return 0;
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return 0;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        return () -> kernels.axpby(1f, x, 0f, y.value());
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return Operation.NOTHING;
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        throw new IllegalStateException("layer handed over: no input-VJP, since nothing goes back through it");
    }
}
