package dev.thrice.engine.nodes;

import dev.thrice.engine.algorithm.NodeRows;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.algorithm.Nodes;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The tensors of an inference, in a network's memory. What every step reads and writes, and no worker but the one that has the rows,
 * lies in memory worker by worker: where two workers' rows of a tensor meet, the hardware's prefetch for the one takes lines away from
 * the other.
 */
public final class NodeTensors implements Nodes {
    /** What only the node itself reads, from step to step. */
    private static final Set<NodeVariable> MEMORIES =
            EnumSet.of(NodeVariable.MULTIPLIER, NodeVariable.FIRST_MOMENT, NodeVariable.SECOND_MOMENT);

    private final NetworkParts network;
    private final Schedule schedule;
    private final int length;
    private final Tensor[] values;
    private final Map<NodeVariable, Tensor[]> memories = new EnumMap<>(NodeVariable.class);
    private final Tensor precisions; // null where they are constant
    private final Output[] outputs; // of f_(l-1) alone
    private final Tensor[] predictions;
    private final Tensor[] offers;
    private final OwnRows[] owned;
    private final Tensor[] errors;
    private final Operation[] gathering;
    private final Tensor[] deltas;

    private NodeTensors(NetworkParts network, Set<NodeVariable> kept, int[] cuts, Schedule schedule) {
        this.network = network;
        this.schedule = schedule;
        length = network.chain().length();
        values = allocate(NodeVariable.VALUE, kept);
        outputs = new Output[length + 1];
        predictions = new Tensor[length + 1];
        allocatePredictions(NodeVariable.PREDICTION, kept);
        if (kept.contains(NodeVariable.PREDICTION) && !isInput(0)) {
            allocatePredictions(NodeVariable.FIRST_PREDICTION, EnumSet.of(NodeVariable.FIRST_PREDICTION));
        } else {
            allocatePredictions(NodeVariable.FIRST_PREDICTION, kept);
        }
        for (NodeVariable variable : MEMORIES) {
            memories.put(variable, allocate(variable, kept));
        }
        precisions = kept.contains(NodeVariable.PRECISION) ? network.memory().allocate(1, length) : null;
        offers = new Tensor[length + 1];
        for (int l = 1; l < length; l++) {
            offers[l] = chain().hasSkipInto(l) ? network.allocate(l) : null;
        }
        deltas = new Tensor[length + 1];
        owned = new OwnRows[cuts.length - 1];
        for (int w = 0; w < owned.length; w++) {
            owned[w] = new OwnRows(network, kept, cuts[w], cuts[w + 1] - cuts[w]);
            for (int l = 1 + w; l <= length && kept.contains(NodeVariable.DELTA); l += owned.length) {
                deltas[l] = network.allocate(l); // between workers' own; no step of FPA-PC writes it
            }
        }
        errors = new Tensor[length + 1];
        errors[length] = network.allocate(length);
        gathering = new Operation[length + 1];
        gathering[length] = Operation.NOTHING;
        for (int l = 0; l <= length; l++) {
            values[l] = values[l] == null ? feedforward(l) : values[l];
        }
        for (int l = 1; l <= length; l++) {
            if (outputs[l] == null) {
                outputs[l] = network.feedforward().output(l);
                predictions[l] = feedforward(l);
            }
        }
    }

    /**
     * Allocates what is kept.
     *
     * @param cuts the first row of each worker that has rows of its own, ascending from 0, and the batch at the end
     * @return the tensors, zeroed
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public static NodeTensors allocate(NetworkParts network, Set<NodeVariable> kept, int[] cuts, Schedule schedule) {
        return network.memory().planned(() -> new NodeTensors(network, kept, cuts, schedule));
    }

    /** The memory that {@link #allocate} takes. */
    public static long bytes(Chain chain, int batch, Set<NodeVariable> kept) {
        long outputError = NetworkMemory.nodeBytes(batch, chain.width(chain.length()));
        return outputError
                + NetworkParts.skipBytes(chain, batch)
                + kept.stream()
                        .mapToLong(variable -> bytes(variable, chain, batch))
                        .sum();
    }

    private static long bytes(NodeVariable variable, Chain chain, int batch) {
        if (variable == NodeVariable.PASSING_DELTA) {
            return Tensor.allocatedBytes(batch, OwnRows.widestHidden(chain));
        }
        if (variable == NodeVariable.PRECISION) {
            return Tensor.allocatedBytes(1, chain.length());
        }
        return IntStream.rangeClosed(first(variable), last(variable, chain.length()))
                .mapToLong(l -> switch (variable) {
                    case ERROR -> Tensor.allocatedBytes(batch, chain.width(l));
                    case FIRST_PREDICTION, PREDICTION ->
                        NetworkMemory.outputBytes(batch, chain.function(l - 1))
                                + NetworkParts.skipBytes(chain, batch, l);
                    default -> NetworkMemory.nodeBytes(batch, chain.width(l));
                })
                .sum();
    }

    /** The first node that has memory of it. */
    private static int first(NodeVariable variable) {
        return variable == NodeVariable.PREDICTION ? 2 : 1;
    }

