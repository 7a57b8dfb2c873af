package dev.thrice.lab.train;

import dev.thrice.command.output.Progress;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.mpi.Mpi;
import dev.thrice.ranks.GradientSum;
import dev.thrice.ranks.RankNeighbours;
import dev.thrice.ranks.Reduction;
import dev.thrice.ranks.StageParameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * One training over ranks, from the first epoch to the test. Every rank makes the same steps; rank 0 says how it goes. With layers on ranks
 * the parameters have the bits of a training by one process.
 */
final class RankTraining implements AutoCloseable {
    private static final int STEPS_SHOWN = 50;

    private final Mpi mpi;
    private final Trainer.Task task;
    private final List<Stage> stages; // by rank
    private final boolean shares;
    private final TensorArena arena = TensorArena.open();
    private final Parameters all;
    private final Network network;
    private final TrainingStep step;
    private final RankFeed feed;
    private double seconds;

    /**
     * Draws the parameters, and plans.
     *
     * @param stages of each rank; all of the chain where each has samples
     * @param reduction of gradients, where each has samples
     */
    RankTraining(
            Mpi mpi,
            Trainer.Task task,
            List<Stage> stages,
            LearningAlgorithm algorithm,
            Optimizer optimizer,
            Executor executor,
            Reduction reduction) {
        this.mpi = mpi;
        this.task = task;
        this.stages = stages;
        Stage stage = stages.get(mpi.rank());
        shares = !stage.isPart();
        all = Parameters.zeros(arena, task.chain());
        all.initialize(task.initialization(), task.seed());
        int batch = shares ? first(mpi.rank() + 1) - first(mpi.rank()) : task.batch();
        network = new Network(stage, new RankNeighbours(mpi), batch, task.kernels(), stage.of(all));
        Engine engine = new Engine(network, algorithm, executor);
        Operation combine = shares ? new GradientSum(mpi, engine, reduction) : Operation.NOTHING;
        step = new TrainingStep(engine, optimizer, combine);
        feed = feed(
                arena,
                task.data().training(),
                task.batch(),
                Minibatches.LastBatch.DROP,
                task.seed(),
                shares ? first(mpi.rank()) : 0);
    }

    /** A rank's first sample of a batch. */
    private int first(int rank) {
        return (int) ((long) task.batch() * rank / mpi.size());
    }

    private RankFeed feed(TensorArena memory, Dataset of, int batch, Minibatches.LastBatch last, long seed, int first) {
        Chain chain = task.chain();
        return new RankFeed(
                memory,
                new Minibatches(of, batch, last, seed),
                stages.get(mpi.rank()),
                network,
                first,
                chain.width(0),
                chain.width(chain.length()));
    }

    /** Trains and tests; rank 0 writes and shows. */
    void run(int epochs, TrainingLog log) {
        int stepsPerEpoch = task.data().training().count() / task.batch();
        try (Progress progress = mpi.rank() == 0 ? Progress.of("training", (long) epochs * stepsPerEpoch) : null) {
            print(progress, TrainingTable.header());
            for (int epoch = 0; epoch < epochs; epoch++) {
                TrainingLog.Epoch made = epoch(epoch, stepsPerEpoch, progress);
                if (shares) {
                    mpi.requireEqual("parameters after epoch " + made.epoch(), checksum());
                }
                if (mpi.rank() == 0) {
                    log.write(made);
                }
                print(progress, TrainingTable.row(made));
            }
        }
        Judgement test = judge("test", task.data().test());
        if (mpi.rank() == 0) {
            TrainingLog.Test last = new TrainingLog.Test(test.loss(), test.accuracy(), seconds);
            log.write(last);
            System.out.println(TrainingTable.line(last));
        }
    }

    private static void print(Progress progress, String line) {
        if (progress != null) {
            progress.print(line);
        }
    }

    private TrainingLog.Epoch epoch(int epoch, int steps, Progress progress) {
        long start = System.nanoTime();
        feed.startEpoch(epoch);
        double loss = 0;
        for (int i = 0; i < steps; i++) {
            feed.next();
            loss += step.run(epoch + (double) i / steps) * network.batch();
            if (progress != null) {
                progress.step();
                if ((i + 1) % STEPS_SHOWN == 0) {
                    double speed = (i + 1.0) * task.batch() / ((System.nanoTime() - start) / 1e9);
                    progress.show(TrainingTable.speed(speed));
                }
            }
        }
        double mean = total(loss) / ((double) steps * task.batch());
        double took = (System.nanoTime() - start) / 1e9;
        seconds += took;
        Judgement validation = judge("validation", task.data().validation());
        double speed = (double) steps * task.batch() / took;
        return new TrainingLog.Epoch(epoch + 1, mean, validation.loss(), validation.accuracy(), took, speed);
    }

    /** Means over samples. */
    private record Judgement(double loss, double accuracy) {}

    /**
     * Every rank has some of the samples, or, with layers, all of them pass every rank, and the last one knows.
     *
     * @throws DivergenceException on every rank, if the loss is not finite
     */
    private Judgement judge(String what, Dataset of) {
        Dataset own = shares ? share(of) : of;
        double loss = 0;
        double correct = 0;
        try (TensorArena forThis = TensorArena.open()) {
            int batch = Math.min(network.batch(), own.count());
            RankFeed each = feed(forThis, own, batch, Minibatches.LastBatch.KEEP, 0, 0);
            while (each.hasNext()) {
                int samples = each.next();
                network.forward();
                if (!stages.get(mpi.rank()).hasAbove()) {
                    loss += network.loss(samples);
                    correct += network.correct(samples);
                }
            }
        }
        double mean = total(loss) / of.count();
        if (!Double.isFinite(mean)) {
            throw new DivergenceException(
                    what + ": " + network.firstNotFinite().orElse("loss " + mean) + ", expected finite numbers");
        }
        return new Judgement(mean, total(correct) / of.count());
    }

    private Dataset share(Dataset of) {
        long count = of.count();
        return of.slice((int) (count * mpi.rank() / mpi.size()), (int) (count * (mpi.rank() + 1) / mpi.size()));
    }

    /** Of this rank's parameters: by its standard MPI_Allreduce may give ranks different bits. */
    private String checksum() {
        int sum = 0;
        for (int l = 0; l < all.length(); l++) {
            for (Tensor tensor : all.of(l)) {
                sum = 31 * sum + Arrays.hashCode(tensor.toArray());
            }
        }
        return Integer.toHexString(sum);
    }

    /** The sum over ranks, in their order; for all. */
    private double total(double own) {
        return mpi.allgather(ByteBuffer.allocate(Double.BYTES).putDouble(own).array()).stream()
                .mapToDouble(bytes -> ByteBuffer.wrap(bytes).getDouble())
                .reduce(0, Double::sum);
    }

    /** All ranks' parameters, on rank 0; for all to call. */
    Parameters gathered() {
        if (!shares) {
            StageParameters.gather(mpi, stages, all);
        }
        return all;
    }

    @Override
    public void close() {
        network.close();
        arena.close();
    }
}
