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
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.optimizer.GradientClipping;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.command.BindOption;
import dev.thrice.lab.command.KernelsOption;
import dev.thrice.lab.data.DataOptions;
import dev.thrice.lab.data.DataSplits;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.info.ProviderDetails;
import dev.thrice.lab.learn.AlgorithmOptions;
import dev.thrice.lab.learn.BatchOption;
import dev.thrice.lab.learn.DepthOptions;
import dev.thrice.lab.learn.ExecutorName;
import dev.thrice.lab.learn.Footprint;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.learn.NetworkName;
import dev.thrice.lab.learn.NetworkSize;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.learn.PerceptronOptions;
import dev.thrice.lab.learn.SavedNetwork;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.data.Dataset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a multilayer perceptron on MNIST. */
@Command(
        name = "train",
        description = {
            "Trains tanh layers and a log-softmax layer, or LeNet-5, on the first 55,000 images of MNIST, validates on the other 5,000 after"
                    + " each epoch (--held-out takes others), and in the end tells the accuracy on the 10,000 of the test set.",
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice train --algorithm fpa --hidden-layers 2 --out network.safetensors",
        mixinStandardHelpOptions = true)
public final class TrainCommand implements Runnable {
    /** That which trains, and Adam's two moments. */
    private static final int ENGINES = 3;

    private static final ImageShape MNIST = new ImageShape(28, 28, 1);

    @Mixin
    private AlgorithmOptions options;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "perceptron",
            converter = NetworkName.OnCommandLine.class,
            completionCandidates = NetworkName.OnCommandLine.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); lenet5 is for images.")
    private NetworkName kind;

    @Mixin
    private final PerceptronOptions network = new PerceptronOptions(5);

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
                            + " diverges or is stopped.")
    private Path out;

    @Mixin
    private final CheckpointOptions checkpoints = new CheckpointOptions();

    private TrainCommand() {}

    @Override
    public void run() {
        requireOptions();
        Kernels kernels = provider.kernels();
        requireWritable();
        Chain usual = chain(MNIST, Mnist.CLASSES); // so that a mistake is told before anything is fetched
        LearningAlgorithm algorithm = options.trainingAlgorithm(usual.length());
        if (!usual.skips().isEmpty() && !algorithm.takesSkips()) {
            throw new UsageError(
                    "--skip with --algorithm " + options.asked(usual.length()).algorithm()
                            + ", expected an algorithm that sends errors along skips");
        }
        Optimizer optimizer = optimizer();
        try (BindOption.Workers bound = binding.team(workers);
                TensorArena arena = TensorArena.open()) {
            Mnist all = data.load(arena);
            Mnist mnist = samples == null ? all : all.first(samples);
            Dataset images = mnist.train();
            ImageShape shape = images.image().orElse(new ImageShape(1, images.features(), 1));
            requireRoom(shape, images.classes());
            Chain chain = chain(shape, images.classes());
            run(mnist, kernels, chain, algorithm, optimizer, bound.team());
        } catch (DivergenceException e) {
            throw new UserError(e.getMessage());
        }
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

    private void requireOptions() {
        UsageError.require(
                "--momentum", momentum, momentum == null || takesMomentum(), "none with --optimizer " + Names.of(rule));
        UsageError.require(
                "--clip", clip, clip == null || (clip > 0 && Float.isFinite(clip)), "a finite number above 0");
        UsageError.require("--epochs", epochs, epochs >= 1, "at least 1");
        if (kind == NetworkName.LENET5) {
            requireOfLenet5();
        }
        depth.require(network.hiddenLayers(), epochs);
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
        if (samples != null) {
            UsageError.require("--samples", samples, samples >= 1, "at least 1");
            Memory.here().requireMachine("--samples " + samples, (double) samples * Mnist.FEATURES);
        }
        requireRoom(MNIST, Mnist.CLASSES); // as far as can be said before the data are there
    }

    private void requireRoom(ImageShape image, int classes) {
        Footprint footprint = kind == NetworkName.LENET5
                ? Footprint.of("--network lenet5 --batch " + batch.batch(), chain(image, classes), batch.batch())
                : new NetworkSize(network.hiddenLayers(), network.width(), batch.batch(), image.elements(), classes)
                        .inRange(0, 1)
                        .footprint();
        footprint.require(Memory.here(), 1, ENGINES);
    }

    /** What would have no effect, or what no file tells of, is a mistake. */
    private void requireOfLenet5() {
        UsageError.require("--batch", batch.batch(), batch.batch() >= 1, "at least 1");
        for (String option : new String[] {"--hidden-layers", "--width", "--skip", "--out"}) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageError(option + " with --network lenet5, expected "
                        + (option.equals("--out") ? "none: files are of dense layers" : "--network perceptron"));
            }
        }
    }

    private void requireWritable() {
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

    private Chain chain(ImageShape image, int classes) {
        if (kind == NetworkName.LENET5) {
            try {
                return ImageChain.lenet5(image, classes);
            } catch (IllegalArgumentException e) {
                throw new UsageError("--network lenet5 on images of " + image.height() + " x " + image.width() + ": "
                        + e.getMessage());
            }
        }
        return depth.residual(
                Chain.multilayerPerceptron(image.elements(), network.hiddenLayers(), network.width(), classes));
    }

    private void run(
            Mnist mnist,
            Kernels kernels,
            Chain chain,
            LearningAlgorithm algorithm,
            Optimizer optimizer,
            WorkerTeam team) {
        DataSplits splits = preparation.split(mnist);
        Trainer.requireBatch(batch.batch(), splits);
        Trainer.Task task = new Trainer.Task(
                chain, batch.batch(), kernels, seed, splits, depth.initialization(), preparation.preparation(splits));
        try (Training training =
                        UsageError.unlessRefused(() -> new Training(task, algorithm, optimizer, executor.on(team)));
                TrainingLog lines = resumed(training) ? TrainingLog.goOn(log, csv) : TrainingLog.open(log, csv)) {
            AlgorithmOptions.Asked asked = options.asked(chain.length());
            MemoryPlan memory = MemoryPlan.of(chain, batch.batch(), algorithm, optimizer);
            System.out.printf(
                    Locale.ROOT,
                    "Thrice trains %s on %s, %d images, %d of them held out, normalization %s, augmentation %s%nby %s and %s, learning rate %s%s%s, %s, epochs %d, batch %d, seed %d, %s,"
                            + " workers %d, %s; takes %.2f MB:"
                            + " parameters %.2f, activations %.2f, inference %.2f, gradient %.2f, optimizer %.2f%n",
                    chain,
                    Printable.of(mnist.toString()),
                    mnist.train().count(),
                    splits.validation().count(),
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
                    splits.validation().count(),
                    preparation.normalization(),
                    preparation.augmentation(),
                    chain.toString(),
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
                SavedNetwork.save(training.network(), out);
                System.out.println("written: " + out);
            }
        }
    }
}
