package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.optimizer.WeightDecay;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.grid.Pace;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.learn.StepTime;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.lab.study.FeedbackResult.Distance;
import dev.thrice.learn.Callback;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Trainings with each kind of feedback, the same optimizer and decay for all. */
final class FeedbackPlan implements StudyPlan<FeedbackResult> {
    /** ||B - W^T|| is looked at so often in a training. */
    private static final int LOOKS = 30;

    private static final List<StudiedAlgorithm> CONTENDERS = List.of(StudiedAlgorithm.BACKPROP, StudiedAlgorithm.FPA);

    /** Of each seed and depth. */
    static final int TRAININGS = CONTENDERS.size() * Feedback.values().length;

    private final FeedbackOptions options;
    private final Kernels kernels;
    private final Mnist mnist;

    FeedbackPlan(FeedbackOptions options, Kernels kernels, Mnist all) {
        this.options = options;
        this.kernels = kernels;
        mnist = StudyPlan.first(all, options.samples());
        Trainer.requireBatch(OptionsByDepth.BATCH, mnist);
    }

    /** A kind of training, apart from the seed. */
    private record Kind(FeedbackPlan plan, StudiedAlgorithm contender, Feedback feedback, int hiddenLayers)
            implements Pace {
        @Override
        public double measure() {
            try (Trainer trainer = trainer(0)) {
                return StepTime.seconds(trainer);
            }
        }

        private Trainer trainer(long seed) {
            Chain chain = Chain.multilayerPerceptron(
                            plan.mnist.train().features(),
                            hiddenLayers,
                            plan.options.width.width(),
                            plan.mnist.train().classes())
                    .with(feedback);
            float rate = plan.options.learningRate();
            return new Trainer(
                    new Trainer.Task(chain, OptionsByDepth.BATCH, plan.kernels, seed, plan.mnist),
                    contender.algorithm(hiddenLayers + 1, rate),
                    new WeightDecay(contender.optimizer(OptimizerRule.MOMENTUM, rate), plan.options.decay));
        }

        FeedbackResult train(long seed) {
            try (Trainer trainer = trainer(seed)) {
                List<Distance> distances = new ArrayList<>();
                Callback[] look = {};
                if (feedback == Feedback.KOLEN_POLLACK) {
                    FeedbackDistance distance = new FeedbackDistance(trainer.network(), plan.interval());
                    distances = distance.distances();
                    look = new Callback[] {distance};
                }
                Outcome outcome = Outcome.of(trainer, plan.options.epochs(), look);
                return new FeedbackResult(
                        contender, feedback, hiddenLayers, seed, outcome.test(), distances, outcome.divergence());
            }
        }

        /** Throws an IllegalArgumentException if it is not what {@link #train} gives. */
        void require(FeedbackResult result, long seed) {
            Expect.equal("contender", result.contender(), contender);
            Expect.equal("feedback", result.feedback(), feedback);
            Expect.equal("hidden layers", result.hiddenLayers(), hiddenLayers);
            Expect.equal("seed", result.seed(), seed);
            List<Distance> distances = result.distances();
            for (int i = 0; i < distances.size(); i++) {
                Expect.equal("step of a distance", distances.get(i).step(), i * plan.interval());
            }
            long looks = feedback == Feedback.KOLEN_POLLACK ? 1 + plan.options.steps() / plan.interval() : 0;
            boolean endedEarly = !result.divergence().isEmpty() && distances.size() < looks;
            Expect.that(endedEarly || distances.size() == looks, "distances", distances.size(), looks);
        }
    }

    /** Steps from one look to the next. */
    private int interval() {
        return Math.clamp(options.steps() / LOOKS, 1, Integer.MAX_VALUE);
    }

    @Override
    public List<Cell<FeedbackResult>> cells() {
        List<Cell<FeedbackResult>> cells = new ArrayList<>();
        for (int depth : options.deepestFirst()) {
            for (StudiedAlgorithm contender : CONTENDERS) {
                for (Feedback feedback : Feedback.values()) {
                    Kind kind = new Kind(this, contender, feedback, depth);
                    String name = String.format(
                            Locale.ROOT,
                            "h%02d-%s-%s",
                            depth,
                            contender,
                            FeedbackResult.name(feedback).replace(' ', '-'));
                    cells.addAll(StudyPlan.ofEachSeed(
                            name, options.seeds(), kind, options.steps(), kind::train, kind::require));
                }
            }
        }
        return cells;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = options.settings(mnist);
        settings.put("decay", String.valueOf(options.decay));
        settings.put("kernels", kernels.provider());
        return settings;
    }

    @Override
    public StudyReport report(List<FeedbackResult> results) {
        return new FeedbackReport(results, settings(), options.decay);
    }
}
