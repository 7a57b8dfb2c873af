package dev.thrice.lab.train;

import dev.thrice.lab.learn.Names;

/** What of a training each rank has. */
enum Partition {
    /** Some of the layers, of all samples. */
    LAYERS,
    /** Some of each batch's samples, and all layers. */
    BATCH;

    static final class OnCommandLine extends Names<Partition> {
        private OnCommandLine() {
            super(Partition.class);
        }
    }
}
