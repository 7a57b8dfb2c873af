package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.DataSplits;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.grid.Pace;
import dev.thrice.lab.learn.Preparation;
import dev.thrice.lab.learn.StepTime;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.lab.study.DepthResult.Arrival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Trainings of deep networks, built and drawn in each way, by each algorithm, all with Adam on half a cosine. */
final class DepthPlan implements StudyPlan<DepthResult> {
    /** Of each seed and depth. */
    static final int TRAININGS = DeepAlgorithm.values().length * DeepNetwork.values().length;

    /** Nodes that arrivals are looked at, if there are so many. */
    private static final int LOOKS = 9;

    private final DepthStudyOptions options;
    private final Kernels kernels;
    private final Mnist mnist;

    DepthPlan(DepthStudyOptions options, Kernels kernels, Mnist all) {
        this.options = options;
        this.kernels = kernels;
        mnist = StudyPlan.first(all, options.samples());
        Trainer.requireBatch(OptionsByDepth.BATCH, mnist);
    }

    /** A kind of training, apart from the seed. */
    private record Kind(DepthPlan plan, DeepAlgorithm contender, DeepNetwork network, int hiddenLayers)
            implements Pace {
        @Override
        public double measure() {
            try (WorkerTeam one = new WorkerTeam(1);
                    Trainer trainer = trainer(0, one)) {
                return StepTime.seconds(trainer);
            }
        }

        private Trainer trainer(long seed, WorkerTeam one) {
            Trainer.Task task = new Trainer.Task(
                    network.chain(
                            plan.mnist.train().features(),
                            hiddenLayers,
                            plan.options.width.width(),
                            plan.mnist.train().classes()),
                    OptionsByDepth.BATCH,
                    plan.kernels,
                    seed,
                    DataSplits.of(plan.mnist),
                    network.initialization(),
                    Preparation.NONE);
            Adam adam = new Adam(plan.options.learningRate(), Schedule.cosine(plan.options.epochs()));
            return new Trainer(task, contender.algorithm(), adam, new GaussSeidel(one));
        }

        DepthResult train(long seed) {
            try (WorkerTeam one = new WorkerTeam(1);
                    Trainer trainer = trainer(seed, one)) {
                trainer.loadFirstBatch();
                List<Arrival> arrivals = arrivals(trainer.network(), one);
                Outcome outcome = Outcome.of(trainer, plan.options.epochs());
                return new DepthResult(
                        contender, network, hiddenLayers, seed, outcome.test(), arrivals, outcome.divergence());
            }
        }

        private List<Arrival> arrivals(Network first, WorkerTeam one) {
            LearningAlgorithm backpropagation = new Backpropagation(true, LossReduction.SUM);
            Engine exact = new Engine(first, backpropagation, new Sequential());
            exact.errors();
            LearningAlgorithm algorithm = contender == DeepAlgorithm.BACKPROP ? backpropagation : contender.algorithm();
            Engine engine = new Engine(first, algorithm, new GaussSeidel(one));
            engine.errors();
            return looks(hiddenLayers)
                    .mapToObj(l -> Arrival.of(l, engine.error(l), exact.error(l), exact.error(hiddenLayers + 1)))
                    .toList();
        }

        /** Throws an IllegalArgumentException if it is not what {@link #train} gives. */
        void require(DepthResult result, long seed) {
            Expect.equal("contender", result.contender(), contender);
            Expect.equal("network", result.network(), network);
            Expect.equal("hidden layers", result.hiddenLayers(), hiddenLayers);
            Expect.equal("seed", result.seed(), seed);
            Expect.equal(
                    "nodes of arrivals",
                    result.arrivals().stream().map(Arrival::node).toList(),
                    looks(hiddenLayers).boxed().toList());
        }
    }

    /** Nodes from the first hidden one to the last, as far apart as can be. */
    private static IntStream looks(int hiddenLayers) {
        int count = Math.min(LOOKS, hiddenLayers);
        return IntStream.range(0, count).map(i -> 1 + (int) ((hiddenLayers - 1L) * i / Math.max(1, count - 1)));
    }

    @Override
    public List<Cell<DepthResult>> cells() {
        List<Cell<DepthResult>> cells = new ArrayList<>();
        for (int depth : options.deepestFirst()) {
            for (DeepAlgorithm contender : DeepAlgorithm.values()) {
                for (DeepNetwork network : DeepNetwork.values()) {
                    Kind kind = new Kind(this, contender, network, depth);
                    String name = String.format(
                            Locale.ROOT,
                            "h%03d-%s-%s",
                            depth,
                            contender,
                            network.toString().replace(", ", "-"));
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
        settings.put(
                "inference",
                Arrays.stream(DeepAlgorithm.values())
                        .map(DeepAlgorithm::inference)
                        .filter(inference -> !inference.isEmpty())
                        .collect(Collectors.joining("; ")));
        settings.put("kernels", kernels.provider());
        return settings;
    }

    @Override
    public StudyReport report(List<DepthResult> results) {
        return new DepthReport(results, settings());
    }
}
