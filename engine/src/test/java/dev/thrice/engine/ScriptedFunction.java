package dev.thrice.engine;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A dense layer of a user's own, which fails where it is told to and remembers what it was planned on. */
final class ScriptedFunction implements ElementaryFunction {
    /** What it can fail at. */
    enum Failure {
        NONE,
        SHAPES,
        PLANNING_FORWARD,
        PLANNING_INPUT_VJP,
        PLANNING_PARAMETER_VJP,
        RUNNING_FORWARD
    }

    /** What it throws. */
    static final class ScriptedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final DenseLayer layer;
    private final List<Tensor> plannedOn = new ArrayList<>();
    private Failure failure = Failure.NONE;
    private int runsUntilFailure;

    ScriptedFunction(int inputs, int outputs) {
        layer = new DenseLayer(inputs, outputs, Activation.TANH);
    }

    ScriptedFunction failingAt(Failure newFailure) {
        failure = newFailure;
        return this;
    }

    void failAfterRuns(int runs) {
        failure = Failure.RUNNING_FORWARD;
        runsUntilFailure = runs;
    }

    List<Tensor> plannedOn() {
        return plannedOn;
    }

    private void failIf(Failure now) {
        if (failure == now) {
            throw new ScriptedException();
        }
    }

    @Override
    public int inputs() {
        return layer.inputs();
    }

    @Override
    public int outputs() {
        return layer.outputs();
    }

    @Override
    public List<ParameterShape> parameters() {
        failIf(Failure.SHAPES);
        return layer.parameters();
    }

    @Override
    public long forwardFlops(int batch) {
        return layer.forwardFlops(batch);
    }

    @Override
    public long inputVjpFlops(int batch) {
        return layer.inputVjpFlops(batch);
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return layer.parameterVjpFlops(batch);
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        plannedOn.addAll(theta);
        plannedOn.addAll(List.of(x, y.value()));
        failIf(Failure.PLANNING_FORWARD);
        Operation forward = layer.forward(kernels, x, theta, y);
        return () -> {
            if (failure == Failure.RUNNING_FORWARD && runsUntilFailure-- == 0) {
                throw new ScriptedException();
            }
            forward.run();
        };
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return layer.cotangent(kernels, x, y, e, delta);
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        failIf(Failure.PLANNING_INPUT_VJP);
        return layer.inputVjp(kernels, y, delta, theta, alpha, beta, out);
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
        failIf(Failure.PLANNING_PARAMETER_VJP);
        return layer.parameterVjp(kernels, x, y, delta, scale, gradient, firstOutput, outputs);
    }
}
