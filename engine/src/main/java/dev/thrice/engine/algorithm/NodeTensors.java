package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Network;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The values that an inference has at the nodes of a network, [batch x width] each. */
public final class NodeTensors {
    private final int length;
    private final Tensor[] values;
    private final Tensor[] predictions;
    private final Tensor[] errors;
    private final Tensor[] deltas;

    private NodeTensors(Network network, Set<Quantity> kept) {
        length = network.chain().length();
        values = allocate(Quantity.VALUE, network, kept);
        predictions = allocate(Quantity.PREDICTION, network, kept);
        predictions[1] = allocate(Quantity.FIRST_PREDICTION, network, kept)[1];
        errors = allocate(Quantity.ERROR, network, kept);
        deltas = allocate(Quantity.DELTA, network, kept);
        errors[length] = allocate(network, length);
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
     * @return the tensors, zeroed
     */
    public static NodeTensors allocate(Network network, Set<Quantity> kept) {
        return new NodeTensors(network, kept);
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
        long outputError = Tensor.allocatedBytes(batch, chain.width(chain.length()));
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
     * The error of a node.
     *
     * @param node l in 1 .. L
     * @return e_l
     * @throws IllegalStateException if errors are not kept
     */
    public Tensor error(int node) {
        if (errors[node] == null) {
            throw new IllegalStateException("error of node " + node
                    + ": this algorithm goes from cotangent to cotangent" + " and keeps no errors");
        }
        return errors[node];
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

    /**
     * Memory that cotangents of hidden nodes can pass through, one at a time, until they are wanted at the nodes.
     *
     * @return delta of those of the nodes 1 .. L - 1 that are widest, at least one
     */
    List<Tensor> widestDeltas() {
        List<Tensor> hidden = Arrays.asList(deltas).subList(1, length);
        int width = hidden.stream().mapToInt(Tensor::columns).max().orElseThrow();
        return hidden.stream().filter(delta -> delta.columns() == width).toList();
    }

    private static Tensor[] allocate(Quantity quantity, Network network, Set<Quantity> kept) {
        int length = network.chain().length();
        Tensor[] tensors = new Tensor[length + 1];
        if (kept.contains(quantity)) {
            for (int l = quantity.first(length); l <= quantity.last(length); l++) {
                tensors[l] = allocate(network, l);
            }
        }
        return tensors;
    }

    private static Tensor allocate(Network network, int node) {
        return Tensor.allocate(network.arena(), network.batch(), network.chain().width(node));
    }
}
