package dev.thrice.engine.chain;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A fully connected layer f(x) = activation(x W^T + b), with x [batch x inputs] and W [outputs x inputs]. Its parameters are
 * {@value #WEIGHT} and, if it has one, {@value #BIAS} [1 x outputs]; then, unless errors come back through W itself, {@value
 * #FEEDBACK} of W's shape.
 *
 * <p>WORK counts the multiplications and additions of its products, 2 inputs outputs a sample each; the activation, whose
 * cost in operations no instruction set defines, is not counted.
 *
 * @param inputs width of x, at least 1
 * @param outputs width of f(x), at least 1
 * @param activation what follows the affine map
 * @param biased whether there is a b
 * @param feedback what an input-VJP multiplies by
 */
public record DenseLayer(int inputs, int outputs, Activation activation, boolean biased, Feedback feedback)
        implements ElementaryFunction {
    /** Name of W. */
    public static final String WEIGHT = "weight";

    /** Name of b. */
    public static final String BIAS = "bias";

    /** Name of B. */
    public static final String FEEDBACK = "feedback";

    /**
     * Checks the widths.
     *
     * @throws IllegalArgumentException if a width is below 1
     */
    public DenseLayer {
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(feedback, "feedback");
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "layer: " + inputs + " inputs and " + outputs + " outputs, expected at least 1 of each");
        }
    }

    /**
     * A layer through whose weights errors come back.
     *
     * @param inputs width of x, at least 1
     * @param outputs width of f(x), at least 1
     * @param activation what follows the affine map
     * @param biased whether there is a b
     * @throws IllegalArgumentException if a width is below 1
     */
    public DenseLayer(int inputs, int outputs, Activation activation, boolean biased) {
        this(inputs, outputs, activation, biased, Feedback.SYMMETRIC);
    }

    /**
     * A layer with a bias.
     *
     * @param inputs width of x, at least 1
     * @param outputs width of f(x), at least 1
     * @param activation what follows the affine map
     * @throws IllegalArgumentException if a width is below 1
     */
    public DenseLayer(int inputs, int outputs, Activation activation) {
        this(inputs, outputs, activation, true);
    }

    @Override
    public List<ParameterShape> parameters() {
        List<ParameterShape> shapes = new ArrayList<>();
        shapes.add(new ParameterShape(WEIGHT, outputs, inputs));
        if (biased) {
            shapes.add(new ParameterShape(BIAS, 1, outputs));
        }
        if (feedback != Feedback.SYMMETRIC) {
            shapes.add(new ParameterShape(FEEDBACK, outputs, inputs, feedback == Feedback.KOLEN_POLLACK));
        }
        return List.copyOf(shapes);
    }

    @Override
    public long forwardFlops(int batch) {
        return 2L * batch * inputs * outputs;
    }

    @Override
    public long inputVjpFlops(int batch) {
        return forwardFlops(batch);
    }

    @Override
    public long parameterVjpFlops(int batch) {
        return forwardFlops(batch);
    }

    /** The pre-activation, if the activation needs it. */
    @Override
    public int saved() {
        return activation.needsInput() ? outputs : 0;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        Tensor affine = activation.needsInput() ? y.saved() : y.value();
        Tensor w = theta.get(0);
        GemmSpec product = GemmSpec.nt(x.rows(), outputs, inputs)
                .leadingDimensions(x.leadingDimension(), w.leadingDimension(), affine.leadingDimension());
        if (!biased) {
            Gemm gemm = kernels.gemm(product);
            Operation linear = () -> gemm.run(x, w, affine);
            return linear.then(activation.forward(kernels, affine, y.value()));
        }
        Tensor b = theta.get(1);
        Optional<Epilogue> fused = activation.needsInput() ? Optional.empty() : activation.biasEpilogue();
        Gemm gemm = kernels.gemm(product.then(fused.orElse(Epilogue.BIAS)));
        Operation biasedProduct = () -> gemm.run(x, w, affine, b);
        return fused.isPresent() ? biasedProduct : biasedProduct.then(activation.forward(kernels, affine, y.value()));
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return activation.cotangent(kernels, y.saved(), y.value(), e, delta);
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        Tensor w = feedbackOf(theta);
        Gemm gemm = kernels.gemm(inputProduct(delta, w, out).scaled(alpha, beta));
        return () -> gemm.run(delta, w, out);
    }

    @Override
    public Operation propagate(
            Kernels kernels,
            Output own,
            Tensor delta,
            List<Tensor> theta,
            ElementaryFunction below,
            Tensor x,
            Output y,
            Tensor out) {
        Optional<Epilogue> epilogue = below.cotangentEpilogue();
        if (epilogue.isEmpty()) {
            return ElementaryFunction.super.propagate(kernels, own, delta, theta, below, x, y, out);
        }
        Tensor w = feedbackOf(theta);
        Tensor operand = epilogue.get().operand() == Epilogue.Operand.NONE ? null : y.value();
        Gemm gemm = kernels.gemm(inputProduct(delta, w, out).then(epilogue.get()));
        return () -> gemm.run(delta, w, out, operand);
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
        Tensor cotangents = delta.columns(firstOutput, outputs);
        Tensor weights = gradient.get(0).rows(firstOutput, outputs);
        Gemm gemm = kernels.gemm(GemmSpec.tn(outputs, inputs, x.rows())
                .leadingDimensions(delta.leadingDimension(), x.leadingDimension(), weights.leadingDimension())
                .scaled(scale, 0f));
        Operation weightVjp = () -> gemm.run(cotangents, x, weights);
        if (feedback == Feedback.KOLEN_POLLACK) {
            Tensor same = gradient.getLast().rows(firstOutput, outputs);
            weightVjp = weightVjp.then(() -> kernels.axpby(1f, weights, 0f, same));
        }
        if (!biased) {
            return weightVjp;
        }
        Tensor biases = gradient.get(1).columns(firstOutput, outputs);
        return weightVjp.then(() -> kernels.columnSums(scale, cotangents, 0f, biases));
    }

    @Override
    public Optional<Epilogue> cotangentEpilogue() {
        return activation.cotangentEpilogue();
    }

    @Override
    public boolean endsInLogSoftmax() {
        return activation.equals(Activation.LOG_SOFTMAX);
    }

    @Override
    public List<ElementaryFunction> split() {
        return activation.equals(Activation.IDENTITY)
                ? List.of(this)
                : List.of(
                        new DenseLayer(inputs, outputs, Activation.IDENTITY, biased, feedback),
                        new Nonlinearity(outputs, activation));
    }

    @Override
    public DenseLayer with(Feedback newFeedback) {
        return new DenseLayer(inputs, outputs, activation, biased, newFeedback);
    }

    /** W, or the B that stands for it on the way back. */
    private Tensor feedbackOf(List<Tensor> theta) {
        return feedback == Feedback.SYMMETRIC ? theta.getFirst() : theta.getLast();
    }

    private GemmSpec inputProduct(Tensor delta, Tensor w, Tensor out) {
        return GemmSpec.nn(delta.rows(), inputs, outputs)
                .leadingDimensions(delta.leadingDimension(), w.leadingDimension(), out.leadingDimension());
    }
}
