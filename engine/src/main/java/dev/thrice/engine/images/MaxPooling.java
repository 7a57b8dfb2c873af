package dev.thrice.engine.images;

import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Runs;
import java.util.List;

/**
 * The greatest of what a window sees, channel by channel; padding is less than anything, as in PyTorch. An error goes to where the greatest
 * was, of equal ones to the first. No parameters. WORK counts a comparison for each element of a window, and for the input-VJP an
 * addition for each output.
 *
 * @param input size of x's images
 * @param window what each output pixel sees
 */
public record MaxPooling(ImageShape input, Window window) implements Pooling {
    private static final int MOST_ELEMENTS = 1 << 24; // whose places floats tell apart

    /**
     * Checks that the window fits.
     *
     * @throws IllegalArgumentException if it is larger than the padded image, or at some place sees nothing but padding, or the image has more
     *     than 2^24 elements
     */
    public MaxPooling {
        window.over("max pooling", input, input.channels());
        if (window.padding() >= Math.min(window.height(), window.width())) {
            throw new IllegalArgumentException("max pooling: window " + window
                    + ", expected a padding smaller than the window, which else would see nothing");
        }
        if (input.elements() > MOST_ELEMENTS) {
            throw new IllegalArgumentException(
                    "max pooling: an image of " + input + ", expected at most " + MOST_ELEMENTS + " elements");
        }
    }

    @Override
    public ImageShape output() {
        return window.over("max pooling", input, input.channels());
    }

    /** The place of each greatest element in its image. */
    @Override
    public int saved() {
        return outputs();
    }

    @Override
    public long inputVjpFlops(int batch) {
        return (long) batch * outputs();
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
        Runs runs = window.toPlaces(input, output());
        Tensor[] from = Samples.rows(x);
        Tensor[] to = Samples.rows(y.value());
        Tensor[] places = Samples.rows(y.saved());
        return () -> {
            kernels.fill(Float.NEGATIVE_INFINITY, y.value());
            kernels.fill(-1f, y.saved());
            for (int i = 0; i < from.length; i++) {
                kernels.maxRuns(runs, from[i], to[i], places[i]);
            }
        };
    }

    @Override
    public Operation inputVjp(
            Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
        return () -> {
            if (beta == 0f) {
                kernels.fill(0f, out);
            } else if (beta != 1f) {
                kernels.axpby(beta, out, 0f, out);
            }
            kernels.scatter(alpha, delta, y.saved(), out);
        };
    }

    @Override
    public String toString() {
        return "max pooling " + input + " -> " + output() + ", window " + window;
    }
}
