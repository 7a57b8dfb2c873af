package dev.thrice.lab.figures;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.data.DataOptions;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.BatchOption;
import dev.thrice.lab.learn.InitializationOption;
import dev.thrice.lab.learn.NetworkSize;
import dev.thrice.lab.learn.WidthOption;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the figures are to be of. */
final class FiguresOptions {
    /** Of a training: that which trains, the one it is compared with, and the optimizer's moments. */
    private static final int ENGINES = 3;

    @Option(names = "--quick", description = "A small grid and few epochs: at most 3 minutes on 2 cores.")
    boolean quick;

    @Mixin
    DataOptions data;

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

    @Mixin
    InitializationOption initialization;

    @Mixin
    WidthOption width;

    @Mixin
    BatchOption batch;

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
     * Checks the numbers, and that there is memory for what they ask for.
     *
     * @param atOnce networks that are trained at the same time
     * @throws UsageError if one is out of range, or there is not
     */
    void check(int atOnce) {
        UsageError.requireDistinct("--hidden-layers", hiddenLayers());
        UsageError.requireDistinct("--step-sizes", stepSizes());
        stepSizes().forEach(size -> UsageError.require("--step-sizes", size, size > 0 && size < 2, "in (0, 2)"));
        UsageError.require("--seeds", seeds, seeds >= 1, "at least 1");
        UsageError.require("--epochs", epochs(), epochs() >= 1, "at least 1");
        UsageError.require(
                "--learning-rate",
                learningRate,
                learningRate > 0 && learningRate <= Float.MAX_VALUE,
                "a number above 0");
        Memory.here().requireRuns("--seeds " + seeds, runs());
        requireRoom(atOnce, Mnist.FEATURES, Mnist.CLASSES);
    }

    private double runs() {
        return (double) seeds * hiddenLayers().size() * stepSizes().size() * StepCount.MOST;
    }

    /**
     * Checks that there is memory for networks on some data.
     *
     * @param atOnce networks that are trained at the same time
     * @param features of the data
     * @param classes of the data
     * @throws UsageError if there is not
     */
    void requireRoom(int atOnce, int features, int classes) {
        Memory memory = Memory.here();
        hiddenLayers()
                .forEach(layers -> new NetworkSize(layers, width.width(), batch.batch(), features, classes)
                        .inRange(1, 1)
                        .footprint()
                        .require(memory, (int) Math.min(atOnce, runs()), ENGINES));
    }
}
