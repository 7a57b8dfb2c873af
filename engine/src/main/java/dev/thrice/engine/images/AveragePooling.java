package dev.thrice.engine.images;

import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;

/**
 * The mean of what a window sees, channel by channel; zeros of the padding are a part of it, as in PyTorch's default. No parameters. WORK counts
 * an addition for each element of a window; it takes fewer, since it adds up columns, and then rows of these sums.
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
        Tensor columns = columns();
        Spread down = new Spread(kernels, window.downColumns(input, output()), 1f, 0f, columns);
        Spread along = new Spread(kernels, window.alongRows(input, output()), share(), 0f, y.value());
        return byWayOf(columns, down, along, x);
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        Tensor columns = columns();
        Spread along = new Spread(kernels, window.alongRows(input, output()).reversed(), alpha * share(), 0f, columns);
        Spread down = new Spread(kernels, window.downColumns(input, output()).reversed(), 1f, beta, out);
        return byWayOf(columns, along, down, delta);
    }

    /** Image by image, since the memory between is of one. */
    private static Operation byWayOf(Tensor between, Spread first, Spread second, Tensor source) {
        Tensor[] from = Samples.rows(source);
        return () -> {
            for (int i = 0; i < from.length; i++) {
                first.run(from[i], 0);
                second.run(between, i);
            }
        };
    }

    /** Memory for sums down the columns that windows see, of one image: [rows of places x columns of the image x channels]. */
    private Tensor columns() {
        return Spread.scratch(1, output().height() * input.width() * input.channels());
    }

    @Override
    public String toString() {
        return "average pooling " + input + " -> " + output() + ", window " + window;
    }
}
