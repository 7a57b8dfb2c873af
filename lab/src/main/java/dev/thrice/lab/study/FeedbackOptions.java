package dev.thrice.lab.study;

import dev.thrice.command.UsageError;
import java.util.List;
import picocli.CommandLine.Option;

/** How large the study of feedback weights is to be. */
final class FeedbackOptions extends OptionsByDepth {
    @Option(
            names = "--hidden-layers",
            paramLabel = "N",
            split = ",",
            description = "Hidden tanh layers (default: 1,2,4,6,8,10, quick 1,4,8).")
    private List<Integer> hiddenLayers;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times that a training goes through the images (default: 5, quick 2).")
    private Integer epochs;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            defaultValue = ".02",
            description = "Of SGD with momentum .9 (default: ${DEFAULT-VALUE}).")
    private float learningRate;

    @Option(
            names = "--decay",
            paramLabel = "LAMBDA",
            defaultValue = "0.000244140625",
            description = "Weight decay of a step, of all networks (default: ${DEFAULT-VALUE}, 2^-12).")
    float decay;

    FeedbackOptions() {}

    @Override
    List<Integer> hiddenLayers() {
        return hiddenLayers != null ? hiddenLayers : quick ? List.of(1, 4, 8) : List.of(1, 2, 4, 6, 8, 10);
    }

    @Override
    int epochs() {
        return epochs != null ? epochs : quick ? 2 : 5;
    }

    @Override
    float learningRate() {
        return learningRate;
    }

    @Override
    int trainings() {
        return FeedbackPlan.TRAININGS;
    }

    @Override
    void check(int atOnce) {
        UsageError.require("--decay", decay, decay > 0 && decay < 1, "in (0, 1)");
        super.check(atOnce);
    }
}
