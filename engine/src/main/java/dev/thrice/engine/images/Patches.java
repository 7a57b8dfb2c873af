package dev.thrice.engine.images;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.spec.Runs;

/**
 * What a window sees of an image at each of its places: a matrix [places x window height x window width x channels] (im2col; Chellapilla, Puri
 * &amp; Simard 2006).
 */
final class Patches {
    private final int places;
    private final int length;
    private final Runs runs;

    Patches(ImageShape image, ImageShape places, Window window) {
        this.places = places.pixels();
        length = Math.multiplyExact(Math.multiplyExact(window.height(), window.width()), image.channels());
        int row = Tensor.paddedColumns(length);
        Math.multiplyExact(this.places, row); // positions are ints
        Runs.Builder builder = new Runs.Builder();
        for (int place = 0; place < this.places; place++) {
            int top = place / places.width() * window.stride() - window.padding();
            int left = place % places.width() * window.stride() - window.padding();
            int first = Math.max(0, -left);
            int end = Math.min(window.width(), image.width() - left);
            for (int y = Math.max(0, -top); y < Math.min(window.height(), image.height() - top); y++) {
                int to = place * row + (y * window.width() + first) * image.channels();
                builder.add(image.at(top + y, left + first), to, Math.max(0, end - first) * image.channels());
            }
        }
        runs = builder.build();
    }

    /** Numbers of a patch. */
    int length() {
        return length;
    }

    /** From an image to its patches. */
    Runs runs() {
        return runs;
    }

    /** Memory for those of one image, zeros, which they have where the window sees padding. */
    Tensor allocate() {
        return Spread.scratch(places, length);
    }
}
