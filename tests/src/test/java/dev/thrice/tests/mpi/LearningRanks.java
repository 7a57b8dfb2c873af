package dev.thrice.tests.mpi;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.mpi.Mpi;
import dev.thrice.ranks.GradientSum;
import dev.thrice.ranks.RankNeighbours;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The program that {@link LearningRanksTest} has mpirun start: it learns a few batches, and says what became of the parameters. */
final class LearningRanks {
    static final int BATCH = 24;
    static final int STEPS = 4;
    private static final int CLASSES = 5;
    private static final int MOST_RUNS = 20_000;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private LearningRanks() {}

    /** {@code layers|batch ALGORITHM,.. WORKERS [allocated]}. */
    public static void main(String[] args) {
        Mpi.run(mpi -> {
            RankNeighbours neighbours = new RankNeighbours(mpi);
            try (WorkerTeam team = new WorkerTeam(Integer.parseInt(args[2]))) {
                for (String algorithm : args[1].split(",", -1)) {
                    learn(mpi, args[0].equals("layers") ? neighbours : null, algorithm, team, args.length > 3);
                }
            }
        });
    }

    /** With layers on ranks if these have neighbours, else with samples. */
    private static void learn(Mpi mpi, RankNeighbours neighbours, String algorithm, WorkerTeam team, boolean counted) {
        boolean layers = neighbours != null;
        Stage stage = layers ? Stage.divide(chain(), mpi.size(), 7, true).get(mpi.rank()) : Stage.whole(chain());
        int share = layers ? BATCH : BATCH / mpi.size();
        try (TensorArena arena = TensorArena.open()) {
            Parameters all = parameters(arena);
            try (Network network = new Network(stage, neighbours, share, Kernels.select("scalar"), stage.of(all))) {
                Engine engine = new Engine(network, algorithm(algorithm), new BatchParallel(team));
                Operation combine = layers ? Operation.NOTHING : new GradientSum(mpi, engine);
                TrainingStep step = new TrainingStep(engine, new Momentum(LearningRates.all(.05f), .9f), combine);
                for (int i = 0; i < STEPS; i++) {
                    feed(network, i, layers ? 0 : mpi.rank() * share);
                    step.run();
                }
                for (int l = stage.first(); l < stage.end(); l++) {
                    System.out.println(line(algorithm, l, all)); // in one piece, whatever other ranks print
                }
                if (counted) {
                    System.out.println("allocated: " + allocated(mpi, step));
                }
            }
        }
    }

    static Chain chain() {
        return Chain.multilayerPerceptron(12, 6, 16, CLASSES);
    }

    static Parameters parameters(TensorArena arena) {
        Parameters all = Parameters.zeros(arena, chain());
        all.initialize(Initialization.UNIFORM, 3);
        return all;
    }

    static LearningAlgorithm algorithm(String name) {
        return switch (name) {
            case "backprop" -> new Backpropagation();
            case "fpa" -> new FixedPrediction(7, .5f);
            case "vpc" -> new VariationalPc(7, .25f);
            case "zil" -> new ZeroDivergence();
            case "ipc" -> new IncrementalPc(5, .25f);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Samples of batch i, from one on: those of the whole batch, wherever they are. */
    static void feed(Network network, int i, int first) {
        boolean inputs = network.chain().width(0) == chain().width(0);
        boolean labels = network.chain().loss() == chain().loss();
        for (int row = 0; row < network.batch(); row++) {
            SplittableRandom random = new SplittableRandom(1000L * i + first + row);
            float[] sample = new float[chain().width(0)];
            for (int j = 0; j < sample.length; j++) {
                sample[j] = (float) random.nextDouble(-1, 1);
            }
            if (inputs) {
                network.inputs().rows(row, 1).copyFrom(sample);
            }
            if (labels) {
                network.labels().set(row, random.nextInt(CLASSES));
            }
        }
    }

    /** The bits of a layer's parameters. */
    static String line(String algorithm, int layer, Parameters all) {
        List<Integer> bits = new ArrayList<>();
        for (Tensor tensor : all.of(layer)) {
            bits.add(Arrays.hashCode(tensor.toArray()));
        }
        return "layer " + layer + " by " + algorithm + ": " + bits;
    }

    /** Bytes of this thread in the step that allocated least, of as many as it takes for all ranks to allocate nothing. */
    private static long allocated(Mpi mpi, TrainingStep step) {
        long least = Long.MAX_VALUE;
        boolean settled = false;
        for (int run = 1; run <= MOST_RUNS && !settled; run++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            step.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            settled = run % 1000 == 0
                    && mpi.allgather(Long.toString(least).getBytes(StandardCharsets.UTF_8)).stream()
                            .allMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).equals("0"));
        }
        return least;
    }
}
