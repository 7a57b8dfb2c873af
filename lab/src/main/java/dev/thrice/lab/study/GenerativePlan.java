package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.learn.StepTime;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.lab.study.GenerativeResult.Model;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** For each seed a generative network and one the other way round, on the same images in the same order. */
final class GenerativePlan implements StudyPlan<GenerativeResult> {
    static final int BATCH = 64;

    private final GenerativeOptions options;
    private final Kernels kernels;
    private final Mnist mnist;

    GenerativePlan(GenerativeOptions options, Kernels kernels, Mnist all) {
        this.options = options;
        this.kernels = kernels;
        mnist = StudyPlan.first(all, options.samples());
        Trainer.requireBatch(BATCH, mnist);
    }

    @Override
    public List<Cell<GenerativeResult>> cells() {
        List<Cell<GenerativeResult>> cells = new ArrayList<>();
        for (long seed = 1; seed <= options.seeds(); seed++) {
            long run = seed;
            cells.add(new Cell<>(
                    "generative-s" + seed,
                    this::generativeSeconds,
                    1,
                    () -> generative(run),
                    result -> require(Model.GENERATIVE, run, result)));
        }
        for (long seed = 1; seed <= options.seeds(); seed++) {
            long run = seed;
            cells.add(new Cell<>(
                    "backprop-s" + seed,
                    this::discriminativeSeconds,
                    1,
                    () -> discriminative(run),
                    result -> require(Model.DISCRIMINATIVE, run, result)));
        }
        return cells;
    }

    /** Throws an IllegalArgumentException if it is not of this run. */
    private void require(Model model, long seed, GenerativeResult result) {
        Expect.equal("model", result.model(), model);
        Expect.equal("seed", result.seed(), seed);
        int epochs = result.test().size();
        boolean endedEarly = !result.divergence().isEmpty() && epochs < options.epochs();
        Expect.that(endedEarly || epochs == options.epochs(), "epochs", epochs, options.epochs());
    }

    private GenerativeModel model(long seed) {
        return new GenerativeModel(
                mnist.train().classes(),
                options.network.hiddenLayers(),
                options.network.width(),
                mnist.train().features(),
                BATCH,
                options.learningRate(),
                kernels,
                seed);
    }

    private Minibatches batches(long seed) {
        Dataset images = mnist.train().slice(0, options.samples());
        return new Minibatches(images, BATCH, Minibatches.LastBatch.DROP, seed);
    }

    private GenerativeResult generative(long seed) {
        List<Double> test = new ArrayList<>();
        String divergence = "";
        try (GenerativeModel model = model(seed)) {
            Minibatches batches = batches(seed);
            for (int epoch = 0; epoch < options.epochs() && divergence.isEmpty(); epoch++) {
                batches.startEpoch(epoch);
                try {
                    while (batches.hasNext()) {
                        model.learn(batches);
                    }
                } catch (DivergenceException e) {
                    divergence = e.getMessage();
                }
                test.add(model.accuracy(mnist.test()));
            }
        }
        return new GenerativeResult(Model.GENERATIVE, seed, test, divergence);
    }

    private double generativeSeconds() {
        try (GenerativeModel model = model(0)) {
            Minibatches batches = batches(0);
            double learning = StepTime.seconds(() -> {
                if (!batches.hasNext()) {
                    batches.startEpoch(0);
                }
                model.learn(batches);
            });
            return cell(learning, GenerativeModel.READING * learning);
        }
    }

    private Trainer trainer(long seed) {
        Chain chain = Chain.multilayerPerceptron(
                mnist.train().features(),
                options.network.hiddenLayers(),
                options.network.width(),
                mnist.train().classes());
        return new Trainer(
                new Trainer.Task(chain, BATCH, kernels, seed, mnist),
                new Backpropagation(),
                new Adam(LearningRates.all(options.learningRate())));
    }

    private GenerativeResult discriminative(long seed) {
        List<Double> test = new ArrayList<>();
        String divergence = "";
        try (Trainer trainer = trainer(seed)) {
            try {
                trainer.train(options.epochs(), epoch -> test.add(trainer.test().accuracy()));
            } catch (DivergenceException e) {
                divergence = e.getMessage();
                test.add(trainer.testAccuracy());
            }
        }
        return new GenerativeResult(Model.DISCRIMINATIVE, seed, test, divergence);
    }

    private double discriminativeSeconds() {
        try (Trainer trainer = trainer(0)) {
            return cell(
                    StepTime.seconds(trainer),
                    StepTime.seconds(() -> trainer.network().forward()));
        }
    }

    /** A cell takes this long if a batch takes so long to be learned, and to be read. */
    private double cell(double learning, double reading) {
        int learned = options.samples() / BATCH;
        int read = Math.ceilDiv(mnist.test().count(), BATCH);
        return options.epochs() * (learned * learning + read * reading);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", mnist.source());
        settings.put("samples", String.valueOf(options.samples()));
        settings.put("hidden layers", String.valueOf(options.network.hiddenLayers()));
        settings.put("width", String.valueOf(options.network.width()));
        settings.put("epochs", String.valueOf(options.epochs()));
        settings.put("learning rate", String.valueOf(options.learningRate()));
        settings.put("kernels", kernels.provider());
        return settings;
    }

    @Override
    public StudyReport report(List<GenerativeResult> results) {
        return new GenerativeReport(results, settings());
    }
}
