package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeProgram;
import dev.thrice.engine.algorithm.NodeTensors;
import dev.thrice.engine.algorithm.Schedule;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an engine has that does not change: memory, operations, and who does which of them. */
final class EnginePlan {
    private final Network network;
    private final LearningAlgorithm algorithm;
    private final Executor executor;
    private final Inference inference;
    private final NodeTensors nodes;
    private final Parameters gradient;
    private final Operation outputError;
    private final Worker[] workers;
    private final Tally[] tallies;
    private final OutputShare[][] outputs;

    /**
     * Plans it.
     *
     * @param goOn what moves the parameters, where an inference does that in every step
     */
    EnginePlan(Network network, LearningAlgorithm algorithm, Executor executor, WorkerTeam.Job goOn) {
        this.network = network;
        this.algorithm = algorithm;
        this.executor = executor;
        Chain chain = network.chain();
        int count = executor.team().workers();
        Schedule schedule = executor.schedule(chain.length(), network.batch());
        boolean byRows = Shares.areByRows(network.batch(), count);
        int[] cuts = Shares.cuts(network.batch(), byRows ? count : 1);
        nodes = NodeTensors.allocate(network, algorithm.keeps(), cuts);
        gradient = network.allocateParameters();
        inference = algorithm.plan(network, nodes, schedule);
        Tensor output = nodes.prediction(chain.length());
        float factor = algorithm.reduction().factor(network.batch());
        outputError = network.outputError(output, factor, nodes.error(chain.length()));
        workers = new Worker[count];
        tallies = new Tally[count];
        outputs = Shares.byOutputs(chain, learnedTogether(schedule.sweeps()), count);
        plan(schedule, byRows, cuts, goOn);
    }

    Inference inference() {
        return inference;
    }

    NodeTensors nodes() {
        return nodes;
    }

    Parameters gradient() {
        return gradient;
    }

    /** e_L, which only who looks at it needs. */
    Operation outputError() {
        return outputError;
    }

    Worker[] workers() {
        return workers;
    }

    Tally[] tallies() {
        return tallies;
    }

    /** By worker and function. */
    OutputShare[][] outputs() {
        return outputs;
    }

    /** The functions whose parameters' gradients are computed one after the other, without waiting. */
    private Collection<List<Integer>> learnedTogether(boolean sweeps) {
        return IntStream.range(0, network.chain().length())
                .boxed()
                .collect(Collectors.groupingBy(l -> {
                    int step = inference.incremental() ? Inference.LAST_STEP : inference.learnsAfter(l + 1);
                    return sweeps && step != Inference.LAST_STEP ? -1 - l : step; // in a sweep, node by node
                }))
                .values();
    }

    private void plan(Schedule schedule, boolean byRows, int[] cuts, WorkerTeam.Job goOn) {
        Chain chain = network.chain();
        int count = executor.team().workers();
        List<List<Shares.Share>> shares = byRows || schedule.sweeps()
                ? Shares.byRows(chain, cuts)
                : Shares.byNodes(chain, network.batch(), count, inference.predicts());
        int[] learningSteps = IntStream.rangeClosed(1, chain.length())
                .map(inference::learnsAfter)
                .sorted()
                .toArray();
        for (int w = 0; w < count; w++) {
            int index = w;
            tallies[w] = new Tally();
            NodeProgram[] programs = new NodeProgram[chain.length() + 1];
            int[] rows = new int[chain.length() + 1];
            for (Shares.Share share : w < shares.size() ? shares.get(w) : List.<Shares.Share>of()) {
                programs[share.node()] = inference.program(share.node(), share.firstRow(), share.rows());
                rows[share.node()] = share.rows();
            }
            Operation[] gradients = new Operation[chain.length() + 1];
            int[] gradientRows = new int[chain.length() + 1];
            for (int l = 1; l <= chain.length(); l++) {
                gradients[l] = parameterVjp(l, outputs[w][l - 1]);
                boolean first = gradients[l] != null && outputs[w][l - 1].first() == 0;
                gradientRows[l] = first ? network.batch() : 0;
            }
            boolean feeds = w < cuts.length - 1;
            int forwardRows = feeds ? cuts[w + 1] - cuts[w] : 0;
            workers[w] = new Worker(
                    index,
                    executor.team(),
                    inference,
                    byRows,
                    feeds ? forwards(cuts[w], forwardRows) : new Operation[0],
                    forwardRows,
                    programs,
                    rows,
                    gradients,
                    gradientRows,
                    learningSteps,
                    () -> goOn.run(index, executor.team()),
                    tallies[w]);
        }
    }

    /** The feedforward pass of some rows. */
    private Operation[] forwards(int firstRow, int rows) {
        return IntStream.range(0, network.chain().length())
                .mapToObj(l -> network.forward(l, firstRow, rows))
                .toArray(Operation[]::new);
    }

    /** Some outputs of a function's parameter-VJP, or null. */
    private Operation parameterVjp(int node, OutputShare share) {
        ElementaryFunction function = network.chain().function(node - 1);
        if (share.isEmpty() || function.parameters().isEmpty()) {
            return null;
        }
        float scale = -algorithm.reduction().gradientFactor(network.batch()) * inference.precision(node);
        return function.parameterVjp(
                network.kernels(),
                nodes.value(node - 1),
                nodes.delta(node),
                scale,
                gradient.of(node - 1),
                share.first(),
                share.end() - share.first());
    }
}
