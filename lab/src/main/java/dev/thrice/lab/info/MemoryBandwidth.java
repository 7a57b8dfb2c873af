package dev.thrice.lab.info;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;

/** What one thread moves between memory and core: y = x + y over more than caches hold. */
final class MemoryBandwidth {
    private static final int FLOATS = 1 << 24;
    private static final int BURSTS = 8;
    private static final int STREAMS = 3; // x and y read, y written
    private static final int BRIEF_FLOATS = 1 << 10;
    private static final int BRIEF_CALLS = 300;

    private MemoryBandwidth() {}

    /** 10^9 bytes a second, of the best of some bursts, since that is what nothing disturbed. */
    static double measure(Kernels kernels) {
        try (TensorArena arena = TensorArena.open()) {
            compile(kernels, Tensor.allocate(arena, 1, BRIEF_FLOATS));
            Tensor x = Tensor.allocate(arena, 1, FLOATS);
            Tensor y = Tensor.allocate(arena, 1, FLOATS);
            double best = 0;
            for (int burst = 0; burst < BURSTS; burst++) {
                long start = System.nanoTime();
                kernels.axpby(1f, x, 1f, y);
                long nanos = System.nanoTime() - start;
                best = Math.max(best, (double) STREAMS * FLOATS * Float.BYTES / nanos);
            }
            return best;
        }
    }

    /** Interpreted, a single burst would take longer than all. */
    private static void compile(Kernels kernels, Tensor x) {
        for (int call = 0; call < BRIEF_CALLS; call++) {
            kernels.axpby(1f, x, 1f, x);
        }
    }
}
