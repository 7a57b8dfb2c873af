package dev.thrice.measure;

import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.probe.Block;
import dev.thrice.kernels.probe.OwnCore;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether each worker of a team has a core to itself, and these are near each other. A small product shows the one that all compute at
 * once, each its own: two threads of a core, or a neighbour on it, make it much slower. The other shows in how long it takes until
 * what one worker has written is seen by the next: five times as long where their cores share no cache. A hypervisor may have it so
 * for seconds, and not in the next.
 */
final class Cores implements AutoCloseable {
    private static final int SIZE = 64;
    private static final int PRODUCTS = 20;

    /** Of the best speed, what is still nobody's disturbance; on a shared core there is at most three quarters. */
    private static final double SHARE = 1 / 1.15;

    private static final int PASSES = 1000;

    /** Of the best speed of a pass, what is still a core near by; from one cache to another there is at most a third. */
    private static final double NEAR = 1 / 2.5;

    private static final int SPINS = 10_000;

    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(500);

    /** The longest to wait in an iteration, for cores of their own and for near ones. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final WorkerTeam team;
    private final TensorArena arena = TensorArena.open();
    private final ReferenceProduct[] products;
    private final long[] nanos;
    private final OwnCore core = new OwnCore(this::speed, SHARE);
    private final OwnCore near = new OwnCore(this::passes, NEAR);
    private final AtomicInteger ball = new AtomicInteger();
    private boolean together;

    /** Of a team, which is idle when it is asked. */
    Cores(WorkerTeam team, Kernels kernels) {
        this.team = team;
        nanos = new long[team.workers()];
        products = new ReferenceProduct[team.workers()];
        Arrays.setAll(products, worker -> new ReferenceProduct(kernels, arena, SIZE));
    }

    /** A new iteration begins. Before the first one worker computes alone, which is as fast as can be. */
    void begin() {
        for (long start = System.nanoTime(); !together && System.nanoTime() - start < WARM_UP; ) {
            core.speed();
        }
        together = true;
        core.begin(PATIENCE);
        near.begin(PATIENCE);
    }

    /** How it is now. */
    Look look() {
        return new Look(near.speed(), core.speed());
    }

    /** Waits until it is well, as long as there is patience left in this iteration. */
    Look await() {
        return new Look(near.await(), core.await());
    }

    /** Judges a look by the best that there has been, which may have come after it. */
    boolean own(Look look) {
        return near.own(look.near) && core.own(look.core);
    }

    /** Of the slowest worker. */
    private double speed() {
        if (!together) {
            return 1.0 / products(0);
        }
        team.run((worker, all) -> {
            all.meet(); // at once, not one after the other
            nanos[worker] = products(worker);
        });
        return 1.0 / Arrays.stream(nanos).max().orElseThrow();
    }

    private long products(int worker) {
        return Block.nanos(products[worker], PRODUCTS);
    }

    /** Of a ball that goes round; a worker alone has nobody to pass it to. */
    private double passes() {
        if (nanos.length == 1) {
            return 1;
        }
        ball.set(0);
        team.run(this::pass);
        return 1.0 / nanos[0];
    }

    @SuppressWarnings("ThreadPriorityCheck") // where there are more workers than processors
    private void pass(int worker, WorkerTeam all) {
        all.meet();
        long start = System.nanoTime();
        for (int turn = worker; turn < PASSES; turn += all.workers()) {
            for (int i = 0; ball.get() != turn; i++) {
                if (i > SPINS) {
                    Thread.yield();
                }
            }
            ball.set(turn + 1);
        }
        nanos[worker] = System.nanoTime() - start;
    }

    @Override
    public void close() {
        arena.close();
    }

    /** The speed of passes from worker to worker, and of the slowest worker's products. */
    record Look(double near, double core) {
        Look worse(Look other) {
            return new Look(Math.min(near, other.near), Math.min(core, other.core));
        }
    }
}
