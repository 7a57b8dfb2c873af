package dev.thrice.lab.study;

import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** How large the study of learning rates is to be. */
final class OnlineOptions extends StudyOptions {
    private static final double LOWEST_RATE = 1e-4;
    private static final double DECADES = 5;

    @Option(
            names = "--batches",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8,64",
            description = "Samples in a batch (default: ${DEFAULT-VALUE}).")
    List<Integer> batches;

    @Option(
            names = "--rates-a-decade",
            paramLabel = "N",
            description = "Learning rates in each factor of ten, from .0001 to 10 (default: 3, quick 1).")
    private Integer ratesADecade;

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

    OnlineOptions() {}

    @Override
    int samples(boolean quickRun) {
        return quickRun ? 4_000 : 10_000;
    }

    int ratesADecade() {
        return ratesADecade != null ? ratesADecade : quick ? 1 : 3;
    }

    /** The grid of learning rates, ascending. */
    List<Float> rates() {
        return IntStream.rangeClosed(0, (int) (DECADES * ratesADecade()))
                .mapToObj(i -> (float) (LOWEST_RATE * Math.pow(10, (double) i / ratesADecade())))
                .toList();
    }

    @Override
    void check(int images) {
        super.check(images);
        require("learning rates a decade", ratesADecade(), ratesADecade() >= 1, "at least 1");
        require("hidden layers", hiddenLayers, hiddenLayers >= 1, "at least 1");
        require("width", width, width >= 1, "at least 1");
    }
}
