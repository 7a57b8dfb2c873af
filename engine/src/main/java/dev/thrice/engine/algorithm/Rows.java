package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Network;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/** Some samples of a node with its neighbours, and the operations that programs are made of. */
final class Rows {
    private final Network network;
    private final NodeTensors nodes;
    private final Kernels kernels;
    private final Chain chain;
    private final int node;
    private final int first;
    private final int count;

    Rows(Network network, NodeTensors nodes, int node, int first, int count) {
        this.network = network;
        this.nodes = nodes;
        this.node = node;
        this.first = first;
        this.count = count;
        kernels = network.kernels();
        chain = network.chain();
    }

    Tensor of(Tensor tensor) {
        return tensor.rows(first, count);
    }

    Tensor value() {
        return of(nodes.value(node));
    }

    Tensor prediction() {
        return of(nodes.prediction(node));
    }

    Tensor feedforward() {
        return of(network.activation(node));
    }

    Tensor error() {
        return nodes.error(node, first, count);
    }

    Tensor delta() {
        return of(nodes.delta(node));
    }

    /** mu_l = f_(l-1)(x_(l-1)). */
    Operation predict() {
        return function().forward(kernels, valueBelow(), network.parameters().of(node - 1), prediction());
    }

    /** e_l = alpha J_l^T e_(l+1) + beta e_l. */
    Operation inputVjp(float alpha, float beta) {
        return inputVjp(alpha, beta, error());
    }

    /** out = alpha J_l^T e_(l+1) + beta out. */
    Operation inputVjp(float alpha, float beta, Tensor out) {
        return inputVjp(deltaAbove(), alpha, beta, out);
    }

    /**
     * The same as {@link #inputVjp(float, float)}, of e_(l+1) as it is when it is needed, by way of memory that all nodes may share:
     * the cotangent is used while it is in the first-level cache, where one for each node would go through the second.
     */
    Operation inputVjpByPassing(float alpha, float beta) {
        Tensor carried = nodes.passingDelta(node + 1, first, count);
        Rows above = new Rows(network, nodes, node + 1, first, count);
        return above.cotangent(above.error(), carried).then(inputVjp(carried, alpha, beta, error()));
    }

    private Operation inputVjp(Tensor cotangent, float alpha, float beta, Tensor out) {
        return chain.function(node)
                .inputVjp(kernels, cotangent, network.parameters().of(node), alpha, beta, out);
    }

    /** delta_l from delta_(l+1) in one pass. */
    Operation propagate() {
        return chain.function(node)
                .propagate(
                        kernels,
                        deltaAbove(),
                        network.parameters().of(node),
                        function(),
                        valueBelow(),
                        prediction(),
                        delta());
    }

    /** delta_l from e_l. */
    Operation cotangent() {
        return cotangent(error());
    }

    /** delta_l from an error of node l. */
    Operation cotangent(Tensor e) {
        return cotangent(e, delta());
    }

    private Operation cotangent(Tensor e, Tensor delta) {
        return function().cotangent(kernels, valueBelow(), prediction(), e, delta);
    }

    /** delta_L from the output and what it is clamped to. */
    Operation outputCotangent(LossReduction reduction) {
        float factor = reduction.factor(network.batch());
        return network.outputCotangent(first, valueBelow(), prediction(), factor, error(), delta());
    }

    Operation copy(Tensor from, Tensor to) {
        return scaledCopy(1f, from, to);
    }

    Operation scale(float factor, Tensor tensor) {
        return scaledCopy(factor, tensor, tensor);
    }

    Operation zero(Tensor tensor) {
        return () -> kernels.fill(0f, tensor);
    }

    private Operation scaledCopy(float factor, Tensor from, Tensor to) {
        return () -> kernels.axpby(factor, from, 0f, to);
    }

    private ElementaryFunction function() {
        return chain.function(node - 1);
    }

    private Tensor valueBelow() {
        return of(nodes.value(node - 1));
    }

    private Tensor deltaAbove() {
        return of(nodes.delta(node + 1));
    }
}
