package dev.thrice.engine.images;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Runs;
import java.lang.foreign.Arena;

/** out = factor (what runs add up of a source) + beta out, image by image, as a product with a matrix of ones would do it. */
final class Spread {
    private final Kernels kernels;
    private final Runs runs;
    private final float factor;
    private final float beta;
    private final Tensor[] out;
    private final Tensor sum; // of an image, null where out itself can be it

    Spread(Kernels kernels, Runs runs, float factor, float beta, Tensor out) {
        this.kernels = kernels;
        this.runs = runs;
        this.factor = factor;
        this.beta = beta;
        this.out = Samples.rows(out);
        sum = beta == 0f ? null : scratch(1, out.columns());
    }

    /** Of a source for an image. */
    void run(Tensor source, int image) {
        Tensor target = sum == null ? out[image] : sum;
        kernels.fill(0f, target);
        kernels.addRuns(runs, factor, source, target);
        if (sum != null) {
            kernels.axpby(1f, sum, beta, out[image]);
        }
    }

    /** Zeros that last as long as somebody refers to them. */
    static Tensor scratch(int rows, int columns) {
        return Tensor.of(
                Arena.ofAuto().allocate(Tensor.allocatedBytes(rows, columns), TensorArena.ALIGNMENT),
                rows,
                columns,
                Tensor.paddedColumns(columns));
    }
}
