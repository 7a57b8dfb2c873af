package dev.thrice.learn;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.data.Augmentation;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Trains a model: an algorithm, an optimizer and what it keeps, and how far the training has come. It is made by {@link Model#trainer},
 * told its batch size, workers and the like, and {@linkplain #fit fits}; what it plans for that, once, is there for who wants more of it:
 * {@link #network}, {@link #engine}, {@link #step}. It closes with its model.
 *
 * <p>The same seed, data and settings give the same bits, for any number of workers by the providers {@code jit}, {@code simd} and {@code
 * scalar}. All that a training that goes on elsewhere has to know is the model's parameters, {@link #moments} and {@link #state}, and of
 * an algorithm that learns precisions {@link #precisions}.
 *
 * <p>One thread at a time; {@link #stop} is for any.
 */
public final class Trainer extends ModelPart implements Resumable {
    private static final int USUAL_BATCH = 32;

    private final Model model;
    private final LearningAlgorithm algorithm;
    private final Optimizer optimizer;
    private Function<WorkerTeam, Executor> executor = BatchParallel::new;
    private int batch = USUAL_BATCH;
    private int workers = 1;
    private WorkerTeam team; // another's, if it was given
    private long seed;
    private Augmentation augmentation = Augmentation.NONE;
    private Checkpoints checkpoints; // null for none
    private boolean ended; // before it was resumed, by a callback
    private Plan plan; // null until it is needed
    private boolean closed;
    private int epoch;
    private int batchOfEpoch;
    private double lossOfEpoch;
    private volatile boolean stopped;

    /** What it runs, and the team if it is its own. */
    private record Plan(
            Network network, Engine engine, TrainingStep step, WorkerTeam ownTeam, Class<? extends Executor> order) {
        void close() {
            network.close();
            if (ownTeam != null) {
                ownTeam.close();
            }
        }
    }

    /**
     * How far a training has come.
     *
     * @param seed of the order of examples
     * @param epoch epochs that were made
     * @param batch batches that were made of the next
     * @param loss of these batches, summed
     * @param step what the training step counts
     */
    public record State(long seed, int epoch, int batch, double loss, TrainingStep.State step) {
        /**
         * Checks the counts.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public State {
            Objects.requireNonNull(step, "step");
            if (epoch < 0 || batch < 0) {
                throw new IllegalArgumentException(
                        "trainer: epoch " + epoch + ", batch " + batch + ", expected at least 0 of each");
            }
        }
    }

    Trainer(Model model, LearningAlgorithm algorithm, Optimizer optimizer) {
        this.model = model;
        this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        seed = model.seed();
    }

    /**
     * Sets the batch size, 32 unless it is set.
     *
     * @param samples at least 1; what is left over in an epoch when it does not divide the data is left out, others each time
     * @return this
     * @throws IllegalArgumentException if it is below 1
     * @throws IllegalStateException if there is a plan already
     */
    public Trainer batch(int samples) {
        requireUnplanned("batch");
        if (samples < 1) {
            throw new IllegalArgumentException("trainer: batch of " + samples + ", expected at least 1");
        }
        batch = samples;
        return this;
    }

    /**
     * Sets the number of threads, 1 unless it is set: the calling thread and others that end with the model.
     *
     * @param threads at least 1
     * @return this
     * @throws IllegalArgumentException if there are fewer
     * @throws IllegalStateException if there is a plan already
     */
    public Trainer workers(int threads) {
        requireUnplanned("workers");
        if (threads < 1) {
            throw new IllegalArgumentException("trainer: " + threads + " workers, expected at least 1");
        }
        workers = threads;
        team = null;
        return this;
    }

    /**
     * Sets the threads.
     *
     * @param ofOthers not closed by this
     * @return this
     * @throws IllegalStateException if there is a plan already
     */
    public Trainer team(WorkerTeam ofOthers) {
        requireUnplanned("team");
        team = Objects.requireNonNull(ofOthers, "team");
        return this;
    }

    /**
     * Sets the order of the nodes' steps, {@link BatchParallel} unless it is set.
     *
     * @param onTeam such as {@code GaussSeidel::new}
     * @return this
     * @throws IllegalStateException if there is a plan already
     */
    public Trainer executor(Function<WorkerTeam, Executor> onTeam) {
        requireUnplanned("executor");
        executor = Objects.requireNonNull(onTeam, "executor");
        return this;
    }

    /**
     * Sets the seed of the order of examples, the one that the model's parameters were drawn by unless it is set.
     *
     * @param ofOrder any
     * @return this
     * @throws IllegalStateException if there is a plan already
     */
    public Trainer seed(long ofOrder) {
        requireUnplanned("seed");
        seed = ofOrder;
        return this;
    }

    /**
     * Sets what is done to the images that are learned from, nothing unless it is set; what is judged by stays as it is.
     *
     * @param ofImages as data have them, before they are scaled
     * @return this
     * @throws IllegalStateException if there is a plan already
     */
    public Trainer augmentation(Augmentation ofImages) {
        requireUnplanned("augmentation");
        augmentation = Objects.requireNonNull(ofImages, "augmentation");
        return this;
    }

    /**
     * Has {@link #fit} write checkpoints: after each epoch, when it is {@linkplain #stop stopped} within one, and more often if they say
     * so. None are written unless it is set.
     *
     * @param where of this training alone
     * @return this
     */
    public Trainer checkpoints(Checkpoints where) {
        checkpoints = Objects.requireNonNull(where, "checkpoints");
        return this;
    }

    private void requireUnplanned(String setting) {
        if (plan != null) {
            throw new IllegalStateException(
                    "trainer: " + setting + " set after it was planned, expected before fit, network, engine and step");
        }
    }

    /**
     * Trains until so many epochs have been made, those of earlier calls and of a {@linkplain #restore restored} training included, or
     * somebody {@linkplain #stop stops} it. Nobody else can read the model meanwhile; callbacks can. Features are scaled as the model
     * has them; a model that has learned nothing yet takes the scaling and the classes' names of these data.
     *
     * @param data to learn from
     * @param epochs in all, at least 0
     * @param callbacks told in their order
     * @return the epochs that were made now
     * @throws DivergenceException if something is not finite, or an inference diverges; the parameters are those of the step before, and
     *     that step is still the next
     * @throws IllegalArgumentException if the data do not fit the model, the batch size or the augmentation, or a setting the network
     * @throws IllegalStateException if others read or train the model, or it is closed, or there are checkpoints that it has not been
     *     {@linkplain #resume resumed} from
     * @throws UncheckedIOException if a checkpoint cannot be written
     */
    public List<Epoch> fit(Dataset data, int epochs, Callback... callbacks) {
        if (epochs < 0) {
            throw new IllegalArgumentException("fit: " + epochs + " epochs, expected at least 0");
        }
        List<Epoch> made = new ArrayList<>();
        Callback[] each = callbacks.clone();
        model.sharing().alone(() -> {
            stopped = ended;
            ended = false;
            Evaluator.requireFit("fit", model.chain(), data);
            if (batch > data.count()) {
                throw new IllegalArgumentException(
                        "fit: batch of " + batch + ", expected at most the " + data.count() + " examples of the data");
            }
            Minibatches batches = new Minibatches(data, batch, Minibatches.LastBatch.DROP, seed, augmentation);
            Feed feed = new Feed(batches, plan().network(), model.scalingFor("fit", data));
            model.adopt(data);
            batches.seek(epoch, batchOfEpoch);
            Optional<CheckpointLog> log = log(data, each);
            log.ifPresent(CheckpointLog::begin);
            while (epoch < epochs && !stopped) {
                Epoch whole = trainEpoch(batches, feed, log, each);
                if (whole != null) {
                    made.add(whole);
                    for (Callback callback : each) {
                        callback.afterEpoch(whole);
                    }
                    batches.startEpoch(epoch);
                }
                log.ifPresent(CheckpointLog::write); // of an epoch that was stopped, too
            }
            for (Callback callback : each) {
                callback.afterFit(this);
            }
        });
        return made;
    }

    private Optional<CheckpointLog> log(Dataset data, Callback[] callbacks) {
        return Optional.ofNullable(checkpoints).map(where -> new CheckpointLog(where, this, data, callbacks));
    }

    /**
     * Goes on from the newest {@linkplain #checkpoints checkpoint} that is whole, before {@link #fit}. To the same bits, by the providers
     * that have the same for any number of workers, as if the training had never been stopped; so the settings have to be those of
     * then, but for the workers.
     *
     * @param data that it is to be gone on with, the same
     * @param callbacks that it is to be gone on with, the same in their order; they are given their states
     * @return what was found; where there is no checkpoint nothing has changed, and the training begins
     * @throws IOException if a checkpoint cannot be read, or there are some and none is whole
     * @throws IllegalArgumentException if it was made with other settings or data, the first of which is named
     * @throws IllegalStateException if no checkpoints are set, others read or train the model, or it is closed
     */
    public Checkpoints.Resumed resume(Dataset data, Callback... callbacks) throws IOException {
        if (checkpoints == null) {
            throw new IllegalStateException("resume: no checkpoints are set, expected Trainer.checkpoints before");
        }
        List<Checkpoints.Resumed> found = new ArrayList<>();
        try {
            model.sharing().alone(() -> {
                Evaluator.requireFit("resume", model.chain(), data);
                CheckpointLog log = new CheckpointLog(checkpoints, this, data, callbacks);
                try {
                    found.add(log.resume());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                ended = log.ended();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found.getFirst();
    }

    /** What is left of an epoch; null if it was stopped before its end. */
    private Epoch trainEpoch(Minibatches batches, Feed feed, Optional<CheckpointLog> log, Callback[] callbacks) {
        long start = System.nanoTime();
        int first = batchOfEpoch;
        int all = batches.batchesPerEpoch();
        while (batches.hasNext() && !stopped) {
            feed.next();
            double loss = plan.step().run(epoch + (double) batchOfEpoch / all);
            lossOfEpoch += loss;
            batchOfEpoch++;
            for (Callback callback : callbacks) {
                callback.afterStep(batchOfEpoch, loss);
            }
            if (batchOfEpoch < all) {
                log.ifPresent(CheckpointLog::writeIfDue);
            }
        }
        if (batchOfEpoch < all) {
            return null;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Epoch made = new Epoch(this, epoch + 1, lossOfEpoch / all, (all - first) * batch, seconds);
        epoch++;
        batchOfEpoch = 0;
        lossOfEpoch = 0;
        return made;
    }

    /** Has {@link #fit} return after the step that is under way. May be called from any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * What learns, of this batch size, on the model's parameters. Who runs it, or what is on it, does so while nobody else uses the
     * model.
     *
     * @return the network
     */
    public Network network() {
        return plan().network();
    }

    /**
     * How it learns.
     *
     * @return the algorithm, planned
     */
    public Engine engine() {
        return plan().engine();
    }

    /**
     * What moves the parameters.
     *
     * @return the step
     */
    public TrainingStep step() {
        return plan().step();
    }

    /**
     * Whom it trains.
     *
     * @return the model
     */
    @Override
    public Model model() {
        return model;
    }

    /**
     * What its bits depend on beside the model and the data.
     *
     * @return the settings
     */
    @Override
    public Settings settings() {
        return new Settings(algorithm, optimizer, plan().order(), batch, "", seed, augmentation);
    }

    /**
     * How far it has come: between two calls of {@link #fit}, or in a callback.
     *
     * @return a copy
     */
    @Override
    public State state() {
        return new State(seed, epoch, batchOfEpoch, lossOfEpoch, plan().step().state());
    }

    /**
     * What the optimizer keeps beside the parameters.
     *
     * @return as many as the optimizer has, to be read, or written before {@link #restore}
     */
    @Override
    public List<Parameters> moments() {
        return plan().step().moments();
    }

    @Override
    public Optional<Tensor> precisions() {
        return engine().nodes().precisions();
    }

    /**
     * Goes on from where another was, whose parameters and {@link #moments} have been copied into this one's.
     *
     * @param state of the other, which had this batch size and learned from data of as many examples
     */
    @Override
    public void restore(State state) {
        plan().step().restore(state.step());
        seed = state.seed();
        epoch = state.epoch();
        batchOfEpoch = state.batch();
        lossOfEpoch = state.loss();
    }

    private Plan plan() {
        if (closed) {
            throw new IllegalStateException("trainer of " + model + " is closed");
        }
        if (plan == null) {
            plan = made();
        }
        return plan;
    }

    private Plan made() {
        WorkerTeam own = team == null ? new WorkerTeam(workers) : null;
        Network network = null;
        try {
            network = new Network(model.chain(), batch, model.kernels(), model.parameters());
            Executor order = executor.apply(own == null ? team : own);
            Engine engine = new Engine(network, algorithm, order);
            return new Plan(network, engine, new TrainingStep(engine, optimizer), own, order.getClass());
        } catch (Throwable e) {
            if (network != null) {
                network.close();
            }
            if (own != null) {
                own.close();
            }
            throw e;
        }
    }

    /**
     * Frees what it has planned; the model stays. Closing twice is harmless.
     *
     * @throws IllegalStateException if it is training; nothing has changed then
     */
    @Override
    public void close() {
        if (!closed) {
            if (plan != null) {
                plan.close();
            }
            closed = true;
            model.forget(this);
        }
    }
}
