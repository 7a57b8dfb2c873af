package dev.thrice.lab.train;

import dev.thrice.lab.learn.Names;
import dev.thrice.ranks.Reduction;

/** How gradients are added over ranks, on the command line. */
final class GradientReduction extends Names<Reduction> {
    private GradientReduction() {
        super(Reduction.class);
    }
}
