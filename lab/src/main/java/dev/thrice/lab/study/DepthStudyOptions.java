package dev.thrice.lab.study;

import java.util.List;
import picocli.CommandLine.Option;

/** How large the study of depth is to be. */
final class DepthStudyOptions extends OptionsByDepth {
    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            split = ",",
            description = "Hidden tanh layers (default: 2,8,32,128, quick 2,16).")
    private List<Integer> hiddenLayers;

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
    private float learningRate;

    DepthStudyOptions() {}

    @Override
    List<Integer> hiddenLayers() {
        return hiddenLayers != null ? hiddenLayers : quick ? List.of(2, 16) : List.of(2, 8, 32, 128);
    }

    @Override
    int epochs() {
        return epochs != null ? epochs : quick ? 1 : 3;
    }

    @Override
    float learningRate() {
        return learningRate;
    }

    @Override
    int trainings() {
        return DepthPlan.TRAININGS;
    }
}
