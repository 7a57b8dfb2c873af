package dev.thrice.engine.images;

import dev.thrice.kernels.Tensor;
import java.util.stream.IntStream;

/** Views of each sample of a batch, made when an operation is planned. */
final class Samples {
    private Samples() {}

    /** As a row. */
    static Tensor[] rows(Tensor samples) {
        return IntStream.range(0, samples.rows())
                .mapToObj(i -> samples.rows(i, 1))
                .toArray(Tensor[]::new);
    }

    /** As a matrix [pixels x channels]. */
    static Tensor[] images(Tensor samples, int channels) {
        return IntStream.range(0, samples.rows())
                .mapToObj(i -> samples.reshapedRow(i, samples.columns() / channels, channels))
                .toArray(Tensor[]::new);
    }
}
