package dev.thrice.lab.study;

import dev.thrice.command.UsageError;
import dev.thrice.lab.learn.NetworkSize;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.learn.PerceptronOptions;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large the study of learning rates is to be. */
final class OnlineOptions extends StudyOptions {
    private static final double LOWEST_RATE = 1e-4;
    private static final double DECADES = 5;

    /** Runs are kept by their rates' first two digits. */
    private static final int MOST_A_DECADE = 20;

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

    @Mixin
    final PerceptronOptions network = new PerceptronOptions(3);

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
    double runs() {
        int kinds = StudiedAlgorithm.values().length * OptimizerRule.values().length;
        return (double) seeds() * batches.size() * kinds * rates().size();
    }

    @Override
    List<NetworkSize> networks() {
        return batches.stream()
                .map(batch -> new NetworkSize(network.hiddenLayers(), network.width(), batch))
                .toList();
    }

    @Override
    void check(int atOnce) {
        UsageError.requireDistinct("--batches", batches);
        UsageError.require(
                "--rates-a-decade",
                ratesADecade(),
                ratesADecade() >= 1 && ratesADecade() <= MOST_A_DECADE,
                "1 to " + MOST_A_DECADE);
        super.check(atOnce);
    }
}
