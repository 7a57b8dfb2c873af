package dev.thrice.tests.mpi;

import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Engine;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Gradients of engines on threads, of equal shares of a batch: scaled, added in order by loops of floats, and copied to all. */
final class Additions {
    private final Kernels kernels;
    private final List<Engine> engines;
    private final CyclicBarrier barrier;

    Additions(Kernels kernels, List<Engine> engines, int shares) {
        this.kernels = kernels;
        this.engines = engines;
        barrier = new CyclicBarrier(shares, this::add);
    }

    /** What a rank does when it has its gradient. */
    Operation of(int rank) {
        return () -> {
            float share = 1f / engines.size();
            Parameters own = engines.get(rank).gradient();
            for (int l = 0; l < own.length(); l++) {
                for (Tensor tensor : own.of(l)) {
                    kernels.axpby(share, tensor, 0f, tensor);
                }
            }
            try {
                barrier.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** By the last to come, while the others wait. */
    private void add() {
        Parameters first = engines.getFirst().gradient();
        for (int l = 0; l < first.length(); l++) {
            for (int p = 0; p < first.of(l).size(); p++) {
                float[] sum = first.of(l).get(p).toArray();
                for (Engine engine : engines.subList(1, engines.size())) {
                    float[] term = engine.gradient().of(l).get(p).toArray();
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += term[i];
                    }
                }
                for (Engine engine : engines) {
                    engine.gradient().of(l).get(p).copyFrom(sum);
                }
            }
        }
    }
}
