package dev.thrice.lab.scaling;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ZeroDivergence;
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
import dev.thrice.lab.command.SharedProcessors;
import dev.thrice.mpi.Mpi;
import dev.thrice.ranks.GradientSum;
import dev.thrice.ranks.RankNeighbours;
import dev.thrice.ranks.Reduction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What all ranks do, and what rank 0 does alone while the others sleep, by turns. */
final class ScalingRace implements AutoCloseable {
    /** So small that no parameter leaves the finite numbers, however long it takes. */
    private static final float RATE = 1e-5f;

    /** Of all contenders together: ranks that wait spin, and leave those who compile little time. */
    private static final int WARM_UP_BLOCKS = 45;

    private static final double BLOCK_SECONDS = .15;
    private static final int RECORDED = 9; // blocks, of which the model is made

    private final Mpi mpi;
    private final Chain chain;
    private final int batch;
    private final Kernels kernels;
    private final TensorArena arena = TensorArena.open();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final WorkerTeam one = new WorkerTeam(1);
    private final FixedPrediction fpa;
    private final Network stageNetwork;

    private final Map<Contender, Runnable> runs = new EnumMap<>(Contender.class); // but those of rank 0 on rank 0 alone
    private final Map<Contender, Integer> counts = new EnumMap<>(Contender.class); // of runs that are timed at once
    private final Engine recorded; // null but on rank 0

    /**
     * What was found, on rank 0.
     *
     * @param seconds of a run by each, in the same rounds
     * @param smallMessage seconds of a message of one float
     * @param sent by all ranks in a step with layers on ranks
     * @param shared what there is to say of processors that ranks share
     */
    record Times(
            String library,
            int ranks,
            Chain chain,
            int batch,
            Map<Contender, double[]> seconds,
            double smallMessage,
            Traffic sent,
            String shared,
            StepModel model) {}

