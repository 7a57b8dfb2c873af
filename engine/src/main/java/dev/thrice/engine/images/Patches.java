package dev.thrice.engine.images;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Runs;
import dev.thrice.kernels.spec.Transpose;

/**
 * What a window sees of an image at each of its places (im2col; Chellapilla, Puri &amp; Simard 2006): a matrix [places x window height x window
 * width x channels], or of an image of one channel that matrix transposed, since of that the runs are as long as rows of pixels.
 */
final class Patches {
    private final ImageShape image;
    private final ImageShape places;
    private final Window window;
    private final int length;
    private final boolean transposed;

    Patches(ImageShape image, ImageShape places, Window window) {
        this.image = image;
        this.places = places;
        this.window = window;
        length = window.height() * window.width() * image.channels();
        transposed = image.channels() == 1 && window.stride() == 1;
    }

    /** Memory for those of one image, zeros, which they have where the window sees padding. */
    Tensor allocate() {
        return transposed ? Spread.scratch(length, places.pixels()) : Spread.scratch(places.pixels(), length);
    }

    /** Whether they enter a product transposed. */
    Transpose transpose() {
        return transposed ? Transpose.YES : Transpose.NO;
    }

    /** From an image to its patches. */
    Runs runs() {
        Runs.Builder builder = new Runs.Builder();
        if (transposed) {
            alongRows(builder);
        } else {
            alongPatches(builder);
        }
        return builder.build();
    }

    private void alongRows(Runs.Builder builder) {
        int row = Tensor.paddedColumns(places.pixels());
        for (int p = 0; p < length; p++) {
            int down = p / window.width() - window.padding();
            int right = p % window.width() - window.padding();
            int first = Math.max(0, -right);
            int end = Math.min(places.width(), image.width() - right);
            for (int y = Math.max(0, -down); y < Math.min(places.height(), image.height() - down); y++) {
                builder.add(
                        image.at(y + down, first + right),
                        p * row + y * places.width() + first,
                        Math.max(0, end - first));
            }
        }
    }

    private void alongPatches(Runs.Builder builder) {
        int row = Tensor.paddedColumns(length);
        int channels = image.channels();
        window.look(
                image,
                places,
                (place, pixel, seen, pixels) -> builder.add(pixel, place * row + seen * channels, pixels * channels));
    }
}
