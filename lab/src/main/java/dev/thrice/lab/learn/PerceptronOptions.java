package dev.thrice.lab.learn;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The shape of one multilayer perceptron, wherever it can be given. */
public final class PerceptronOptions {
    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            description = "Hidden tanh layers (default: ${DEFAULT-VALUE}).")
    private int hiddenLayers;

    @Mixin
    private WidthOption width;

    /**
     * The options of a command.
     *
     * @param usualHiddenLayers where none are given
     */
    public PerceptronOptions(int usualHiddenLayers) {
        hiddenLayers = usualHiddenLayers; // which picocli takes for the default
    }

    /**
     * The hidden layers.
     *
     * @return as they were given, unchecked ({@link NetworkSize#inRange} does that)
     */
    public int hiddenLayers() {
        return hiddenLayers;
    }

    /**
     * Their width.
     *
     * @return as it was given, unchecked likewise
     */
    public int width() {
        return width.width();
    }
}
