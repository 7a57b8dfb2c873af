package dev.thrice.lab.scaling;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TaskTimes;
import dev.thrice.engine.execution.Traffic;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.data.Mnist;
import dev.thrice.mpi.Mpi;
import dev.thrice.ranks.GradientSum;
import dev.thrice.ranks.RankNeighbours;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Training steps by all ranks and by rank 0 alone, by turns; meanwhile the others sleep. */
final class ScalingRace implements AutoCloseable {
    /** So small that no parameter leaves the finite numbers, however long it takes. */
    private static final float RATE = 1e-5f;

    private static final int WARM_UPS = 5;
    private static final double BLOCK_SECONDS = .15;

    private final Mpi mpi;
    private final Chain chain;
    private final int batch;
    private final Kernels kernels;
    private final TensorArena arena = TensorArena.open();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final WorkerTeam one = new WorkerTeam(1);
    private final FixedPrediction fpa;
    private final Network stageNetwork;

    private final Contestant layers;
    private final Contestant samples;
    private final Contestant alone; // null but on rank 0, as what follows
    private final Contestant backprop;
    private final Contestant workers;
    private final Engine recorded;

    /** A step, and how many of it are timed at once. */
    private static final class Contestant {
        private final TrainingStep step;
        private int steps = 1;

        Contestant(TrainingStep step) {
            this.step = step;
        }
    }

    /** Seconds of a step by each, timed one after the other. */
    record Round(double layers, double samples, double alone, double backprop, double workers) {}

    /**
     * What was found, on rank 0.
     *
     * @param smallMessage seconds of a message of one float
     * @param sent by all ranks in a step with layers on ranks
     */
    record Times(
            String library,
            int ranks,
            Chain chain,
            int batch,
            List<Round> rounds,
            double smallMessage,
            Traffic sent,
            StepModel model) {}

    ScalingRace(Mpi mpi, Kernels kernels, int hiddenLayers, int width, int batch) {
        this.mpi = mpi;
        this.kernels = kernels;
        this.batch = batch;
        chain = Chain.multilayerPerceptron(Mnist.FEATURES, hiddenLayers, width, Mnist.CLASSES);
        fpa = new FixedPrediction(chain.length() - 1, 1f, LossReduction.SUM);
        int ranks = mpi.size();
        Stage stage = Stage.divide(chain, ranks, fpa.inferenceSteps(), false).get(mpi.rank());
        stageNetwork = network(stage, new RankNeighbours(mpi), batch);
        layers = new Contestant(step(engine(stageNetwork, fpa, one), Operation.NOTHING));
        int share = (int) ((long) batch * (mpi.rank() + 1) / ranks - (long) batch * mpi.rank() / ranks);
        Engine shared = engine(whole(share), new Backpropagation(), one);
        samples = new Contestant(step(shared, new GradientSum(mpi, shared)));
        boolean first = mpi.rank() == 0;
        recorded = first ? engine(whole(batch), fpa, one) : null;
        alone = first ? new Contestant(step(recorded, Operation.NOTHING)) : null;
        backprop = first ? solo(one) : null;
        workers = first ? solo(opened(new WorkerTeam(ranks))) : null;
    }

