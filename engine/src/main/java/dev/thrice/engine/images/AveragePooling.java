package dev.thrice.engine.images;

import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Runs;
import java.util.List;

/**
 * The mean of what a window sees, channel by channel; zeros of the padding are a part of it, as in PyTorch's default. No parameters. WORK counts
 * an addition for each element of a window.
 *
 * @param input size of x's images
 * @param window what each output pixel sees
 */
public record AveragePooling(ImageShape input, Window window) implements Pooling {
    /**
     * Checks that the window fits.
     *
     * @throws IllegalArgumentException if it is larger than the padded image
     */
    public AveragePooling {
        window.over("pooling", input, input.channels());
    }

    @Override
    public ImageShape output() {
        return window.over("pooling", input, input.channels());
    }

    @Override
    public long inputVjpFlops(int batch) {
        return forwardFlops(batch);
    }

    private float share() {
        return 1f / (window.height() * window.width());
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        return spread(kernels, window.toPlaces(input, output()), share(), 0f, x, y.value());
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        return spread(kernels, window.toPlaces(input, output()).reversed(), alpha * share(), beta, delta, out);
    }

    private static Operation spread(Kernels kernels, Runs runs, float factor, float beta, Tensor from, Tensor to) {
        Tensor[] sources = Samples.rows(from);
        Spread spread = new Spread(kernels, runs, factor, beta, to);
        return () -> {
            for (int i = 0; i < sources.length; i++) {
                spread.run(sources[i], i);
            }
        };
    }

    @Override
    public String toString() {
        return "average pooling " + input + " -> " + output() + ", window " + window;
    }
}
