package dev.thrice.ranks;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.execution.Engine;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.mpi.Mpi;
import dev.thrice.mpi.Sum;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gradient of a batch of which each rank has some samples, on every rank: the mean over all samples, for {@link
 * dev.thrice.engine.execution.TrainingStep}. Each rank's gradient, which is a mean over its own b_r samples, counts b_r / b. They are added in
 * the order of ranks, so that the bits depend on how the batch is divided and on nothing else, or as a {@link Reduction} says. Allocates
 * nothing.
 *
 * <pre>{@code
 * Network network = new Network(chain, batch / mpi.size(), kernels, parameters);
 * Engine engine = new Engine(network, algorithm, executor);
 * TrainingStep step = new TrainingStep(engine, optimizer, new GradientSum(mpi, engine));
 * }</pre>
 */
public final class GradientSum implements Operation {
    private final Sum sum;

    /**
     * Plans it in the order of ranks; all ranks do, at the same place.
     *
     * @param mpi that carries the gradients
     * @param engine of this rank's samples
     * @throws IllegalStateException if the chain is another than that of rank 0
     */
    public GradientSum(Mpi mpi, Engine engine) {
        this(mpi, engine, Reduction.RANK_ORDER);
    }

    /**
     * Plans it; all ranks do, at the same place.
     *
     * @param mpi that carries the gradients
     * @param engine of this rank's samples
     * @param reduction who adds, the same on every rank
     * @throws IllegalStateException if the chain is another than that of rank 0
     */
    public GradientSum(Mpi mpi, Engine engine, Reduction reduction) {
        Chain chain = engine.network().chain();
        mpi.requireEqual("chain", chain.toString());
        Tensor[] gradient = IntStream.range(0, chain.length())
                .filter(l -> chain.parametersOf(l) == l)
                .mapToObj(engine.gradient()::of)
                .flatMap(List::stream)
                .toArray(Tensor[]::new);
        Kernels kernels = engine.network().kernels();
        float[] shares = shares(mpi, engine.network().batch());
        sum = switch (reduction) {
            case RANK_ORDER -> mpi.sum(kernels, shares, gradient);
            case ALLREDUCE -> mpi.allreduce(kernels, shares, gradient);
        };
    }

    /** Each rank's part of all samples. */
    private static float[] shares(Mpi mpi, int own) {
        List<Integer> samples = mpi
                .allgather(ByteBuffer.allocate(Integer.BYTES).putInt(own).array())
                .stream()
                .map(bytes -> ByteBuffer.wrap(bytes).getInt())
                .toList();
        long all = samples.stream().mapToLong(Integer::longValue).sum();
        float[] shares = new float[samples.size()];
        for (int rank = 0; rank < shares.length; rank++) {
            shares[rank] = (float) ((double) samples.get(rank) / all);
        }
        return shares;
    }

    @Override
    public void run() {
        sum.run();
    }
}
