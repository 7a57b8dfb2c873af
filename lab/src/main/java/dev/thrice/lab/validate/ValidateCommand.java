package dev.thrice.lab.validate;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.output.JsonFile;
import dev.thrice.lab.output.WholeFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the paper's bounds on MNIST and says of each whether it holds. */
@Command(
        name = "validate",
        description = {
            "Measures TIME{forward}, TIME{backprop} and TIME{FPA-PC} on MNIST, calibrates w in the same run, and holds the"
                    + " bounds (2.6) and (3.31) of Zahid, Guo & Fountas (2023) against them."
        },
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Runnable {
    @Option(names = "--quick", description = "Fewer rounds, wider intervals: some seconds instead of half a minute.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything that was found, samples included.")
    private Path json;

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the MNIST files (default: the user's cache).")
    private Path dir;

    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            defaultValue = "5",
            description = "Hidden tanh layers (default: ${DEFAULT-VALUE}).")
    private int hiddenLayers;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "Width of the hidden layers (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Samples in a batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads of the layer-parallel runs (default: one a core).")
    private Integer workers;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Kernels: auto, simd, openblas, scalar (default: auto).")
    private String provider;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of parameters, order and resampling (default: ${DEFAULT-VALUE}).")
    private long seed;

    private ValidateCommand() {}

    @Override
    public void run() {
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        Kernels kernels = provider == null ? Kernels.select() : Kernels.select(provider);
        int team = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
        Report report;
        try (Validation validation = new Validation(hiddenLayers, width, batch, team, kernels, seed, quick);
                TensorArena arena = TensorArena.open()) {
            Mnist mnist = Mnist.load(dir, arena, true, notice -> System.err.println("thrice: " + notice));
            System.out.println(validation.heading(mnist));
            report = validation.run(mnist);
        }
        System.out.print(new ReportText(report));
        if (json != null) {
            JsonFile.write(json, report);
            System.out.println("written: " + json);
        }
    }
}
