package dev.thrice.lab.train;

import dev.thrice.command.UsageError;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Stage;
import dev.thrice.lab.command.SharedProcessors;
import dev.thrice.lab.learn.Names;
import dev.thrice.mpi.Mpi;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What --partition means. */
final class RankOptions {
    private RankOptions() {}

    /**
     * Checks what can be said before any work.
     *
     * @param cut the first layer of each rank but rank 0, or null for the WORK to decide
     * @throws UsageError if the ranks are too many, or the algorithm or the chain is none to be divided
     */
    static void require(
            Partition partition,
            List<Integer> cut,
            Chain chain,
            LearningAlgorithm algorithm,
            String name,
            int batch,
            int ranks) {
        if (partition == Partition.BATCH) {
            UsageError.require(
                    "--partition batch --batch", batch, batch >= ranks, "at least " + ranks + ", one a rank");
            UsageError.require(
                    "--partition batch --loss-reduction",
                    Names.of(algorithm.reduction()),
                    algorithm.reduction() == LossReduction.SUM,
                    "sum: a mean would be one over a rank's samples");
            UsageError.require(
                    "--partition batch --algorithm",
                    name,
                    !algorithm.keeps().contains(NodeVariable.PRECISION),
                    "one that learns no precisions: a rank's would be of its own samples");
            return;
        }
        if (ranks > 1 && !onRanks(algorithm).takesStages()) {
            throw new UsageError("--partition layers --algorithm " + name
                    + ", expected fpa, vpc, z-il or ipc, whose steps ask neighbours alone");
        }
        try {
            stages(partition, cut, chain, algorithm, ranks);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--partition layers: " + e.getMessage());
        }
    }

    /** What each rank has. */
    static List<Stage> stages(
            Partition partition, List<Integer> cut, Chain chain, LearningAlgorithm algorithm, int ranks) {
        if (partition == Partition.BATCH) {
            return Collections.nCopies(ranks, Stage.whole(chain));
        }
        if (cut != null) {
            return cutAt(cut, chain, ranks);
        }
        int steps = switch (algorithm) {
            case FixedPrediction fpa -> fpa.inferenceSteps();
            case VariationalPc vpc -> vpc.inferenceSteps();
            case IncrementalPc ipc -> ipc.inferenceSteps();
            default -> chain.length() - 1;
        };
        return Stage.divide(chain, ranks, steps, !(algorithm instanceof FixedPrediction));
    }

    private static List<Stage> cutAt(List<Integer> cut, Chain chain, int ranks) {
        boolean rises = IntStream.range(0, cut.size()).allMatch(i -> cut.get(i) > (i == 0 ? 0 : cut.get(i - 1)));
        if (cut.size() != ranks - 1 || !rises || cut.getLast() >= chain.length()) {
            throw new UsageError("--cut " + cut.stream().map(String::valueOf).collect(Collectors.joining(","))
                    + ", expected the first layer of each rank but rank 0, " + (ranks - 1)
                    + " numbers that rise, of 1 to " + (chain.length() - 1));
        }
        return IntStream.range(0, ranks)
                .mapToObj(rank -> new Stage(
                        chain, rank == 0 ? 0 : cut.get(rank - 1), rank == ranks - 1 ? chain.length() : cut.get(rank)))
                .toList();
    }

    /** The same algorithm; no rank knows the free energy, so that it rises is not looked for. */
    static LearningAlgorithm onRanks(LearningAlgorithm algorithm) {
        return algorithm instanceof VariationalPc vpc ? vpc.withRisesAllowed(0) : algorithm;
    }

    /** A line for rank 0 to print; says, too, if threads have to share processors. For all ranks to call. */
    static String said(Mpi mpi, List<Stage> stages, int workers) {
        String what = stages.getFirst().isPart()
                ? "layers from "
                        + String.join(
                                ", ",
                                stages.stream()
                                        .map(stage -> String.valueOf(stage.first()))
                                        .toList())
                : Names.of(Partition.BATCH) + " divided";
        return "on " + mpi.size() + " ranks of " + mpi.library() + ", " + what + SharedProcessors.said(mpi, workers);
    }
}
