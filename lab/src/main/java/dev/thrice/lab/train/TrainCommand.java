package dev.thrice.lab.train;

import dev.thrice.base.Printable;
import dev.thrice.command.EarlyEnd;
import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.WholeFile;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.GradientClipping;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.command.BindOption;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.command.Ranks;
import dev.thrice.lab.data.DataOptions;
import dev.thrice.lab.data.DataSplits;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.info.ProviderDetails;
import dev.thrice.lab.learn.AlgorithmOptions;
import dev.thrice.lab.learn.BatchOption;
import dev.thrice.lab.learn.DataShape;
import dev.thrice.lab.learn.DepthOptions;
import dev.thrice.lab.learn.Design;
import dev.thrice.lab.learn.ExecutorName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.learn.NetworkOptions;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.learn.SavedNetwork;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.mpi.Mpi;
import dev.thrice.ranks.Reduction;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network on MNIST. */
@Command(
        name = "train",
        description = {
            "Trains tanh layers and a log-softmax layer, LeNet-5, or a network that a file describes, on the first 55,000 images of MNIST, validates on the other 5,000 after"
                    + " each epoch (--held-out takes others), and in the end tells the accuracy on the 10,000 of the test set.",
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice train --algorithm fpa --hidden-layers 2 --out network.safetensors",
        mixinStandardHelpOptions = true)
public final class TrainCommand implements Runnable {
    /** That which trains, and Adam's two moments. */
    private static final int ENGINES = 3;

    @Mixin
    private AlgorithmOptions options;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private DepthOptions depth;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "momentum",
            converter = OptimizerRule.OnCommandLine.class,
            completionCandidates = OptimizerRule.OnCommandLine.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private OptimizerRule rule;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Learning rate (default: .05; adam: .001).")
    private Float learningRate;

    @Option(names = "--momentum", paramLabel = "M", description = "Of the optimizer momentum (default: .9).")
    private Float momentum;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            description =
                    "Scale a gradient of all parameters that is larger than this Euclidean norm down to it (default: none is too"
                            + " large).")
    private Float clip;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "Times to go through the data (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Mixin
    private BatchOption batch;

    @Option(
            names = "--executor",
            paramLabel = "NAME",
            defaultValue = "batch-parallel",
            converter = ExecutorName.OnCommandLine.class,
            completionCandidates = ExecutorName.OnCommandLine.class,
            description = "Order of the nodes' steps: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ExecutorName executor;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of all executors but sequential (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--partition",
            paramLabel = "WHAT",
            converter = Partition.OnCommandLine.class,
            completionCandidates = Partition.OnCommandLine.class,
            description = "Under mpirun, what each rank has: ${COMPLETION-CANDIDATES}. Rank 0 says how it goes.")
    private Partition partition;

    @Option(
            names = "--cut",
            paramLabel = "LAYER",
            split = ",",
            description =
                    "With --partition layers, the first layer of each rank but rank 0, as in 8,15 of three ranks (default: as their work says).")
    private List<Integer> cut;

    @Option(
            names = "--reduction",
            paramLabel = "HOW",
            converter = GradientReduction.class,
            completionCandidates = GradientReduction.class,
            description =
                    "With --partition batch, how gradients are added: ${COMPLETION-CANDIDATES} (default: rank-order, whose bits do not depend on the MPI library).")
    private Reduction reduction;

    @Mixin
    private BindOption binding;

    @Mixin
    private KernelsOption provider;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of parameters and order (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private DataOptions data;

    @Mixin
    private PreparationOptions preparation;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Only the first N of the training images (default: all).")
    private Integer samples;

    @Option(names = "--log", paramLabel = "FILE", description = "Write a line of JSON for the run and each epoch.")
    private Path log;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a line of CSV for each epoch.")
    private Path csv;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Save the parameters, as thrice gradients --network reads them; of the last good step if training"
                            + " diverges or is stopped; over ranks not then.")
    private Path out;

    @Mixin
    private final CheckpointOptions checkpoints = new CheckpointOptions();

    private TrainCommand() {}

    @Override
    public void run() {
        int ranks = Mpi.ranksStarted();
        if (partition == null && ranks > 1) {
            throw new UsageError("started by mpirun as one of " + ranks + " ranks, expected --partition "
                    + Names.of(Partition.LAYERS) + " or " + Names.of(Partition.BATCH));
        }
        if (ranks == 1) { // which has all layers and all samples
            train(null);
            return;
        }
        Ranks.run(this::train);
    }

    /** As one of several ranks, or by itself. */
    private void train(Mpi mpi) {
        boolean first = mpi == null || mpi.rank() == 0;
        if (!first) {
            mpi.barrier(); // what is wrong, rank 0 finds and says
        }
        Design design = requireOptions();
        Kernels kernels = provider.kernels();
        if (first) {
            requireWritable();
        }
        Chain usual = // so that a mistake is told before anything is fetched
                data.isOwn() ? design.chain() : design.chain(DataShape.MNIST);
        LearningAlgorithm algorithm = options.trainingAlgorithm(usual.length());
        if (!usual.skips().isEmpty() && !algorithm.takesSkips()) {
            throw new UsageError(design.skips() + " with --algorithm "
                    + options.asked(usual.length()).algorithm()
                    + ", expected an algorithm that sends errors along skips");
        }
        Optimizer optimizer = optimizer();
        if (mpi != null) {
            String name = options.asked(usual.length()).algorithm();
            RankOptions.require(partition, cut, usual, algorithm, name, batch.batch(), mpi.size());
        }
        try (BindOption.Workers bound = binding.team(workers);
                TensorArena arena = TensorArena.open()) {
            boolean read = first || partition == Partition.BATCH; // of layers, the first alone take examples
            RankData own = read ? load(design, arena) : null;
            if (mpi == null) {
                Chain chain = design.chain(own.shape());
                run(own.data(), kernels, chain, design.title(chain), algorithm, optimizer, bound.team());
                return;
            }
            if (first) {
                mpi.barrier();
            }
            requireAlike(mpi, kernels);
            RankData all = partition == Partition.BATCH ? own.required(mpi) : RankData.labelsOfFirst(mpi, own);
            Chain chain = design.chain(all.shape());
            runOnRanks(
                    mpi,
                    task(chain, kernels, all.data()),
                    all.data(),
                    design.title(chain),
                    algorithm,
                    optimizer,
                    bound.team());
        } catch (DivergenceException e) {
            throw new UserError(e.getMessage());
        }
    }

    private RankData load(Design design, TensorArena arena) {
        RankData asked = RankData.of(data.load(samples, arena));
        requireRoom(design, asked.shape());
        design.chain(asked.shape()); // refuses data that it is not for
        return asked;
    }

    private void requireAlike(Mpi mpi, Kernels kernels) {
        Ranks.requireAlike(mpi, spec);
        mpi.requireEqual("kernels", ProviderDetails.kernels(kernels.provider(), ProviderDetails.all()));
    }

    private float rate() {
        return learningRate != null ? learningRate : rule == OptimizerRule.ADAM ? .001f : .05f;
    }

    private float momentum() {
        return momentum == null ? .9f : momentum;
    }

    private boolean takesMomentum() {
        return rule == OptimizerRule.MOMENTUM;
    }

    private Optimizer optimizer() {
        Optimizer plain = UsageError.unlessRefused(() -> rule.optimizer(depth.rates(rate(), epochs), momentum()));
        return clip == null ? plain : new GradientClipping(plain, clip);
    }

    private Design requireOptions() {
        UsageError.require(
                "--momentum", momentum, momentum == null || takesMomentum(), "none with --optimizer " + Names.of(rule));
        UsageError.require(
                "--clip", clip, clip == null || (clip > 0 && Float.isFinite(clip)), "a finite number above 0");
        UsageError.require("--epochs", epochs, epochs >= 1, "at least 1");
        Design design = network.design(depth, epochs);
        optimizer();
        UsageError.require(
                "--executor sequential --workers",
                workers,
                executor != ExecutorName.SEQUENTIAL || workers == 1,
                "1, or another executor");
        options.require(executor);
        binding.require(workers);
        checkpoints.require();
        preparation.require(out != null);
        if (partition != null) {
            requireOfRanks();
        } else if (reduction != null || cut != null) {
            throw new UsageError(
                    (cut == null ? "--reduction" : "--cut") + " without --partition, expected with it --partition "
                            + Names.of(cut == null ? Partition.BATCH : Partition.LAYERS));
        }
        if (samples != null) {
            UsageError.require("--samples", samples, samples >= 1, "at least 1");
            Memory.here().requireMachine("--samples " + samples, (double) samples * Mnist.FEATURES);
        }
        requireRoom(design, DataShape.MNIST); // as far as can be said before the data are there
        return design;
    }

    private void requireOfRanks() {
        if (reduction != null && partition != Partition.BATCH) {
            throw new UsageError("--reduction with --partition layers, expected none: no gradients are added");
        }
        if (cut != null && partition != Partition.LAYERS) {
            throw new UsageError("--cut with --partition batch, expected none: each rank has all layers");
        }
        if (partition == Partition.LAYERS && clip != null) {
            throw new UsageError("--clip with --partition layers, expected none: no rank has the whole gradient");
        }
        if (executor == ExecutorName.GAUSS_SEIDEL && partition == Partition.LAYERS) {
            throw new UsageError(
                    "--executor gauss-seidel with --partition layers, expected another: a sweep passes them"
                            + " one after the other");
        }
        binding.requireNone("--partition", "none: mpirun binds ranks");
        preparation.requireNone("--partition");
    }

    private void requireRoom(Design design, DataShape shape) {
        design.footprint(shape, batch.batch()).require(Memory.here(), 1, ENGINES);
    }

    private void requireWritable() {
        checkpoints.requireFolder();
        if (log != null) {
            WholeFile.requireWritable(log);
        }
        if (csv != null) {
            WholeFile.requireWritable(csv);
        }
        if (out != null) {
            WholeFile.requireWritable(out);
        }
    }

    private void run(
            Mnist mnist,
            Kernels kernels,
            Chain chain,
            String title,
            LearningAlgorithm algorithm,
            Optimizer optimizer,
            WorkerTeam team) {
        Trainer.Task task = task(chain, kernels, mnist);
        try (Training training =
                        UsageError.unlessRefused(() -> new Training(task, algorithm, optimizer, executor.on(team)));
                TrainingLog lines = log(true, resumed(training))) {
            announce(task, mnist, title, algorithm, optimizer, lines);
            CountDownLatch written = new CountDownLatch(1);
            EarlyEnd early = new EarlyEnd(() -> stop(training, written));
            try {
                runAndSave(training, lines);
            } catch (RuntimeException e) {
                if (training.stopped()) { // then nobody else would put it in a line
                    System.err.println("thrice: " + Printable.of(e.getMessage()));
                }
                throw e;
            } finally {
                written.countDown();
                early.letGo();
            }
        }
    }

    private Trainer.Task task(Chain chain, Kernels kernels, Mnist mnist) {
        DataSplits splits = preparation.split(mnist);
        Trainer.requireBatch(batch.batch(), splits);
        return new Trainer.Task(
                chain, batch.batch(), kernels, seed, splits, depth.initialization(), preparation.preparation(splits));
    }

    private void runOnRanks(
            Mpi mpi,
            Trainer.Task task,
            Mnist mnist,
            String title,
            LearningAlgorithm algorithm,
            Optimizer optimizer,
            WorkerTeam team) {
        List<Stage> stages = RankOptions.stages(partition, cut, task.chain(), algorithm, mpi.size());
        boolean first = mpi.rank() == 0;
        try (RankLearner learner = new RankLearner(
                        mpi,
                        task,
                        stages,
                        algorithm,
                        optimizer,
                        executor.on(team),
                        reduction == null ? Reduction.RANK_ORDER : reduction,
                        checkpoints.checkpoints().isPresent());
                RankTraining training =
                        new RankTraining(mpi, task, stages.get(mpi.rank()), learner, checkpoints.checkpoints())) {
            boolean resumed = checkpoints.resume() && training.resume();
            try (TrainingLog lines = log(first, resumed)) {
                String ranks = RankOptions.said(mpi, stages, workers);
                if (first) {
                    announce(task, mnist, title, algorithm, optimizer, lines);
                    System.out.println(ranks);
                }
                training.run(epochs, lines);
            }
            if (out != null) {
                training.gathered().ifPresent(all -> save(task, all));
            }
        }
    }

    private TrainingLog log(boolean first, boolean resumed) {
        Path lines = first ? log : null;
        Path table = first ? csv : null;
        return resumed ? TrainingLog.goOn(lines, table) : TrainingLog.open(lines, table);
    }

    private void save(Trainer.Task task, Parameters all) {
        try (Network whole = new Network(task.chain(), 1, task.kernels(), all)) {
            save(whole);
        }
    }

    /** Says and writes what is about to be trained, and how. */
    private void announce(
            Trainer.Task task,
            Mnist mnist,
            String title,
            LearningAlgorithm algorithm,
            Optimizer optimizer,
            TrainingLog lines) {
        Chain chain = task.chain();
        Kernels kernels = task.kernels();
        AlgorithmOptions.Asked asked = options.asked(chain.length());
        MemoryPlan memory = MemoryPlan.of(chain, batch.batch(), algorithm, optimizer);
        System.out.printf(
                Locale.ROOT,
                "Thrice trains %s on %s, %d images, %d of them held out, normalization %s, augmentation %s%nby %s and %s, learning rate %s%s%s, %s, epochs %d, batch %d, seed %d, %s,"
                        + " workers %d, %s; takes %.2f MB:"
                        + " parameters %.2f, activations %.2f, inference %.2f, gradient %.2f, optimizer %.2f%n",
                Printable.of(title),
                Printable.of(mnist.toString()),
                mnist.train().count(),
                task.data().validation().count(),
                preparation.normalization(),
                preparation.augmentation(),
                asked,
                Names.of(rule),
                rate(),
                takesMomentum() ? ", momentum " + momentum() : "",
                clip == null ? "" : ", gradients clipped to a norm of " + clip,
                depth.asked(),
                epochs,
                batch.batch(),
                seed,
                Names.of(executor),
                workers,
                ProviderDetails.kernels(kernels.provider(), ProviderDetails.all()),
                memory.total() / 1e6,
                memory.parameters() / 1e6,
                memory.activations() / 1e6,
                memory.inference() / 1e6,
                memory.gradient() / 1e6,
                memory.optimizer() / 1e6);
        lines.write(new TrainingLog.Run(
                mnist.source(),
                mnist.train().count(),
                task.data().validation().count(),
                preparation.normalization(),
                preparation.augmentation(),
                title,
                asked,
                Names.of(rule),
                rate(),
                takesMomentum() ? Float.valueOf(momentum()) : null,
                clip,
                depth.asked(),
                epochs,
                batch.batch(),
                Names.of(executor),
                workers,
                kernels.provider(),
                seed,
                memory));
    }

    /** Whether it goes on from a checkpoint. */
    private boolean resumed(Training training) {
        checkpoints.checkpoints().ifPresent(training::checkpoints);
        return checkpoints.resume() && training.resume();
    }

    /** When the process is told to end: it does when this thread does. */
    private static void stop(Training training, CountDownLatch written) {
        training.stop();
        try {
            written.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runAndSave(Training training, TrainingLog lines) {
        try {
            training.run(epochs, lines);
        } finally {
            if (out != null) {
                save(training.network());
            }
        }
    }

    private void save(Network network) {
        SavedNetwork.save(network, out);
        System.out.println("written: " + out);
    }
}
