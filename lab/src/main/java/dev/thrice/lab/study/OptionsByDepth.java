package dev.thrice.lab.study;

import dev.thrice.command.UsageError;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.NetworkSize;
import dev.thrice.lab.learn.WidthOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** Of a study that trains networks of several depths and one width. */
abstract class OptionsByDepth extends StudyOptions {
    static final int BATCH = 64;

    @Mixin
    WidthOption width;

    /** How deep they are. */
    abstract List<Integer> hiddenLayers();

    abstract int epochs();

    abstract float learningRate();

    /** How many kinds of training there are of each depth and seed. */
    abstract int trainings();

    @Override
    int samples(boolean quickRun) {
        return quickRun ? 11_000 : 55_000;
    }

    /** Of one training. */
    long steps() {
        return (long) epochs() * (samples() / BATCH);
    }

    /** What a result depends on in every such study, to which each adds. */
    Map<String, String> settings(Mnist mnist) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", mnist.source());
        settings.put("samples", String.valueOf(samples()));
        settings.put("width", String.valueOf(width.width()));
        settings.put("epochs", String.valueOf(epochs()));
        settings.put("learning rate", String.valueOf(learningRate()));
        return settings;
    }

    /** The deepest first. */
    List<Integer> deepestFirst() {
        return hiddenLayers().stream()
                .sorted((one, other) -> Integer.compare(other, one))
                .toList();
    }

    @Override
    double runs() {
        return (double) seeds() * hiddenLayers().size() * trainings();
    }

    @Override
    List<NetworkSize> networks() {
        return hiddenLayers().stream()
                .map(layers -> new NetworkSize(layers, width.width(), BATCH))
                .toList();
    }

    @Override
    void check(int atOnce) {
        UsageError.requireDistinct("--hidden-layers", hiddenLayers());
        requireEpochs(epochs());
        requireLearningRate(learningRate());
        super.check(atOnce);
    }
}
