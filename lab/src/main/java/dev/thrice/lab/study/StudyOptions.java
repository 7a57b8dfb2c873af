package dev.thrice.lab.study;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.data.DataOptions;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.NetworkSize;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be asked of every study. */
abstract class StudyOptions {
    /** Of a training: that which trains, and the optimizer's moments. */
    private static final int ENGINES = 3;

    @Option(names = "--quick", description = "A smaller grid, fewer samples and seeds: a look.")
    boolean quick;

    @Mixin
    DataOptions data;

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

    /** Runs of all seeds together. */
    abstract double runs();

    /** The largest networks of the study. */
    abstract List<NetworkSize> networks();

    /**
     * Checks the numbers, and that there is memory for what they ask for, before the data are there.
     *
     * @param atOnce networks that are trained at the same time
     * @throws UsageError if one is out of range, or there is not
     */
    void check(int atOnce) {
        UsageError.require("--samples", samples(), samples() >= 1, "at least 1");
        UsageError.require("--seeds", seeds(), seeds() >= 1, "at least 1");
        Memory memory = Memory.here();
        memory.requireRuns("--seeds " + seeds(), runs());
        memory.requireMachine("--samples " + samples(), (double) samples() * Mnist.FEATURES);
        requireRoom(atOnce, Mnist.FEATURES, Mnist.CLASSES);
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
        networks()
                .forEach(network -> network.on(features, classes)
                        .inRange(1, 1)
                        .footprint()
                        .require(memory, (int) Math.min(atOnce, runs()), ENGINES));
    }

    /**
     * Checks that there are so many samples.
     *
     * @param images of the training set
     * @throws UsageError if there are not
     */
    void requireSamples(int images) {
        int most = (int) (images * 11L / 12);
        UsageError.require(
                "--samples",
                samples(),
                StudyPlan.images(samples()) <= images,
                "1 to " + most + ", 11 of 12 of the " + images + " images there are");
    }

    static void requireEpochs(int epochs) {
        UsageError.require("--epochs", epochs, epochs >= 1, "at least 1");
    }

    static void requireLearningRate(float rate) {
        UsageError.require("--learning-rate", rate, rate > 0 && rate <= Float.MAX_VALUE, "a number above 0");
    }
}
