package dev.thrice.lab.timing;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;

/** A product of the same work wherever it is timed: when its time drifts, the machine has changed. */
public final class ReferenceProduct implements Runnable {
    private static final int SIZE = 128;

    private final Gemm gemm;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    /**
     * Plans it.
     *
     * @param kernels who computes
     * @param arena for the operands
     */
    public ReferenceProduct(Kernels kernels, TensorArena arena) {
        gemm = kernels.gemm(GemmSpec.nn(SIZE, SIZE, SIZE));
        a = Tensor.allocate(arena, SIZE, SIZE);
        b = Tensor.allocate(arena, SIZE, SIZE);
        c = Tensor.allocate(arena, SIZE, SIZE);
    }

    @Override
    public void run() {
        gemm.run(a, b, c);
    }
}
