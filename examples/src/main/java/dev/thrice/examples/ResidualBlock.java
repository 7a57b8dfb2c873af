package dev.thrice.examples;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.PackedMatrix;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;

/**
 * An example of the kernels by themselves: a residual block, y = x + tanh(x V^T + b) W^T, for a batch of rows. Its weights are packed once
 * and serve any number of batches, the addition of x and the gradient of b come out of the products that are made anyway, and neither
 * pass allocates.
 */
public final class ResidualBlock implements AutoCloseable {
    private final TensorArena arena = TensorArena.open();
    private final Gemm inward;
    private final Gemm outward;
    private final Gemm back;
    private final PackedMatrix packedV;
    private final PackedMatrix packedW;
    private final Tensor bias;
    private final Tensor weights;
    private final Tensor hidden;
    private final Tensor cotangent;

    /**
     * Plans both passes.
     *
     * @param kernels that compute them
     * @param batch rows of x
     * @param v [hidden x width]
     * @param b [1 x hidden]
     * @param w [width x hidden]
     */
    public ResidualBlock(Kernels kernels, int batch, Tensor v, Tensor b, Tensor w) {
        int width = v.columns();
        Kernels own = kernels.closedWith(arena); // its plans are
        inward = own.gemm(
                GemmSpec.nt(batch, v.rows(), width).then(Epilogue.BIAS_TANH).withPacked(GemmSpec.Packed.B));
        outward = own.gemm(
                GemmSpec.nt(batch, width, v.rows()).then(Epilogue.add(1f)).withPacked(GemmSpec.Packed.B));
        back = own.gemm(GemmSpec.nn(batch, v.rows(), width).then(Epilogue.TANH_DERIVATIVE.withColumnSums()));
        packedV = inward.allocatePacked(arena).pack(v);
        packedW = outward.allocatePacked(arena).pack(w);
        bias = b;
        weights = w;
        hidden = Tensor.allocate(arena, batch, v.rows());
        cotangent = Tensor.allocate(arena, batch, v.rows());
    }

    /**
     * The forward pass.
     *
     * @param x [batch x width]
     * @param y [batch x width], apart from x
     */
    public void forward(Tensor x, Tensor y) {
        inward.run(x, packedV, hidden, bias);
        outward.run(hidden, packedW, y, x);
    }

    /**
     * The gradient to b, after a forward pass.
     *
     * @param dy the loss's derivative to y, [batch x width]
     * @param db the loss's derivative to b, [1 x hidden]
     */
    public void gradientOfBias(Tensor dy, Tensor db) {
        back.run(dy, weights, cotangent, hidden, db);
    }

    @Override
    public void close() {
        arena.close();
    }
}
