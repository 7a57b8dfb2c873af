package dev.thrice.engine.images;

import dev.thrice.engine.chain.ElementaryFunction;

/** A function from images to images. */
interface ImageFunction extends ElementaryFunction {
    /**
     * The size of x's images.
     *
     * @return pixels and channels
     */
    ImageShape input();

    /**
     * The size of y's images.
     *
     * @return a pixel for each place of the window
     */
    ImageShape output();

    @Override
    default int inputs() {
        return input().elements();
    }

    @Override
    default int outputs() {
        return output().elements();
    }
}
