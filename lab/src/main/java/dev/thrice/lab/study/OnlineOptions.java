package dev.thrice.lab.study;

import dev.thrice.lab.KernelsOption;
import dev.thrice.lab.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large the study is to be. */
final class OnlineOptions {
    private static final double LOWEST_RATE = 1e-4;
    private static final double DECADES = 5;

    @Option(names = "--quick", description = "Fewer samples, learning rates and seeds: a look.")
    boolean quick;

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the MNIST files (default: the user's cache).")
    Path dir;

    @Option(
            names = "--batches",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8,64",
            description = "Samples in a batch (default: ${DEFAULT-VALUE}).")
    List<Integer> batches;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Training images, each seen once (default: 10000, quick 4000).")
    private Integer samples;

    @Option(
            names = "--rates-a-decade",
            paramLabel = "N",
            description = "Learning rates in each factor of ten, from .0001 to 10 (default: 3, quick 1).")
    private Integer ratesADecade;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Seeds of parameters and order, over which intervals are taken (default: 3, quick 2).")
    private Integer seeds;

    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Hidden tanh layers (default: ${DEFAULT-VALUE}).")
    int hiddenLayers;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "Width of the hidden layers (default: ${DEFAULT-VALUE}).")
    int width;

    @Mixin
    KernelsOption provider;

    OnlineOptions() {}

    int samples() {
        return samples != null ? samples : quick ? 4_000 : 10_000;
    }

    int ratesADecade() {
        return ratesADecade != null ? ratesADecade : quick ? 1 : 3;
    }

    int seeds() {
        return seeds != null ? seeds : quick ? 2 : 3;
    }

    /** The grid of learning rates, ascending. */
    List<Float> rates() {
        return IntStream.rangeClosed(0, (int) (DECADES * ratesADecade()))
                .mapToObj(i -> (float) (LOWEST_RATE * Math.pow(10, (double) i / ratesADecade())))
                .toList();
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
                samples() >= 1 && OnlinePlan.images(samples()) <= images,
                "1 to 11 of 12 of " + images);
        require("learning rates a decade", ratesADecade(), ratesADecade() >= 1, "at least 1");
        require("seeds", seeds(), seeds() >= 1, "at least 1");
        require("hidden layers", hiddenLayers, hiddenLayers >= 1, "at least 1");
        require("width", width, width >= 1, "at least 1");
    }

    private static void require(String name, int value, boolean fits, String expected) {
        if (!fits) {
            throw new UserError(name + " " + value + ", expected " + expected);
        }
    }
}
