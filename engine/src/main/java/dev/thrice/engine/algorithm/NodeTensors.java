package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.Set;

/**
 * The values that an inference has at the nodes of a network, [batch x width] each. What every step reads and writes, and no worker
 * but the one that has the rows, lies in memory worker by worker: where two workers' rows of a tensor meet, the hardware's
 * prefetch for the one takes lines away from the other.
 */
public final class NodeTensors {
    private final Network network;
    private final int length;
    private final Tensor[] values;
    private final Tensor[] predictions;
    private final OwnRows[] owned;
    private final Tensor[] errors;
    private final Operation[] gathering;
    private final Tensor[] deltas;

    private NodeTensors(Network network, Set<Quantity> kept, int[] cuts) {
        this.network = network;
        length = network.chain().length();
        values = allocate(Quantity.VALUE, kept);
        predictions = allocate(Quantity.PREDICTION, kept);
        predictions[1] = allocate(Quantity.FIRST_PREDICTION, kept)[1];
        deltas = new Tensor[length + 1];
        owned = new OwnRows[cuts.length - 1];
        for (int w = 0; w < owned.length; w++) {
            owned[w] = new OwnRows(network, kept, cuts[w], cuts[w + 1] - cuts[w]);
            for (int l = 1 + w; l <= length && kept.contains(Quantity.DELTA); l += owned.length) {
                deltas[l] = network.allocate(l); // between workers' own; no step of FPA-PC writes it
            }
        }
        errors = new Tensor[length + 1];
        errors[length] = network.allocate(length);
        gathering = new Operation[length + 1];
        gathering[length] = Operation.NOTHING;
        for (int l = 0; l <= length; l++) {
            values[l] = values[l] == null ? network.activation(l) : values[l];
            predictions[l] = predictions[l] == null ? network.activation(l) : predictions[l];
        }
    }

    /**
     * Allocates from a network's arena what is kept.
     *
     * @param network whose nodes
     * @param kept the quantities with memory of their own
     * @param cuts the first row of each worker that has rows of its own, ascending from 0, and the batch at the end
     * @return the tensors, zeroed
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public static NodeTensors allocate(Network network, Set<Quantity> kept, int[] cuts) {
        return network.planned(() -> new NodeTensors(network, kept, cuts));
    }

    /**
     * The memory that {@link #allocate} takes.
     *
     * @param chain of the network
     * @param batch of the network
     * @param kept the quantities with memory of their own
     * @return bytes
     */
    public static long bytes(Chain chain, int batch, Set<Quantity> kept) {
        long outputError = Network.nodeBytes(chain, batch, chain.length());
        return outputError
                + kept.stream()
                        .mapToLong(quantity -> quantity.bytes(chain, batch))
                        .sum();
    }

    /**
     * The value of a node.
     *
     * @param node l in 0 .. L - 1; the value of node L is what it is clamped to, and is no tensor of these
     * @return x_l
     */
    public Tensor value(int node) {
        return values[node];
    }

    /**
     * The prediction of a node.
     *
     * @param node l in 1 .. L
     * @return mu_l = f_(l-1)(x_(l-1))
     */
    public Tensor prediction(int node) {
        return predictions[node];
    }

    /**
     * The error of a node. Where several workers have it, their rows are put together in memory that is allocated from the
     * network's arena the first time somebody asks.
     *
     * @param node l in 1 .. L
     * @return e_l, to be read
     * @throws IllegalStateException if errors are not kept, or another thread uses the network
     */
    public Tensor error(int node) {
        network.reserved(() -> {
            if (gathering[node] == null) {
                gathering[node] = gather(node);
            }
            gathering[node].run();
        });
        return errors[node];
    }

    /**
     * Some rows of the error of a node, all of one worker.
     *
     * @param node l in 1 .. L
     * @param first index of the first row
     * @param count of the rows
     * @return the rows of e_l, as they are in every step
     * @throws IllegalStateException if errors are not kept
     */
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

    /**
     * The cotangent of a node's error, as of the end of the inference; before, an algorithm may have something else there.
     *
     * @param node l in 1 .. L
     * @return delta_l
     */
    public Tensor delta(int node) {
        return deltas[node];
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

    private Tensor[] allocate(Quantity quantity, Set<Quantity> kept) {
        Tensor[] tensors = new Tensor[length + 1];
        if (kept.contains(quantity)) {
            for (int l = quantity.first(); l <= quantity.last(length); l++) {
                tensors[l] = network.allocate(l);
            }
        }
        return tensors;
    }
}
