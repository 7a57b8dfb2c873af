package dev.thrice.lab.learn;

import picocli.CommandLine.Option;

/** The width of a multilayer perceptron, wherever it can be given. */
public final class WidthOption {
    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "Width of the hidden layers (default: ${DEFAULT-VALUE}).")
    private int width;

    WidthOption() {}

    /**
     * The width.
     *
     * @return as it was given, unchecked ({@link NetworkSize#inRange} does that)
     */
    public int width() {
        return width;
    }
}
