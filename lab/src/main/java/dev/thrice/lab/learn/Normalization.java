package dev.thrice.lab.learn;

import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Scaling;
import java.util.Optional;

/** How the numbers of examples are scaled, each channel of images by itself, and each feature of what is no image. */
public enum Normalization {
    /** Not: pixels in [0, 1], other numbers as they are. */
    NONE,
    /** To [0, 1]. */
    UNIT,
    /** To a mean of 0 and a standard deviation of 1. */
    STANDARD;

    /** The names on the command line. */
    public static final class OnCommandLine extends Names<Normalization> {
        private OnCommandLine() {
            super(Normalization.class);
        }
    }

    /**
     * The scaling that does so.
     *
     * @param training examples to learn from, by which all others are scaled too
     * @return the scaling, or nothing
     */
    public Optional<Scaling> of(Dataset training) {
        return switch (this) {
            case NONE -> Optional.empty();
            case UNIT -> Optional.of(Scaling.toUnit(training));
            case STANDARD -> Optional.of(Scaling.ofChannels(training));
        };
    }
}
