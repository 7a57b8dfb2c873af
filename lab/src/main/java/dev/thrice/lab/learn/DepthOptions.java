package dev.thrice.lab.learn;

import dev.thrice.command.UsageError;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What lets a deep network train: residual blocks, how parameters are drawn, and how the learning rate goes. */
public final class DepthOptions {
    /** Of learning rates. */
    private enum ScheduleName {
        CONSTANT,
        COSINE;

        private static final class OnCommandLine extends Names<ScheduleName> {
            private OnCommandLine() {
                super(ScheduleName.class);
            }
        }
    }

    @Option(
            names = "--skip",
            paramLabel = "K",
            defaultValue = "0",
            description =
                    "Residual blocks of K hidden layers each, after the first hidden layer: what goes into a block is added to"
                            + " what comes out (default: ${DEFAULT-VALUE}, none).")
    private int skip;

    @Mixin
    private InitializationOption initialization;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            defaultValue = "constant",
            converter = ScheduleName.OnCommandLine.class,
            completionCandidates = ScheduleName.OnCommandLine.class,
            description = "How the learning rate goes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ScheduleName schedule;

    @Option(
            names = "--warm-up",
            paramLabel = "E",
            defaultValue = "0",
            description = "Epochs in which the learning rate grows from 0 first (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    private DepthOptions() {}

    /**
     * Checks the numbers.
     *
     * @param hiddenLayers of the network
     * @param epochs of the training
     * @throws UsageError if one is out of range
     */
    public void require(int hiddenLayers, int epochs) {
        UsageError.require(
                "--skip",
                skip,
                skip == 0 || (skip > 0 && skip < hiddenLayers),
                "0 to " + Math.max(0, hiddenLayers - 1) + ", fewer than --hidden-layers");
        UsageError.require("--warm-up", warmUp, warmUp >= 0 && warmUp < epochs, "0 or more, fewer than --epochs");
    }

    /**
     * A perceptron with the skips that were asked for.
     *
     * @param perceptron of hidden layers of one width
     * @return the same with residual blocks, a last one that is not whole left without
     */
    public Chain residual(Chain perceptron) {
        return residual(perceptron, skip);
    }

    /**
     * A perceptron with skips.
     *
     * @param perceptron of hidden layers of one width
     * @param skip hidden layers of a block; 0 for no blocks
     * @return the same with residual blocks after the first hidden layer, a last one that is not whole left without
     */
    public static Chain residual(Chain perceptron, int skip) {
        List<Skip> skips = new ArrayList<>();
        for (int from = 1; skip > 0 && from + skip < perceptron.length(); from += skip) {
            skips.add(new Skip(from, from + skip));
        }
        return new Chain(perceptron.functions(), skips, perceptron.loss());
    }

    /**
     * How parameters are drawn.
     *
     * @return the initialization
     */
    public Initialization initialization() {
        return initialization.initialization();
    }

    /**
     * Learning rates.
     *
     * @param rate of all parameters
     * @param epochs of the training
     * @return the rates, on their schedule
     */
    public LearningRates rates(float rate, int epochs) {
        Schedule then = schedule == ScheduleName.COSINE ? Schedule.cosine(epochs - warmUp) : Schedule.CONSTANT;
        return LearningRates.all(rate).scheduled(warmUp > 0 ? then.afterWarmUp(warmUp) : then);
    }

    /**
     * What was asked for.
     *
     * @return in words, such as "uniform initialization, constant learning rate"
     */
    public String asked() {
        return initialization.asked() + " initialization, " + Names.of(schedule) + " learning rate"
                + (warmUp > 0 ? String.format(Locale.ROOT, " after %s epochs of warm-up", warmUp) : "");
    }
}
