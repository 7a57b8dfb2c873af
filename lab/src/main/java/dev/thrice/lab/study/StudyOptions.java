package dev.thrice.lab.study;

import dev.thrice.lab.KernelsOption;
import dev.thrice.lab.UserError;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be asked of every study. */
abstract class StudyOptions {
    @Option(names = "--quick", description = "A smaller grid, fewer samples and seeds: a look.")
    boolean quick;

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the MNIST files (default: the user's cache).")
    Path dir;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Training images (default: as many as the study says).")
    private Integer samples;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Seeds of parameters and order, over which intervals are taken (default: 3, quick 2).")
    private Integer seeds;

    @Mixin
    KernelsOption provider;

    /** Training images, unless the user says: all, and of a quick run. */
    abstract int samples(boolean quickRun);

    int samples() {
        return samples != null ? samples : samples(quick);
    }

    int seeds() {
        return seeds != null ? seeds : quick ? 2 : 3;
    }

    /**
     * Checks the numbers.
     *
     * @param images of the training set
     * @throws UserError if one is out of range
     */
    void check(int images) {
        require(
                "samples",
                samples(),
                samples() >= 1 && StudyPlan.images(samples()) <= images,
                "1 to 11 of 12 of " + images);
        require("seeds", seeds(), seeds() >= 1, "at least 1");
    }

    static void require(String name, Number value, boolean fits, String expected) {
        if (!fits) {
            throw new UserError(name + " " + value + ", expected " + expected);
        }
    }
}
