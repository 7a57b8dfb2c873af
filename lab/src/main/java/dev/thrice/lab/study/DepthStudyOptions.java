package dev.thrice.lab.study;

import dev.thrice.command.UsageError;
import dev.thrice.lab.learn.NetworkSize;
import dev.thrice.lab.learn.WidthOption;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large the study of depth is to be. */
final class DepthStudyOptions extends StudyOptions {
    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            split = ",",
            description = "Hidden tanh layers (default: 2,8,32,128, quick 2,16).")
    private List<Integer> hiddenLayers;

    @Mixin
    WidthOption width;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times that a training goes through the images (default: 3, quick 1).")
    private Integer epochs;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            defaultValue = ".001",
            description = "Of Adam, from which half a cosine leads to 0 (default: ${DEFAULT-VALUE}).")
    float learningRate;

    DepthStudyOptions() {}

    @Override
    int samples(boolean quickRun) {
        return quickRun ? 11_000 : 55_000;
    }

    List<Integer> hiddenLayers() {
        return hiddenLayers != null ? hiddenLayers : quick ? List.of(2, 16) : List.of(2, 8, 32, 128);
    }

    int epochs() {
        return epochs != null ? epochs : quick ? 1 : 3;
    }

    @Override
    double runs() {
        return (double) seeds() * hiddenLayers().size() * DepthPlan.TRAININGS;
    }

    @Override
    List<NetworkSize> networks() {
        return hiddenLayers().stream()
                .map(layers -> new NetworkSize(layers, width.width(), DepthPlan.BATCH))
                .toList();
    }

    @Override
    void check(int atOnce) {
        UsageError.requireDistinct("--hidden-layers", hiddenLayers());
        requireEpochs(epochs());
        requireLearningRate(learningRate);
        super.check(atOnce);
    }
}