    private Contestant solo(WorkerTeam team) {
        return new Contestant(step(engine(whole(batch), new Backpropagation(), team), Operation.NOTHING));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private Network whole(int samplesOfIt) {
        return network(Stage.whole(chain), null, samplesOfIt);
    }

    private Network network(Stage stage, RankNeighbours neighbours, int samplesOfIt) {
        Parameters all = Parameters.zeros(arena, chain);
        all.initialize(Initialization.UNIFORM, 1);
        Network network = opened(new Network(stage, neighbours, samplesOfIt, kernels, stage.of(all)));
        SplittableRandom random = new SplittableRandom(1);
        if (!stage.hasBelow()) {
            Tensor inputs = network.inputs();
            for (int i = 0; i < inputs.rows(); i++) {
                for (int j = 0; j < inputs.columns(); j++) {
                    inputs.set(i, j, (float) random.nextDouble());
                }
            }
        }
        for (int i = 0; network.chain().loss() == Loss.NEGATIVE_LOG_LIKELIHOOD && i < samplesOfIt; i++) {
            network.labels().set(i, random.nextInt(Mnist.CLASSES));
        }
        return network;
    }

    private static Engine engine(Network network, LearningAlgorithm algorithm, WorkerTeam team) {
        return new Engine(network, algorithm, new BatchParallel(team));
    }

    private static TrainingStep step(Engine engine, Operation combine) {
        return new TrainingStep(engine, new Sgd(LearningRates.all(RATE)), combine);
    }

    Times run(int rounds) {
        for (int i = 0; i < WARM_UPS; i++) {
            calibrate(layers, together(layers));
            calibrate(samples, together(samples));
            calibrate(alone, byRank0(alone));
            calibrate(backprop, byRank0(backprop));
            calibrate(workers, byRank0(workers));
        }
        double small = MessageTime.of(mpi, 1);
        double message = MessageTime.of(mpi, batch * chain.width(1));
        Traffic before = stageNetwork.traffic();
        together(layers);
        Traffic after = stageNetwork.traffic();
        List<Round> found = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            found.add(new Round(
                    together(layers), together(samples), byRank0(alone), byRank0(backprop), byRank0(workers)));
        }
        StepModel model = mpi.rank() == 0 ? model(message) : null;
        mpi.barrier();
        Traffic sent = new Traffic(
                total(after.messages() - before.messages()) / layers.steps,
                total(after.bytes() - before.bytes()) / layers.steps);
        return new Times(mpi.library(), mpi.size(), chain, batch, found, small, sent, model);
    }

    /** The sum over ranks. */
    private long total(long own) {
        return mpi.allgather(ByteBuffer.allocate(Long.BYTES).putLong(own).array()).stream()
                .mapToLong(bytes -> ByteBuffer.wrap(bytes).getLong())
                .sum();
    }

    /** As many steps as take a block's time, the same number on every rank. */
    private void calibrate(Contestant contestant, double seconds) {
        int steps = (int) Math.clamp(BLOCK_SECONDS / seconds, 1, 1e6);
        int agreed = ByteBuffer.wrap(mpi.broadcast(
                        0, ByteBuffer.allocate(Integer.BYTES).putInt(steps).array()))
                .getInt();
        if (contestant != null) {
            contestant.steps = agreed;
        }
    }

    /** Seconds of a step that all ranks make, until the last is through. */
    private double together(Contestant contestant) {
        mpi.barrier();
        long start = System.nanoTime();
        for (int i = 0; i < contestant.steps; i++) {
            contestant.step.run();
        }
        mpi.barrier();
        return (System.nanoTime() - start) / 1e9 / contestant.steps;
    }

    /** Seconds of a step that rank 0 makes, which tells the others for how long to leave it the machine. */
    private double byRank0(Contestant contestant) {
        double seconds = 0;
        if (contestant != null) {
            long start = System.nanoTime();
            for (int i = 0; i < contestant.steps; i++) {
                contestant.step.run();
            }
            seconds = (System.nanoTime() - start) / 1e9 / contestant.steps;
        } else {
            sleep(BLOCK_SECONDS);
        }
        mpi.barrier();
        return seconds;
    }

    private static void sleep(double seconds) {
        try {
            TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private StepModel model(double message) {
        TaskTimes tasks = new TaskTimes(1, chain.length());
        recorded.record(tasks);
        tasks.clear();
        long start = System.nanoTime();
        for (int i = 0; i < alone.steps; i++) {
            alone.step.run();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        recorded.record(null);
        return StepModel.of(chain, fpa.inferenceSteps(), tasks, alone.steps, seconds, message);
    }

    @Override
    public void close() {
        try {
            for (AutoCloseable resource : open.reversed()) {
                resource.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        one.close();
        arena.close();
    }
}
