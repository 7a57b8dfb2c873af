package dev.thrice.lab.suite;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Kernels on operands of their own, run one after another. */
final class KernelBenchmark implements GateBenchmark {
    private static final long SEED = 1;

    private final TensorArena arena;
    private final Tensor result;
    private final Runnable[] kernels;

    private KernelBenchmark(TensorArena arena, Tensor result, Runnable... kernels) {
        this.arena = arena;
        this.result = result;
        this.kernels = kernels;
    }

    /** A product; the first rows of one with A as it is may be computed once more. */
    static KernelBenchmark product(Kernels kernels, GemmSpec spec, int repeatedRows) {
        TensorArena arena = TensorArena.open();
        Tensor a = random(arena, spec.rowsOfA(), spec.columnsOfA(), SEED);
        Tensor b = random(arena, spec.rowsOfB(), spec.columnsOfB(), SEED + 1);
        Tensor c = Tensor.allocate(arena, spec.m(), spec.n());
        Gemm gemm = kernels.gemm(spec);
        if (repeatedRows == 0) {
            return new KernelBenchmark(arena, c, () -> gemm.run(a, b, c));
        }
        Gemm again = kernels.gemm(GemmSpec.of(repeatedRows, spec.n(), spec.k(), spec.transposeA(), spec.transposeB()));
        Tensor rowsOfA = a.rows(0, repeatedRows);
        Tensor rowsOfC = c.rows(0, repeatedRows);
        return new KernelBenchmark(arena, c, () -> gemm.run(a, b, c), () -> again.run(rowsOfA, b, rowsOfC));
    }

    /** y = tanh(x); if asked for, a run also makes an object of 16 bytes. */
    static KernelBenchmark tanh(int rows, int columns, boolean allocates) {
        Kernels kernels = Kernels.select();
        TensorArena arena = TensorArena.open();
        Tensor both = random(arena, 2 * rows, columns, SEED); // side by side: apart, it is slower in most places
        Tensor x = both.rows(0, rows);
        Tensor y = both.rows(rows, rows);
        Runnable tanh = () -> kernels.tanh(x, y);
        return allocates ? new KernelBenchmark(arena, y, tanh, new Waste()) : new KernelBenchmark(arena, y, tanh);
    }

    /** The residual of cross-entropy over log-softmax, in one go over the logits. */
    static KernelBenchmark crossEntropy(int rows, int classes) {
        Kernels kernels = Kernels.select();
        TensorArena arena = TensorArena.open();
        Tensor x = random(arena, rows, classes, SEED);
        Tensor y = Tensor.allocate(arena, rows, classes);
        Tensor residual = Tensor.allocate(arena, rows, classes);
        Labels labels = labels(arena, rows, classes);
        return new KernelBenchmark(arena, residual, () -> kernels.crossEntropy(x, labels, 1f, y, residual));
    }

    /** The same as training has it: by the output function's forward pass, the output node's error, and the batch's loss. */
    static KernelBenchmark outputNode(int rows, int classes) {
        Kernels kernels = Kernels.select();
        TensorArena arena = TensorArena.open();
        Tensor x = random(arena, rows, classes, SEED);
        Tensor y = Tensor.allocate(arena, rows, classes);
        Tensor residual = Tensor.allocate(arena, rows, classes);
        Labels labels = labels(arena, rows, classes);
        return new KernelBenchmark(
                arena,
                residual,
                () -> kernels.logSoftmax(x, y),
                () -> kernels.softmaxResidual(y, labels, 1f, residual),
                () -> kernels.negativeLogLikelihood(y, labels));
    }

    private static Labels labels(TensorArena arena, int rows, int classes) {
        Labels labels = Labels.allocate(arena, rows, classes);
        for (int i = 0; i < rows; i++) {
            labels.set(i, i % classes);
        }
        return labels;
    }

    @Override
    public void run() {
        for (Runnable kernel : kernels) {
            kernel.run();
        }
    }

    @Override
    public long resultHash() {
        return Arrays.hashCode(result.toArray());
    }

    @Override
    public void close() {
        arena.close();
    }

    static Tensor random(TensorArena arena, int rows, int columns, long seed) {
        Tensor tensor = Tensor.allocate(arena, rows, columns);
        fill(tensor, seed);
        return tensor;
    }

    /** Fills with numbers in [-1, 1). */
    static void fill(Tensor tensor, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[tensor.rows() * tensor.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        tensor.copyFrom(values);
    }

    /** An array without elements is 16 bytes; that it is kept stops the compiler from leaving it out. */
    private static final class Waste implements Runnable {
        private byte[] kept;

        @Override
        public void run() {
            kept = new byte[0];
        }

        @Override
        public String toString() {
            return Arrays.toString(kept);
        }
    }
}
