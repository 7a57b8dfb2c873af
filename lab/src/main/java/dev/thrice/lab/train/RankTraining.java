package dev.thrice.lab.train;

import dev.thrice.command.UserError;
import dev.thrice.command.output.Progress;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.CheckpointLog;
import dev.thrice.learn.Checkpoints;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.mpi.Mpi;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * One training over ranks, from the first epoch to the test. Every rank makes the same steps; rank 0 says how it goes, and writes the
 * checkpoints. With layers on ranks the parameters have the bits of a training by one process.
 */
final class RankTraining implements AutoCloseable {
    private static final int STEPS_SHOWN = 50;

    private final Mpi mpi;
    private final Trainer.Task task;
    private final Stage stage;
    private final int stepsPerEpoch;
    private final TensorArena arena = TensorArena.open();
    private final RankLearner learner;
    private final RankFeed feed;
    private final Optional<Checkpoints> checkpoints;
    private final CheckpointLog written; // null but on rank 0, and where there are none
    private final TrainingSeconds seconds = new TrainingSeconds();
    private Optional<Long> safe = Optional.empty(); // the step of the last checkpoint

    /**
     * Plans it.
     *
     * @param stage of this rank; all of the chain where each has samples
     * @param learner that makes the steps
     * @param checkpoints to be written, if any
     */
    RankTraining(Mpi mpi, Trainer.Task task, Stage stage, RankLearner learner, Optional<Checkpoints> checkpoints) {
        this.mpi = mpi;
        this.task = task;
        this.stage = stage;
        this.learner = learner;
        this.checkpoints = checkpoints;
        Dataset data = task.data().training();
        stepsPerEpoch = data.count() / task.batch();
        feed = feed(arena, data, task.batch(), Minibatches.LastBatch.DROP, task.seed(), learner.first());
        written = mpi.rank() == 0
                ? checkpoints
                        .map(where -> new CheckpointLog(where, learner, data, seconds))
                        .orElse(null)
                : null;
    }

    private RankFeed feed(TensorArena memory, Dataset of, int batch, Minibatches.LastBatch last, long seed, int first) {
        Minibatches batches = new Minibatches(of, batch, last, seed);
        int classes = task.chain().width(task.chain().length());
        return new RankFeed(memory, batches, stage, learner.network(), first, of.features(), classes);
    }

    /**
     * Goes on from the newest checkpoint that is whole; rank 0 says so. For all ranks to call.
     *
     * @return whether there is one
     * @throws UserError on rank 0, if it is of another training, or none is whole
     */
    boolean resume() {
        if (written != null) {
            CheckpointOptions.resumed(written::resume, learner::state, stepsPerEpoch);
        }
        boolean resumed = learner.scatter();
        safe = resumed ? Optional.of(stepsMade()) : Optional.empty();
        return resumed;
    }

    private long stepsMade() {
        return (long) learner.epoch() * stepsPerEpoch + learner.batch();
    }

    /**
     * Trains and tests; rank 0 writes and shows.
     *
     * @throws UserError if something is not finite, or a checkpoint cannot be written
     */
    void run(int epochs, TrainingLog log) {
        try {
            if (written != null) {
                written.begin();
            }
            train(epochs, log);
            test(log);
        } catch (DivergenceException e) { // of this rank's part, while others may be a step further
            throw new UserError(e.getMessage() + "; over ranks no parameters are saved then"
                    + safe.map(step -> ", the last checkpoint is that after step " + step)
                            .orElse(""));
        } catch (UncheckedIOException e) {
            throw CheckpointOptions.notWritten(e);
        }
    }

    private void train(int epochs, TrainingLog log) {
        long steps = (long) epochs * stepsPerEpoch;
        try (Progress progress = mpi.rank() == 0 ? Progress.of("training", steps) : null) {
            if (progress != null) {
                progress.advance(Math.min(steps, stepsMade()));
                progress.print(TrainingTable.header());
            }
            while (learner.epoch() < epochs) {
                TrainingLog.Epoch made = epoch(progress);
                learner.requireAgreement();
                if (progress != null) {
                    log.write(made);
                    progress.print(TrainingTable.row(made));
                }
                if (checkpoints.isPresent()) {
                    write();
                }
            }
        }
    }

    /** What is left of an epoch. */
    private TrainingLog.Epoch epoch(Progress progress) {
        long start = System.nanoTime();
        int first = learner.batch();
        feed.seek(learner.epoch(), first);
        while (learner.batch() < stepsPerEpoch) {
            feed.next();
            learner.step(stepsPerEpoch);
            show(progress, first, start);
            if (learner.batch() < stepsPerEpoch
                    && checkpoints.isPresent()
                    && checkpoints.get().isDueAfter(stepsMade())) {
                write();
            }
        }
        double loss = learner.endEpoch();
        double took = (System.nanoTime() - start) / 1e9;
        seconds.add(took);
        Judgement validation = judge("validation", task.data().validation());
        double speed = (double) (stepsPerEpoch - first) * task.batch() / took;
        return new TrainingLog.Epoch(learner.epoch(), loss, validation.loss(), validation.accuracy(), took, speed);
    }

    private void show(Progress progress, int first, long start) {
        if (progress == null) {
            return;
        }
        progress.step();
        if (learner.batch() % STEPS_SHOWN == 0) {
            double samples = (double) (learner.batch() - first) * task.batch();
            progress.show(TrainingTable.speed(samples / ((System.nanoTime() - start) / 1e9)));
        }
    }

    /** Writes a checkpoint. For all ranks to call. */
    private void write() {
        learner.gather();
        if (written != null) {
            written.write();
        }
        safe = Optional.of(stepsMade());
    }

    private void test(TrainingLog log) {
        Judgement test = judge("test", task.data().test());
        if (mpi.rank() == 0) {
            TrainingLog.Test last = new TrainingLog.Test(test.loss(), test.accuracy(), seconds.sum());
            log.write(last);
            System.out.println(TrainingTable.line(last));
        }
    }

    /** Means over samples. */
    private record Judgement(double loss, double accuracy) {}

    /**
     * Every rank has some of the samples, or, with layers, all of them pass every rank, and the last one knows.
     *
     * @throws DivergenceException on every rank, if the loss is not finite
     */
    private Judgement judge(String what, Dataset of) {
        Network network = learner.network();
        Dataset own = stage.isPart() ? of : share(of);
        double loss = 0;
        double correct = 0;
        try (TensorArena forThis = TensorArena.open()) {
            int batch = Math.min(network.batch(), own.count());
            RankFeed each = feed(forThis, own, batch, Minibatches.LastBatch.KEEP, 0, 0);
            while (each.hasNext()) {
                int samples = each.next();
                network.forward();
                if (!stage.hasAbove()) {
                    loss += network.loss(samples);
                    correct += network.correct(samples);
                }
            }
        }
        double mean = learner.total(loss) / of.count();
        if (!Double.isFinite(mean)) {
            throw new DivergenceException(
                    what + ": " + network.firstNotFinite().orElse("loss " + mean) + ", expected finite numbers");
        }
        return new Judgement(mean, learner.total(correct) / of.count());
    }

    private Dataset share(Dataset of) {
        return of.slice(
                RankLearner.part(of.count(), mpi.rank(), mpi.size()),
                RankLearner.part(of.count(), mpi.rank() + 1, mpi.size()));
    }

    /** All ranks' parameters, on rank 0 alone; for all to call. */
    Optional<Parameters> gathered() {
        learner.gather();
        return Optional.ofNullable(learner.model()).map(model -> model.parameters());
    }

    @Override
    public void close() {
        arena.close();
    }
}
