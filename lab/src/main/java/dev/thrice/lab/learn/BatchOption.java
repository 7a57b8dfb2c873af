package dev.thrice.lab.learn;

import picocli.CommandLine.Option;

/** The size of a batch, wherever one can be given. */
public final class BatchOption {
    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Samples in a batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    private BatchOption() {}

    /**
     * The size.
     *
     * @return as it was given, unchecked ({@link NetworkSize#inRange} does that)
     */
    public int batch() {
        return batch;
    }
}
