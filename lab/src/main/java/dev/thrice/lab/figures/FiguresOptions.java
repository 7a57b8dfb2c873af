package dev.thrice.lab.figures;

import dev.thrice.lab.KernelsOption;
import dev.thrice.lab.UserError;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the figures are to be of. */
final class FiguresOptions {
    @Option(names = "--quick", description = "A small grid and few epochs: at most 3 minutes on 2 cores.")
    boolean quick;

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the MNIST files (default: the user's cache).")
    Path dir;

    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            split = ",",
            description = "Hidden tanh layers (default: 2,4,6,8,10,15, quick 2,6).")
    private List<Integer> hiddenLayers;

    @Option(
            names = "--step-sizes",
            paramLabel = "G",
            split = ",",
            description = "Step sizes gamma of inference (default: 1,.5,.2,.1,.05, quick 1,.5,.1).")
    private List<Float> stepSizes;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Seeds of parameters and order, 1 to N, over which intervals are taken (default: ${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times that a training goes through the data (default: 10, quick 2).")
    private Integer epochs;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            defaultValue = ".02",
            description = "Of SGD with momentum .9 (default: ${DEFAULT-VALUE}).")
    float learningRate;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "Width of the hidden layers (default: ${DEFAULT-VALUE}).")
    int width;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Samples in a batch (default: ${DEFAULT-VALUE}).")
    int batch;

    @Mixin
    KernelsOption provider;

    FiguresOptions() {}

    List<Integer> hiddenLayers() {
        return hiddenLayers != null ? hiddenLayers : quick ? List.of(2, 6) : List.of(2, 4, 6, 8, 10, 15);
    }

    List<Float> stepSizes() {
        return stepSizes != null ? stepSizes : quick ? List.of(1f, .5f, .1f) : List.of(1f, .5f, .2f, .1f, .05f);
    }

    int epochs() {
        return epochs != null ? epochs : quick ? 2 : 10;
    }

    /**
     * Checks the numbers.
     *
     * @throws UserError if one is out of range
     */
    void check() {
        hiddenLayers().forEach(layers -> require("hidden layers", layers, layers >= 1, "at least 1"));
        stepSizes().forEach(size -> require("step size", size, size > 0 && size < 2, "in (0, 2)"));
        require("seeds", seeds, seeds >= 1, "at least 1");
        require("epochs", epochs(), epochs() >= 1, "at least 1");
        require("width", width, width >= 1, "at least 1");
    }

    private static void require(String name, Number value, boolean fits, String expected) {
        if (!fits) {
            throw new UserError(name + " " + value + ", expected " + expected);
        }
    }
}
