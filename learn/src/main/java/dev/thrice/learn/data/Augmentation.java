package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;

/**
 * What is done to images that are learned from, another thing each time they come: a mirror image as often as not, moved by up to some
 * pixels up or down and to either side, all equally often. What comes in at an edge is 0, and what leaves is lost.
 *
 * <p>What is done is a function of a seed, the epoch and the place in it, so that a training has the same images on any number of
 * workers, and when it is resumed.
 *
 * @param shift pixels that an image is moved by at most, either way; 0 for none
 * @param flip whether half of the images are mirrored, left to right, before they are moved
 */
public record Augmentation(int shift, boolean flip) {
    /** None. */
    public static final Augmentation NONE = new Augmentation(0, false);

    /**
     * Checks the shift.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Augmentation {
        if (shift < 0) {
            throw new IllegalArgumentException("augmentation: shift " + shift + ", expected at least 0");
        }
    }

    /**
     * Checks that it can be made of some data.
     *
     * @param data to be augmented
     * @throws IllegalArgumentException if they are no images, or none would be left of one that is moved so far
     */
    public void requireFit(Dataset data) {
        if (equals(NONE)) {
            return;
        }
        ImageShape image = data.image()
                .orElseThrow(
                        () -> new IllegalArgumentException("augmentation: data are " + data + ", expected images"));
        int side = Math.min(image.height(), image.width());
        if (shift >= side) {
            throw new IllegalArgumentException("augmentation: shift " + shift + " of images of " + image
                    + ", expected less than " + side + " pixels");
        }
    }
}
