package dev.thrice.engine.images;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Nonlinearity;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Runs;
import dev.thrice.kernels.spec.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A convolution in the sense of networks, a cross-correlation: each output pixel is activation(W p + b) of the patch p that the window sees of
 * the input there. Its parameters are {@value DenseLayer#WEIGHT} [output channels x window height x window width x channels], the last
 * fastest, and, if it has one, {@value DenseLayer#BIAS} [1 x output channels].
 *
 * <p>It is computed image by image: patches are gathered into memory of the operation's own, and multiplied by W. WORK counts these products,
 * 2 places patch outputs a sample each, padding included.
 *
 * @param input size of x's images
 * @param outputChannels channels of y's, at least 1
 * @param window what each output pixel sees
 * @param activation what follows the affine map, element by element
 * @param biased whether there is a b
 */
public record Convolution(ImageShape input, int outputChannels, Window window, Activation activation, boolean biased)
        implements ImageFunction {
    /** Fewer channels would leave most of a vector's lanes idle where the activation is computed pixel by pixel. */
    private static final int FEWEST_FUSED = 16;

    /**
     * Checks that the window fits.
     *
     * @throws IllegalArgumentException if the window is larger than the padded image, there is no output channel, the activation does not go
     *     element by element, or an image's patches have 2^31 elements or more
     */
    public Convolution {
        Objects.requireNonNull(activation, "activation");
        if (activation.equals(Activation.LOG_SOFTMAX)) {
            throw new IllegalArgumentException(
                    "convolution: activation " + activation + ", expected one that goes element by element");
        }
        ImageShape output = window.over("convolution", input, outputChannels);
        long row = (long) window.height() * window.width() * input.channels();
        if (row * output.pixels() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("convolution: patches of " + row + " numbers at " + output.pixels()
                    + " places, expected fewer than 2^30 in all");
        }
    }

    /**
     * One with a bias.
     *
     * @param input size of x's images
     * @param outputChannels channels of y's, at least 1
     * @param window what each output pixel sees
     * @param activation what follows the affine map, element by element
     * @throws IllegalArgumentException as of the constructor
     */
    public Convolution(ImageShape input, int outputChannels, Window window, Activation activation) {
        this(input, outputChannels, window, activation, true);
    }

    @Override
    public ImageShape output() {
        return window.over("convolution", input, outputChannels);
    }

    private int patch() {
        return window.height() * window.width() * input.channels();
    }

    private Patches patches() {
        return new Patches(input, output(), window);
    }

    @Override
    public List<ParameterShape> parameters() {
        List<ParameterShape> shapes = new ArrayList<>();
        shapes.add(new ParameterShape(DenseLayer.WEIGHT, outputChannels, patch()));
        if (biased) {
            shapes.add(new ParameterShape(DenseLayer.BIAS, 1, outputChannels));
        }
        return List.copyOf(shapes);
    }

    @Override
    public long forwardFlops(int batch) {
        return 2L * batch * outputs() * patch();
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
        return activation.needsInput() ? outputs() : 0;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        Tensor affine = activation.needsInput() ? y.saved() : y.value();
        Optional<Epilogue> fused = activation.needsInput() || !biased || outputChannels < FEWEST_FUSED
                ? Optional.empty()
                : activation.biasEpilogue();
        Epilogue epilogue = biased ? fused.orElse(Epilogue.BIAS) : Epilogue.NONE;
        Tensor w = theta.getFirst();
        Tensor b = biased ? theta.get(1) : null;
        Patches seen = patches();
        Runs runs = seen.runs();
        Tensor patches = seen.allocate();
        Gemm gemm =
                kernels.gemm(GemmSpec.of(output().pixels(), outputChannels, patch(), seen.transpose(), Transpose.YES)
                        .leadingDimensions(patches.leadingDimension(), w.leadingDimension(), outputChannels)
                        .then(epilogue));
        Tensor[] from = Samples.rows(x);
        Tensor[] to = Samples.images(affine, outputChannels);
        Operation[] activate = new Operation[from.length]; // while an image is in the cache
        for (int i = 0; i < activate.length; i++) {
            activate[i] = fused.isPresent()
                    ? Operation.NOTHING
                    : activation.forward(kernels, affine.rows(i, 1), y.value().rows(i, 1));
        }
        return () -> {
            for (int i = 0; i < from.length; i++) {
                kernels.copyRuns(runs, from[i], patches);
                gemm.run(patches, w, to[i], b);
                activate[i].run();
            }
        };
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
        return activation.cotangent(kernels, y.saved(), y.value(), e, delta);
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        Tensor w = theta.getFirst();
        Patches seen = patches();
        Tensor patches = seen.allocate();
        Spread back = new Spread(kernels, seen.runs().reversed(), alpha, beta, out);
        Gemm gemm = kernels.gemm(
                seen.transpose() == Transpose.YES
                        ? GemmSpec.of(patch(), output().pixels(), outputChannels, Transpose.YES, Transpose.YES)
                                .leadingDimensions(w.leadingDimension(), outputChannels, patches.leadingDimension())
                        : GemmSpec.nn(output().pixels(), patch(), outputChannels)
                                .leadingDimensions(outputChannels, w.leadingDimension(), patches.leadingDimension()));
        Tensor[] from = Samples.images(delta, outputChannels);
        return () -> {
            for (int i = 0; i < from.length; i++) {
                if (seen.transpose() == Transpose.YES) {
                    gemm.run(w, from[i], patches);
                } else {
                    gemm.run(from[i], w, patches);
                }
                back.run(patches, i);
            }
        };
    }

    /** All of it with the first output: each weight belongs to all pixels of a channel. */
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
        if (firstOutput > 0) {
            return Operation.NOTHING;
        }
        Tensor weights = gradient.getFirst();
        Patches seen = patches();
        Runs runs = seen.runs();
        Tensor patches = seen.allocate();
        GemmSpec product = GemmSpec.of(outputChannels, patch(), output().pixels(), Transpose.YES, seen.transpose())
                .leadingDimensions(outputChannels, patches.leadingDimension(), weights.leadingDimension());
        Gemm first = kernels.gemm(product.scaled(scale, 0f));
        Gemm others = kernels.gemm(product.scaled(scale, 1f));
        Tensor[] from = Samples.rows(x);
        Tensor[] errors = Samples.images(delta, outputChannels);
        return () -> {
            for (int i = 0; i < from.length; i++) {
                kernels.copyRuns(runs, from[i], patches);
                (i == 0 ? first : others).run(errors[i], patches, weights);
                if (biased) {
                    kernels.columnSums(scale, errors[i], i == 0 ? 0f : 1f, gradient.get(1));
                }
            }
        };
    }

    @Override
    public Optional<Epilogue> cotangentEpilogue() {
        return activation.cotangentEpilogue();
    }

    /**
     * {@inheritDoc}
     *
     * @return sqrt(1 / numbers of a patch), PyTorch's default
     */
    @Override
    public double initializationBound() {
        return Math.sqrt(1.0 / patch());
    }

    @Override
    public List<ElementaryFunction> split() {
        return activation.equals(Activation.IDENTITY)
                ? List.of(this)
                : List.of(
                        new Convolution(input, outputChannels, window, Activation.IDENTITY, biased),
                        new Nonlinearity(outputs(), activation));
    }

    @Override
    public String toString() {
        return "convolution " + input + " -> " + output() + ", window " + window + ", " + activation
                + (biased ? "" : ", no bias");
    }
}
