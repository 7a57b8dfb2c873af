package dev.thrice.engine.nodes;

import dev.thrice.engine.algorithm.NodeRows;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;

/** Rows of a node in memory. */
final class PlannedRows implements NodeRows {
    private final NetworkParts network;
    private final NodeTensors nodes;
    private final Kernels kernels;
    private final Chain chain;
    private final int node;
    private final int first;
    private final int count;

    PlannedRows(NetworkParts network, NodeTensors nodes, int node, int first, int count) {
        this.network = network;
        this.nodes = nodes;
        this.node = node;
        this.first = first;
        this.count = count;
        kernels = network.kernels();
        chain = network.chain();
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public int first() {
        return first;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Tensor of(Tensor tensor) {
        return tensor.rows(first, count);
    }

    @Override
    public Tensor value() {
        return of(nodes.value(node));
    }

    @Override
    public Tensor prediction() {
        return of(nodes.prediction(node));
    }

    @Override
    public Tensor feedforward() {
        return of(nodes.feedforward(node));
    }

    @Override
    public Tensor error() {
        return nodes.error(node, first, count);
    }

    @Override
    public Tensor delta() {
        return of(nodes.delta(node));
    }

    @Override
    public Tensor memory(NodeVariable variable) {
        return of(nodes.memory(variable, node));
    }

    @Override
    public Operation predict() {
        Operation function =
                function().forward(kernels, valueBelow(), network.parameters().of(node - 1), output());
        return function.then(
                SkipSum.plan(chain, kernels, node, output().value(), from -> of(nodes.value(from)), prediction()));
    }

    @Override
    public Operation predictFeedforward() {
        Output from = network.feedforward().output(node).rows(first, count);
        Output to = output();
        Operation copies = copy(from.value(), to.value());
        if (to.saved() != null) {
            copies = copies.then(copy(from.saved(), to.saved()));
        }
        return chain.hasSkipInto(node) ? copies.then(copy(feedforward(), prediction())) : copies;
    }

    @Override
    public Operation inputVjp(float alpha, float beta) {
        return inputVjp(alpha, beta, error());
    }

    @Override
    public Operation inputVjp(float alpha, float beta, Tensor out) {
        return inputVjp(deltaAbove(), alpha, beta, out);
    }

    @Override
    public Operation inputVjpByPassing(float alpha, float beta) {
        Tensor carried = nodes.passingDelta(node + 1, first, count);
        PlannedRows above = new PlannedRows(network, nodes, node + 1, first, count);
        return above.cotangent(above.error(), carried).then(inputVjp(carried, alpha, beta, error()));
    }

    private Operation inputVjp(Tensor cotangent, float alpha, float beta, Tensor out) {
        return chain.function(node)
                .inputVjp(
                        kernels, outputAbove(), cotangent, network.parameters().of(node), alpha, beta, out);
    }

    @Override
    public boolean hasSkips() {
        return chain.hasSkipInto(node) || chain.skipsFrom(node).length > 0;
    }

    @Override
    public Operation skips(FactorOfNode factor, Tensor out) {
        Operation all = Operation.NOTHING;
        for (int to : chain.skipsFrom(node)) {
            Tensor offered = of(nodes.offer(to));
            float alpha = factor.of(to);
            all = all.then(() -> kernels.axpby(alpha, offered, 1f, out));
        }
        return all;
    }

    @Override
    public Operation offer(Tensor e) {
        Tensor offered = nodes.offer(node);
        return offered == null ? Operation.NOTHING : copy(e, of(offered));
    }

    @Override
    public Operation propagate() {
        if (hasSkips()) {
            Tensor e = delta(); // in its place until the cotangent of it is
            return inputVjp(1f, 0f, e).then(skips(to -> 1f, e)).then(offer(e)).then(cotangent(e));
        }
        return chain.function(node)
                .propagate(
                        kernels,
                        outputAbove(),
                        deltaAbove(),
                        network.parameters().of(node),
                        function(),
                        valueBelow(),
                        output(),
                        delta());
    }

    @Override
    public Operation cotangent() {
        return cotangent(error());
    }

    @Override
    public Operation cotangent(Tensor e) {
        return cotangent(e, delta());
    }

    private Operation cotangent(Tensor e, Tensor delta) {
        return function().cotangent(kernels, valueBelow(), output(), e, delta);
    }

    @Override
    public Operation outputCotangent(LossReduction reduction) {
        float factor = reduction.factor(network.batch());
        return network.target()
                .rows(first, count)
                .cotangent(kernels, function(), valueBelow(), output(), factor, error(), delta());
    }

    @Override
    public Operation copy(Tensor from, Tensor to) {
        return scaledCopy(1f, from, to);
    }

    @Override
    public Operation scale(float factor, Tensor tensor) {
        return scaledCopy(factor, tensor, tensor);
    }

    @Override
    public Operation zero(Tensor tensor) {
        return () -> kernels.fill(0f, tensor);
    }

    private Operation scaledCopy(float factor, Tensor from, Tensor to) {
        return () -> kernels.axpby(factor, from, 0f, to);
    }

    private ElementaryFunction function() {
        return chain.function(node - 1);
    }

    private Output output() {
        return nodes.output(node).rows(first, count);
    }

    private Output outputAbove() {
        return nodes.output(node + 1).rows(first, count);
    }

    private Tensor valueBelow() {
        return of(nodes.value(node - 1));
    }

    private Tensor deltaAbove() {
        return of(nodes.delta(node + 1));
    }
}