    ScalingRace(Mpi mpi, Kernels kernels, Chain chain, int batch) {
        this.mpi = mpi;
        this.kernels = kernels;
        this.chain = chain;
        this.batch = batch;
        fpa = new FixedPrediction(chain.length() - 1, 1f, LossReduction.SUM);
        int ranks = mpi.size();
        Stage stage = Stage.divide(chain, ranks, fpa.inferenceSteps(), false).get(mpi.rank());
        stageNetwork = network(stage, new RankNeighbours(mpi), batch);
        Engine fpaOnRanks = engine(stageNetwork, fpa, one);
        runs.put(Contender.FPA_ON_RANKS, step(fpaOnRanks, Operation.NOTHING));
        runs.put(Contender.FPA_ERRORS_ON_RANKS, fpaOnRanks::errors);
        runs.put(Contender.Z_IL_ERRORS_ON_RANKS, engine(stageNetwork, new ZeroDivergence(), one)::errors);
        int share = (int) ((long) batch * (mpi.rank() + 1) / ranks - (long) batch * mpi.rank() / ranks);
        Engine shared = engine(whole(share), new Backpropagation(), one);
        runs.put(Contender.SAMPLES, step(shared, new GradientSum(mpi, shared, Reduction.RANK_ORDER)));
        runs.put(Contender.SAMPLES_BY_ALLREDUCE, step(shared, new GradientSum(mpi, shared, Reduction.ALLREDUCE)));
        boolean first = mpi.rank() == 0;
        recorded = first ? engine(whole(batch), fpa, one) : null;
        if (first) {
            runs.put(Contender.FPA, step(recorded, Operation.NOTHING));
            Engine backprop = engine(whole(batch), new Backpropagation(), one);
            runs.put(Contender.BACKPROP, step(backprop, Operation.NOTHING));
            runs.put(Contender.BACKPROP_ERRORS, backprop::errors);
            runs.put(Contender.FPA_ERRORS, recorded::errors);
            runs.put(Contender.Z_IL_ERRORS, engine(whole(batch), new ZeroDivergence(), one)::errors);
            WorkerTeam team = opened(new WorkerTeam(ranks));
            runs.put(Contender.WORKERS, step(engine(whole(batch), new Backpropagation(), team), Operation.NOTHING));
        }
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
            network.labels().set(i, random.nextInt(chain.width(chain.length())));
        }
        return network;
    }

    private static Engine engine(Network network, LearningAlgorithm algorithm, WorkerTeam team) {
        return new Engine(network, algorithm, new BatchParallel(team));
    }

    private static Runnable step(Engine engine, Operation combine) {
        return new TrainingStep(engine, new Sgd(LearningRates.all(RATE)), combine)::run;
    }

    Times run(int rounds) {
        Set<Contender> all = EnumSet.allOf(Contender.class);
        warmUp(all);
        double small = MessageTime.of(mpi, 1);
        double message = message();
        Traffic before = stageNetwork.traffic();
        time(Contender.FPA_ON_RANKS, 1);
        Traffic after = stageNetwork.traffic();
        Map<Contender, double[]> found = byTurns(all, rounds);
        StepModel model = model(message);
        Traffic sent = new Traffic(total(after.messages() - before.messages()), total(after.bytes() - before.bytes()));
        return new Times(
                mpi.library(), mpi.size(), chain, batch, found, small, sent, SharedProcessors.said(mpi, 1), model);
    }

    /** Seconds of a message of the first node's errors, on ranks 0 and 1. */
    double message() {
        return MessageTime.of(mpi, batch * chain.width(1));
    }

    /** Seconds of a run by each of some, in the same rounds; on rank 0. */
    Map<Contender, double[]> run(Set<Contender> some, int rounds) {
        warmUp(some);
        return byTurns(some, rounds);
    }

    private void warmUp(Set<Contender> some) {
        for (int i = 0; i < WARM_UP_BLOCKS / some.size(); i++) {
            for (Contender contender : some) {
                calibrate(contender, i == 0 ? time(contender, 1) : time(contender));
            }
        }
    }

    private Map<Contender, double[]> byTurns(Set<Contender> some, int rounds) {
        Map<Contender, double[]> found = new EnumMap<>(Contender.class);
        some.forEach(contender -> found.put(contender, new double[rounds]));
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : some) {
                found.get(contender)[round] = time(contender);
            }
        }
        return found;
    }

    /** The sum over ranks. */
    private long total(long own) {
        return mpi.allgather(ByteBuffer.allocate(Long.BYTES).putLong(own).array()).stream()
                .mapToLong(bytes -> ByteBuffer.wrap(bytes).getLong())
                .sum();
    }

    /** As many runs as take a block's time, the same number on every rank. */
    private void calibrate(Contender contender, double seconds) {
        int count = (int) Math.clamp(BLOCK_SECONDS / seconds, 1, 1e6);
        byte[] agreed = mpi.broadcast(
                0, ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
        counts.put(contender, ByteBuffer.wrap(agreed).getInt());
    }

    private double time(Contender contender) {
        return time(contender, counts.get(contender));
    }

    /** Seconds of a run. */
    private double time(Contender contender, int count) {
        return contender.onRanks() ? together(runs.get(contender), count) : byRank0(runs.get(contender), count);
    }

    /** By all ranks, until the last is through. */
    private double together(Runnable run, int count) {
        mpi.barrier();
        double seconds = repeated(run, count);
        long start = System.nanoTime();
        mpi.barrier();
        return seconds + (System.nanoTime() - start) / 1e9 / count;
    }

    /** By rank 0, to which the others leave the machine. */
    private double byRank0(Runnable run, int count) {
        double seconds = run == null ? 0 : repeated(run, count);
        mpi.sleepingBarrier();
        return seconds;
    }

    private static double repeated(Runnable run, int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            run.run();
        }
        return (System.nanoTime() - start) / 1e9 / count;
    }

    /** On rank 0, whose steps are recorded while the others sleep; null on these. */
    private StepModel model(double message) {
        TaskTimes tasks = new TaskTimes(1, chain.length());
        if (recorded != null) {
            recorded.record(tasks);
            tasks.clear();
        }
        int count = counts.get(Contender.FPA);
        double seconds = 0;
        for (int i = 0; i < RECORDED; i++) {
            seconds += time(Contender.FPA) * count;
        }
        if (recorded == null) {
            return null;
        }
        recorded.record(null);
        return StepModel.of(chain, fpa.inferenceSteps(), tasks, RECORDED * count, seconds, message);
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
