package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import dev.thrice.engine.chain.Chain;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.grid.Pace;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.learn.StepTime;
import dev.thrice.lab.learn.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The trainings of the study: each sees every one of its images once. */
final class OnlinePlan implements StudyPlan<OnlineResult> {
    private final OnlineOptions options;
    private final Kernels kernels;
    private final Mnist mnist;
    private final Chain chain;

    OnlinePlan(OnlineOptions options, Kernels kernels, Mnist all) {
        this.options = options;
        this.kernels = kernels;
        mnist = StudyPlan.first(all, options.samples());
        chain = Chain.multilayerPerceptron(
                all.train().features(),
                options.network.hiddenLayers(),
                options.network.width(),
                all.train().classes());
        options.batches.forEach(batch -> Trainer.requireBatch(batch, mnist));
    }

    /** A kind of training, apart from rate and seed. */
    private record Kind(OnlinePlan plan, int batch, OptimizerRule optimizer, StudiedAlgorithm contender)
            implements Pace {
        @Override
        public double measure() {
            try (Trainer trainer = trainer(plan.options.rates().getFirst(), 0)) {
                return StepTime.seconds(trainer);
            }
        }

        private Trainer trainer(float rate, long seed) {
            return new Trainer(
                    new Trainer.Task(plan.chain, batch, plan.kernels, seed, plan.mnist),
                    contender.algorithm(plan.chain.length(), rate),
                    contender.optimizer(optimizer, rate));
        }

        OnlineResult train(float rate, long seed) {
            try (Trainer trainer = trainer(rate, seed)) {
                Outcome outcome = Outcome.of(trainer, 1);
                return new OnlineResult(batch, optimizer, contender, rate, seed, outcome.test(), outcome.divergence());
            }
        }

        /** Throws an IllegalArgumentException if it is not what {@link #train} gives. */
        void require(float rate, long seed, OnlineResult result) {
            Expect.equal("batch", result.batch(), batch);
            Expect.equal("optimizer", result.optimizer(), optimizer);
            Expect.equal("contender", result.contender(), contender);
            Expect.equal("learning rate", result.learningRate(), rate);
            Expect.equal("seed", result.seed(), seed);
        }
    }

    /** The smallest batches first, since they take longest. */
    @Override
    public List<Cell<OnlineResult>> cells() {
        List<Cell<OnlineResult>> cells = new ArrayList<>();
        for (int batch : options.batches.stream().sorted().toList()) {
            for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
                for (OptimizerRule optimizer : OptimizerRule.values()) {
                    if (contender.takes(optimizer)) {
                        add(new Kind(this, batch, optimizer, contender), cells);
                    }
                }
            }
        }
        return cells;
    }

    private void add(Kind kind, List<Cell<OnlineResult>> cells) {
        for (float rate : options.rates()) {
            for (long seed = 1; seed <= options.seeds(); seed++) {
                String name = String.format(
                        Locale.ROOT,
                        "b%02d-%s-%s-r%.2g-s%d",
                        kind.batch(),
                        kind.optimizer(),
                        kind.contender(),
                        rate,
                        seed);
                long run = seed;
                cells.add(new Cell<>(
                        name,
                        kind,
                        (double) options.samples() / kind.batch(),
                        () -> kind.train(rate, run),
                        result -> kind.require(rate, run, result)));
            }
        }
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", mnist.source());
        settings.put("samples", String.valueOf(options.samples()));
        settings.put("network", chain.toString());
        settings.put("kernels", kernels.provider());
        return settings;
    }

    @Override
    public StudyReport report(List<OnlineResult> results) {
        return new OnlineReport(results, settings(), chain.length(), options.ratesADecade());
    }
}
