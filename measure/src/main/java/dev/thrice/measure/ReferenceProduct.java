package dev.thrice.measure;

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
     * Plans the one of the usual size, some hundred microseconds of a core or less.
     *
     * @param kernels who computes
     * @param arena for the operands
     */
    public ReferenceProduct(Kernels kernels, TensorArena arena) {
        this(kernels, arena, SIZE);
    }

    /**
     * Plans one.
     *
     * @param kernels who computes
     * @param arena for the operands
     * @param size of its sides
     */
    public ReferenceProduct(Kernels kernels, TensorArena arena, int size) {
        gemm = kernels.gemm(GemmSpec.nn(size, size, size));
        a = Tensor.allocate(arena, size, size);
        b = Tensor.allocate(arena, size, size);
        c = Tensor.allocate(arena, size, size);
    }

    @Override
    public void run() {
        gemm.run(a, b, c);
    }
}
