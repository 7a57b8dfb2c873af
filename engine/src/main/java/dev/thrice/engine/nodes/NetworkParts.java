package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A chain planned for a batch, as engines see it.
 *
 * @param stage which part of a chain it is
 * @param chain of the stage
 * @param kernels dividing the batch: bits are not to depend on how workers do; their plans are closed with the memory
 */
public record NetworkParts(
        Stage stage,
        Chain chain,
        int batch,
        Kernels kernels,
        Access access,
        NetworkMemory memory,
        Parameters parameters,
        Feedforward feedforward,
        Target target) {
    /** Allocates and plans all, on parameters that are made in the network's arena or are there already. */
    public static NetworkParts plan(
            Stage stage, int batch, Kernels kernels, Function<TensorArena, Parameters> parametersIn) {
        Chain chain = stage.chain();
        Access access = new Access("network " + chain);
        NetworkMemory memory = new NetworkMemory(access);
        Kernels dividing = kernels.dividing(batch).closedWith(memory.arena());
        try {
            Parameters parameters = parametersIn.apply(memory.arena());
            Target target = Target.allocate(memory.arena(), stage, batch);
            Feedforward feedforward = new Feedforward(stage, batch, dividing, parameters, memory);
            return new NetworkParts(stage, chain, batch, dividing, access, memory, parameters, feedforward, target);
        } catch (Throwable e) {
            memory.arena().close();
            throw e;
        }
    }

    /** The memory that {@link #plan} takes beside the parameters. */
    public static long bytes(Chain chain, int batch) {
        long inputs = NetworkMemory.nodeBytes(batch, chain.width(0));
        return Target.bytes(chain, batch)
                + inputs
                + skipBytes(chain, batch)
                + chain.functions().stream()
                        .mapToLong(function -> NetworkMemory.outputBytes(batch, function))
                        .sum();
    }

    /** The memory of one more tensor at each node that a skip ends at. */
    static long skipBytes(Chain chain, int batch) {
        return IntStream.rangeClosed(1, chain.length())
                .mapToLong(l -> skipBytes(chain, batch, l))
                .sum();
    }

    /** The memory of one more tensor at a node, if a skip ends there. */
    static long skipBytes(Chain chain, int batch, int node) {
        return chain.hasSkipInto(node) ? NetworkMemory.nodeBytes(batch, chain.width(node)) : 0;
    }

    /**
     * The loss of any output, summed over the batch.
     *
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public double loss(Tensor output) {
        return loss(target, output);
    }

    /** The loss of the first samples of the feedforward pass, summed over them. */
    public double loss(int samples) {
        return loss(target.rows(0, samples), feedforward.output().rows(0, samples));
    }

    private double loss(Target of, Tensor output) {
        boolean entered = access.join();
        try {
            return of.loss(kernels, output);
        } finally {
            access.leave(entered);
        }
    }

    /** Memory for something of node l, [batch x width]. */
    Tensor allocate(int node) {
        return memory.allocateNode(batch, chain.width(node));
    }
}
