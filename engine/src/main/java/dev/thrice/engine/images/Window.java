package dev.thrice.engine.images;

import dev.thrice.kernels.spec.Runs;

/**
 * A window that goes over an image.
 *
 * @param height rows of pixels in it, at least 1
 * @param width pixels of each, at least 1
 * @param stride pixels from one place to the next, down and to the right, at least 1
 * @param padding zeros that the image has around it, at least 0
 */
public record Window(int height, int width, int stride, int padding) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Window {
        if (height < 1 || width < 1 || stride < 1 || padding < 0) {
            throw new IllegalArgumentException("window: " + height + " x " + width + ", stride " + stride + ", padding "
                    + padding + ", expected sizes and stride of at least 1, padding of at least 0");
        }
    }

    /**
     * A square one that moves by a pixel, over an image as it is.
     *
     * @param side its height and width
     * @return the window
     * @throws IllegalArgumentException if the side is below 1
     */
    public static Window of(int side) {
        return new Window(side, side, 1, 0);
    }

    /**
     * Square windows side by side.
     *
     * @param side their height, width and stride
     * @return the window
     * @throws IllegalArgumentException if the side is below 1
     */
    public static Window sideBySide(int side) {
        return new Window(side, side, side, 0);
    }

    /**
     * The same window over an image with more around it.
     *
     * @param zeros on each side, at least 0
     * @return the window
     * @throws IllegalArgumentException if the number is negative
     */
    public Window padded(int zeros) {
        return new Window(height, width, stride, zeros);
    }

    /**
     * The same window with other steps.
     *
     * @param pixels from one place to the next, at least 1
     * @return the window
     * @throws IllegalArgumentException if the number is below 1
     */
    public Window strided(int pixels) {
        return new Window(height, width, pixels, padding);
    }

    /** Its places on an image, as an image that has a pixel for each. */
    ImageShape over(String layer, ImageShape image, int channels) {
        return new ImageShape(
                places(layer, image, "high", image.height(), height),
                places(layer, image, "wide", image.width(), width),
                channels);
    }

    private int places(String layer, ImageShape image, String which, int extent, int size) {
        long padded = extent + 2L * padding;
        if (size > padded) {
            throw new IllegalArgumentException(layer + ": a window " + size + " pixels " + which + " over an image of "
                    + image + ", " + padded + " with its padding, expected one that fits in");
        }
        long places = (padded - size) / stride + 1;
        if (places > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(layer + ": a window " + size + " pixels " + which + " at " + places
                    + " places of an image of " + image + " with its padding, expected fewer than 2^31");
        }
        return (int) places;
    }

    /** Some pixels of a row of the image that a row of the window sees. */
    @FunctionalInterface
    interface Sight {
        /**
         * Takes them in.
         *
         * @param place of the window, counted row by row
         * @param pixel the first of the image's, as a position of elements
         * @param seen what number it is of the window's pixels
         * @param pixels how many, at least 1
         */
        void of(int place, int pixel, int seen, int pixels);
    }

    /** Goes from place to place, and down the rows of the window; what is padding is left out. */
    void look(ImageShape image, ImageShape places, Sight sight) {
        for (int place = 0; place < places.pixels(); place++) {
            int top = place / places.width() * stride - padding;
            int left = place % places.width() * stride - padding;
            int first = Math.max(0, -left);
            int end = Math.min(width, image.width() - left);
            for (int y = Math.max(0, -top); first < end && y < Math.min(height, image.height() - top); y++) {
                sight.of(place, image.at(top + y, left + first), y * width + first, end - first);
            }
        }
    }

    /** From each pixel of an image to the places that see it, channel by channel. */
    Runs toPlaces(ImageShape image, ImageShape places) {
        int channels = image.channels();
        Runs.Builder runs = new Runs.Builder();
        look(image, places, (place, pixel, seen, pixels) -> {
            for (int x = 0; x < pixels; x++) {
                runs.add(pixel + x * channels, place * channels, channels);
            }
        });
        return runs.build();
    }

    /** From rows of an image to sums down the columns that a row of places sees, [rows of places x columns of the image x channels]. */
    Runs downColumns(ImageShape image, ImageShape places) {
        int row = image.width() * image.channels();
        Runs.Builder runs = new Runs.Builder();
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < places.height(); i++) {
                int seen = i * stride - padding + y;
                if (seen >= 0 && seen < image.height()) {
                    runs.add(seen * row, i * row, row);
                }
            }
        }
        return runs.build();
    }

    /** From these sums to those of all that each place sees: neighbours one after the other, which do not wait for each other. */
    Runs alongRows(ImageShape image, ImageShape places) {
        int channels = image.channels();
        Runs.Builder runs = new Runs.Builder();
        for (int x = 0; x < width; x++) {
            for (int place = 0; place < places.pixels(); place++) {
                int seen = place % places.width() * stride - padding + x;
                if (seen >= 0 && seen < image.width()) {
                    int from = place / places.width() * image.width() + seen;
                    runs.add(from * channels, place * channels, channels);
                }
            }
        }
        return runs.build();
    }

    /** As in 3 x 3, stride 2, padding 1. */
    @Override
    public String toString() {
        return height + " x " + width + (stride == 1 ? "" : ", stride " + stride)
                + (padding == 0 ? "" : ", padding " + padding);
    }
}
