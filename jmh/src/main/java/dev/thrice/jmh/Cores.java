package dev.thrice.jmh;

import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.OwnCore;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Whether each worker of a team has a core to itself, as a small product shows that all compute at once, each its own: two threads
 * of a core, or a neighbour on it, make it much slower. A hypervisor may have it so for seconds, and not in the next.
 */
final class Cores implements AutoCloseable {
    private static final int SIZE = 64;
    private static final int PRODUCTS = 20;

    /** Of the best speed, what is still nobody's disturbance; on a shared core there is at most three quarters. */
    private static final double SHARE = 1 / 1.15;

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(500);

    /** The longest to wait in an iteration. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final WorkerTeam team;
    private final TensorArena arena = TensorArena.open();
    private final Product[] products;
    private final long[] nanos;
    private final OwnCore core = new OwnCore(this::speed, SHARE);
    private boolean together;

    /** Of a team, which is idle when it is asked. */
    Cores(WorkerTeam team, Kernels kernels) {
        this.team = team;
        nanos = new long[team.workers()];
        products = new Product[team.workers()];
        Arrays.setAll(products, worker -> new Product(kernels, arena));
    }

    /** A new iteration begins. Before the first one worker computes alone, which is as fast as can be. */
    void begin() {
        for (long start = System.nanoTime(); !together && System.nanoTime() - start < WARM_UP; ) {
            core.speed();
        }
        together = true;
        core.begin(PATIENCE);
    }

    /** Whether they have now. */
    boolean own() {
        return core.own(core.speed());
    }

    /** Waits until they have, as long as there is patience left in this iteration. */
    boolean awaitOwn() {
        return core.own(core.await());
    }

    /** Of the slowest worker. */
    private double speed() {
        if (!together) {
            return 1.0 / products[0].nanos();
        }
        team.run((worker, all) -> {
            all.meet(); // at once, not one after the other
            nanos[worker] = products[worker].nanos();
        });
        return 1.0 / Arrays.stream(nanos).max().orElseThrow();
    }

    @Override
    public void close() {
        arena.close();
    }

    private record Product(Gemm gemm, Tensor a, Tensor b, Tensor c) {
        Product(Kernels kernels, TensorArena arena) {
            this(
                    kernels.gemm(GemmSpec.nn(SIZE, SIZE, SIZE)),
                    Operand.random(arena, SIZE, SIZE, 1),
                    Operand.random(arena, SIZE, SIZE, 2),
                    Tensor.allocate(arena, SIZE, SIZE));
        }

        long nanos() {
            long start = System.nanoTime();
            for (int i = 0; i < PRODUCTS; i++) {
                gemm.run(a, b, c);
            }
            return System.nanoTime() - start;
        }
    }
}
