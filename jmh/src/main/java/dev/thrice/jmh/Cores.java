package dev.thrice.jmh;

import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.GemmSpec;
import dev.thrice.kernels.Kernels;
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

    /** Times of the least a product takes that is still nobody's disturbance; on a shared core it takes at least 1.3. */
    private static final double TOLERANCE = 1.15;

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(500);

    /** The longest to wait in an iteration. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final WorkerTeam team;
    private final TensorArena arena = TensorArena.open();
    private final Product[] products;
    private final long[] nanos;
    private long least = Long.MAX_VALUE;
    private long patience;

    /** Of a team, which is idle: measures what a worker takes alone, which is as fast as can be. */
    Cores(WorkerTeam team, Kernels kernels) {
        this.team = team;
        nanos = new long[team.workers()];
        products = new Product[team.workers()];
        Arrays.setAll(products, worker -> new Product(kernels, arena));
        for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP; ) {
            least = Math.min(least, products[0].nanos());
        }
    }

    /** A new iteration begins. */
    void begin() {
        patience = PATIENCE;
    }

    /** Whether they have now. */
    boolean own() {
        team.run((worker, all) -> {
            all.meet(); // at once, not one after the other
            nanos[worker] = products[worker].nanos();
        });
        long most = 0;
        for (long one : nanos) {
            least = Math.min(least, one);
            most = Math.max(most, one);
        }
        return most <= TOLERANCE * least;
    }

    /** Waits until they have, as long as there is patience left in this iteration. */
    boolean awaitOwn() {
        boolean own = own();
        while (!own && patience > 0) {
            long start = System.nanoTime();
            own = own();
            patience -= System.nanoTime() - start;
        }
        return own;
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