    /** The last node that has memory of it. */
    private static int last(NodeVariable variable, int length) {
        return switch (variable) {
            case FIRST_PREDICTION -> 1;
            case PREDICTION, DELTA, PRECISION -> length;
            case VALUE, ERROR, PASSING_DELTA, MULTIPLIER, FIRST_MOMENT, SECOND_MOMENT -> length - 1;
        };
    }

    @Override
    public Chain chain() {
        return network.chain();
    }

    @Override
    public int batch() {
        return network.batch();
    }

    @Override
    public Kernels kernels() {
        return network.kernels();
    }

    @Override
    public int arrival(int node) {
        return schedule.arrival(node);
    }

    @Override
    public int firstMove(int node) {
        return schedule.firstMove(node);
    }

    @Override
    public int lastArrival(int node) {
        return schedule.lastArrival(node);
    }

    @Override
    public int lastArrival() {
        return schedule.lastArrival();
    }

    @Override
    public boolean isInput(int node) {
        return network.stage().node(node) == 0;
    }

    @Override
    public boolean isOutput(int node) {
        return network.stage().node(node) == network.stage().whole().length();
    }

    @Override
    public boolean arrives(int node, int t) {
        return schedule.arrives(node, t);
    }

    @Override
    public boolean sweeps() {
        return schedule.sweeps();
    }

    @Override
    public boolean ownsRows() {
        return schedule.ownsRows();
    }

    /** Some rows of a node, all of one worker if errors are kept. */
    public NodeRows rows(int node, int first, int count) {
        return new PlannedRows(network, this, node, first, count);
    }

    @Override
    public Tensor feedforward(int node) {
        return network.feedforward().value(node);
    }

    @Override
    public double loss(Tensor output) {
        return network.loss(output);
    }

    @Override
    public Tensor value(int node) {
        return values[node];
    }

    @Override
    public Tensor prediction(int node) {
        return predictions[node];
    }

    /** The output of f_(l-1) at node l in 1 .. L, without what skips add to it, with what the function has saved beside it. */
    public Output output(int node) {
        return outputs[node];
    }

    /**
     * What a node remembers from step to step beside its value.
     *
     * @param node l in 1 .. L - 1
     * @return [batch x width]
     */
    Tensor memory(NodeVariable variable, int node) {
        return memories.get(variable)[node];
    }

    /**
     * What skips into a node carry back to where they begin.
     *
     * @param node l in 1 .. L - 1
     * @return [batch x width], or null if no skip ends there
     */
    Tensor offer(int node) {
        return offers[node];
    }

    @Override
    public Tensor error(int node) {
        network.access().reserved(() -> {
            if (gathering[node] == null) {
                gathering[node] = gather(node);
            }
            gathering[node].run();
        });
        return errors[node];
    }

    @Override
    public Tensor error(int node, int first, int count) {
        return node == length ? errors[node].rows(first, count) : owner(first).error(node, first, count);
    }

    /**
     * Memory that the cotangents of all hidden nodes pass through, one after the other.
     *
     * @param node l in 1 .. L - 1
     * @param first index of the first row
     * @param count of the rows, all of one worker
     * @return [count x width of the node], the same memory for every node
     */
    Tensor passingDelta(int node, int first, int count) {
        return owner(first).passingDelta(node, first, count);
    }

    @Override
    public Tensor delta(int node) {
        return deltas[node];
    }

    @Override
    public Optional<Tensor> precisions() {
        return Optional.ofNullable(precisions);
    }

    /** The error of a hidden node as it lies in memory, worker by worker. */
    public List<Tensor> errorPieces(int node) {
        return Arrays.stream(owned).map(own -> own.error(node)).toList();
    }

    private OwnRows owner(int row) {
        return Arrays.stream(owned).filter(own -> own.has(row)).findFirst().orElseThrow();
    }

    private Operation gather(int node) {
        Tensor first = owned[0].error(node);
        if (owned.length == 1) {
            errors[node] = first;
            return Operation.NOTHING;
        }
        errors[node] = network.allocate(node);
        Operation all = Operation.NOTHING;
        for (OwnRows own : owned) {
            Tensor from = own.error(node);
            Tensor to = own.of(errors[node]);
            all = all.then(() -> network.kernels().axpby(1f, from, 0f, to));
        }
        return all;
    }

    private void allocatePredictions(NodeVariable variable, Set<NodeVariable> kept) {
        for (int l = first(variable); l <= last(variable, length) && kept.contains(variable); l++) {
            outputs[l] = network.memory().allocateOutput(network.batch(), chain().function(l - 1));
            predictions[l] = chain().hasSkipInto(l) ? network.allocate(l) : outputs[l].value();
        }
    }

    private Tensor[] allocate(NodeVariable variable, Set<NodeVariable> kept) {
        Tensor[] tensors = new Tensor[length + 1];
        if (kept.contains(variable)) {
            for (int l = first(variable); l <= last(variable, length); l++) {
                tensors[l] = network.allocate(l);
            }
        }
        return tensors;
    }
}
