package dev.thrice.engine.execution;

import dev.thrice.engine.algorithm.Inference;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeProgram;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.engine.nodes.NetworkParts;
import dev.thrice.engine.nodes.NodeTensors;
import dev.thrice.engine.nodes.Schedule;
import dev.thrice.engine.parallel.OutputShare;
import dev.thrice.engine.parallel.Shares;
import dev.thrice.kernels.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is computed for a network and by whom, decided once: memory, divisions, and each {@link Worker}'s operations. */
final class EnginePlan {
    private final NetworkParts network;
    private final LearningAlgorithm algorithm;
    private final WorkerTeam team;
    private final boolean byRows;
    private final int[] cuts;
    private final NodeTensors nodes;
    private final Parameters gradient;
    private final Inference inference;
    private final Operation outputError;
    private final OutputShare[][] outputs;
    private final List<List<Shares.Share>> shares;
    private final int[] learningSteps;
    private final Crossing crossing;

    EnginePlan(NetworkParts network, Neighbours neighbours, Sent sent, LearningAlgorithm algorithm, Executor executor) {
        this.network = network;
        this.algorithm = algorithm;
        team = executor.team();
        Chain chain = network.chain();
        if (!chain.skips().isEmpty() && !algorithm.takesSkips()) {
            throw new IllegalArgumentException(algorithm + ": chain " + chain
                    + ", expected one without skips, since it sends no errors along them");
        }
        Stage stage = network.stage();
        if (stage.isPart() && !algorithm.takesStages()) {
            throw new IllegalArgumentException(algorithm + ": " + stage
                    + ", expected all layers, since a step of it asks for more than neighbours have");
        }
        int workers = team.workers();
        Schedule schedule = executor.schedule(stage, network.batch());
        byRows = Shares.areByRows(network.batch(), workers);
        cuts = Shares.cuts(network.batch(), byRows ? workers : 1);
        nodes = NodeTensors.allocate(network, algorithm.keeps(), cuts, schedule);
        gradient = network.memory().allocateGradient(chain);
        inference = algorithm.plan(nodes);
        outputError = network.target()
                .error(
                        network.kernels(),
                        nodes.prediction(chain.length()),
                        algorithm.reduction().factor(network.batch()),
                        nodes.error(chain.length()));
        outputs = Shares.byOutputs(chain, learnedTogether(schedule.sweeps()), workers);
        shares = byRows || schedule.sweeps()
                ? Shares.byRows(chain, cuts)
                : Shares.byNodes(chain, network.batch(), workers, inference.predicts());
        learningSteps = IntStream.rangeClosed(1, chain.length())
                .map(inference::learnsAfter)
                .sorted()
                .toArray();
        crossing = stage.isPart()
                ? new Crossing(stage, neighbours, sent, network.kernels(), nodes, inference.predicts())
                : null;
    }

    int chainLength() {
        return network.chain().length();
    }

    /** What passes to and from other stages; null where the chain is not divided. */
    Crossing crossing() {
        return crossing;
    }

    /** For each node, whether its value moves, here or in the stage that has it. */
    boolean[] free() {
        boolean[] free = new boolean[chainLength() + 1];
        for (int l = 0; l < free.length; l++) {
            free[l] = !nodes.isInput(l) && !nodes.isOutput(l);
        }
        return free;
    }

    WorkerTeam team() {
        return team;
    }

    Inference inference() {
        return inference;
    }

    /** The first step in which each hidden node has something to do, if all start from the feedforward pass. */
    int[] firstSteps() {
        return IntStream.rangeClosed(0, chainLength())
                .map(l -> nodes.isInput(l) ? 0 : inference.predicts() ? nodes.firstMove(l) : nodes.arrival(l))
                .toArray();
    }

    /** For each node, where skips into it begin. */
    int[][] skips() {
        return IntStream.rangeClosed(0, chainLength())
                .mapToObj(network.chain()::skipsInto)
                .toArray(int[][]::new);
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

    /** Whether a worker's rows depend on nobody else's until parameters are learned. */
    boolean isByRows() {
        return byRows;
    }

    /** Steps after which a node learns, ascending. */
    int[] learningSteps() {
        return learningSteps;
    }

    /** The outputs of f_l whose parameters' gradients a worker computes. */
    OutputShare outputs(int worker, int layer) {
        return outputs[worker][layer];
    }

    /** How many rows of the feedforward pass are a worker's. */
    int forwardRows(int worker) {
        return worker < cuts.length - 1 ? cuts[worker + 1] - cuts[worker] : 0;
    }

    /** A worker's part of the feedforward pass, by function; none if it has no rows. */
    Operation[] forwards(int worker) {
        int rows = forwardRows(worker);
        return IntStream.range(0, rows == 0 ? 0 : chainLength())
                .mapToObj(l -> network.feedforward().plan(l, cuts[worker], rows))
                .toArray(Operation[]::new);
    }

    /** What a worker has of the nodes, in ascending order. */
    List<Shares.Share> shares(int worker) {
        return worker < shares.size() ? shares.get(worker) : List.of();
    }

    NodeProgram program(Shares.Share share) {
        return inference.program(nodes.rows(share.node(), share.firstRow(), share.rows()));
    }

    /** A worker's part of the parameter-VJP of f_(l-1), or null. */
    Operation parameterVjp(int worker, int node) {
        ElementaryFunction function = network.chain().function(node - 1);
        OutputShare share = outputs(worker, node - 1);
        if (share.isEmpty() || function.parameters().isEmpty()) {
            return null;
        }
        float scale = -algorithm.reduction().gradientFactor(network.batch()) * inference.precision(node);
        return function.parameterVjp(
                network.kernels(),
                nodes.value(node - 1),
                nodes.output(node),
                nodes.delta(node),
                scale,
                gradient.of(node - 1),
                share.first(),
                share.end() - share.first());
    }

    /**
     * A worker's part of adding up the gradients of functions that share parameters, in the order of the chain, in the first of them; null
     * where none do.
     */
    Operation addition(int worker) {
        Chain chain = network.chain();
        Operation all = null;
        for (int l = 0; l < chain.length(); l++) {
            int owner = chain.parametersOf(l);
            for (int p = 0; owner < l && p < gradient.of(l).size(); p++) {
                Tensor more = outputs(worker, owner).of(gradient.of(l).get(p));
                Tensor sum = outputs(worker, owner).of(gradient.of(owner).get(p));
                Operation one = () -> network.kernels().axpby(1f, more, 1f, sum);
                all = all == null ? one : all.then(one);
            }
        }
        return all;
    }

    /** What a worker counts for its part: all of it if it has the first output. */
    int countedRows(int worker, int node) {
        return outputs(worker, node - 1).first() == 0 ? network.batch() : 0;
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
}
