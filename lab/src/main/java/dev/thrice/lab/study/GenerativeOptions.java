package dev.thrice.lab.study;

import picocli.CommandLine.Option;

/** How large the study of generative networks is to be. */
final class GenerativeOptions extends StudyOptions {
    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Hidden tanh layers (default: ${DEFAULT-VALUE}).")
    int hiddenLayers;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "Width of the hidden layers (default: ${DEFAULT-VALUE}).")
    int width;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times that a training goes through the images (default: 8, quick 6).")
    private Integer epochs;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Of Adam (default: .0005, quick .002).")
    private Float learningRate;

    GenerativeOptions() {}

    @Override
    int samples(boolean quickRun) {
        return quickRun ? 11_000 : 55_000;
    }

    int epochs() {
        return epochs != null ? epochs : quick ? 6 : 8;
    }

    float learningRate() {
        return learningRate != null ? learningRate : quick ? .002f : .0005f;
    }

    @Override
    void check(int images) {
        super.check(images);
        require("hidden layers", hiddenLayers, hiddenLayers >= 1, "at least 1");
        require("width", width, width >= 1, "at least 1");
        require("epochs", epochs(), epochs() >= 1, "at least 1");
        require("learning rate", learningRate(), learningRate() > 0, "a number above 0");
    }
}
