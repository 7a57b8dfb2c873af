package dev.thrice.lab.study;

import dev.thrice.lab.learn.NetworkSize;
import dev.thrice.lab.learn.PerceptronOptions;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large the study of generative networks is to be. */
final class GenerativeOptions extends StudyOptions {
    @Mixin
    final PerceptronOptions network = new PerceptronOptions(1);

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times that a training goes through the images (default: 8, quick 6).")
    private Integer epochs;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Of Adam (default: .0005, quick .002).")
    private Float learningRate;

    GenerativeOptions() {}

    @Override
    int samples(boolean quickRun) {
        return quickRun ? 11_000 : 55_000;
    }

    int epochs() {
        return epochs != null ? epochs : quick ? 6 : 8;
    }

    float learningRate() {
        return learningRate != null ? learningRate : quick ? .002f : .0005f;
    }

    @Override
    double runs() {
        return 2. * seeds();
    }

    @Override
    List<NetworkSize> networks() {
        return List.of(new NetworkSize(network.hiddenLayers(), network.width(), GenerativePlan.BATCH));
    }

    @Override
    void check(int atOnce) {
        requireEpochs(epochs());
        requireLearningRate(learningRate());
        super.check(atOnce);
    }
}
