package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.thrice.kernels.spec.AdamCoefficients;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Runs;
import dev.thrice.kernels.spec.Transpose;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No kernel allocates once it is compiled. It is also the test that C2 has inlined all of a kernel: a vector that it could not
 * keep in a register is boxed, at a hundred times the cost, and that is an allocation.
 */
class AllocationTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /** Shapes for tiles of each height and width, with and without edges, packed and in place, and for dot products. */
    @ParameterizedTest
    @CsvSource({
        "1, 64, 64",
        "2, 64, 64",
        "4, 64, 64",
        "7, 64, 64",
        "8, 16, 64",
        "9, 10, 30",
        "5, 20, 17",
        "4, 37, 20",
        "3, 61, 33",
        "13, 100, 50",
        "64, 64, 784",
        "1, 10, 200",
        "3, 9, 200",
        "30, 7, 250",
        "330, 330, 330",
        "1, 1, 1"
    })
    void products(int m, int n, int k) {
        Kernels kernels = Kernels.select();
        try (TensorArena arena = TensorArena.open()) {
            for (Transpose transposeA : Transpose.values()) {
                for (Transpose transposeB : Transpose.values()) {
                    GemmSpec spec = GemmSpec.of(m, n, k, transposeA, transposeB);
                    Tensor a = transposeA == Transpose.NO ? Tensor.allocate(arena, m, k) : Tensor.allocate(arena, k, m);
                    Tensor b = transposeB == Transpose.NO ? Tensor.allocate(arena, k, n) : Tensor.allocate(arena, n, k);
                    Tensor c = Tensor.allocate(arena, m, n);
                    Tensor row = Tensor.allocate(arena, 1, n);
                    Gemm plain = kernels.gemm(spec);
                    Gemm accumulating = kernels.gemm(spec.scaled(.5f, .5f));
                    Gemm fused = kernels.gemm(spec.then(Epilogue.BIAS_TANH));
                    requireNone(spec, () -> plain.run(a, b, c));
                    requireNone(spec, () -> accumulating.run(a, b, c));
                    requireNone(spec, () -> fused.run(a, b, c, row));
                }
            }
        }
    }

    @Test
    void productsOfPackedOperandsAndOnSeveralThreads() {
        Kernels kernels = Kernels.select();
        ForkJoinPool pool = new ForkJoinPool(2);
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, 130, 40);
            Tensor b = Tensor.allocate(arena, 30, 40);
            Tensor c = Tensor.allocate(arena, 130, 30);
            GemmSpec spec = GemmSpec.nt(130, 30, 40);
            Gemm packing = kernels.gemm(spec.withPacked(GemmSpec.Packed.B));
            PackedMatrix packed = packing.allocatePacked(arena);
            Gemm parallel = kernels.gemm(spec, pool, 2);
            requireNone("pack", () -> packed.pack(b));
            requireNone("packed", () -> packing.run(a, packed, c));
            requireNone("on two threads", () -> parallel.run(a, b, c));
        }
        pool.shutdown();
    }

    @Test
    void elementwise() {
        Kernels kernels = Kernels.select();
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = Tensor.allocate(arena, 9, 77);
            Tensor y = Tensor.allocate(arena, 9, 77);
            Tensor z = Tensor.allocate(arena, 9, 77);
            Tensor row = Tensor.allocate(arena, 1, 77);
            Labels labels = Labels.allocate(arena, 9, 77);
            Tensor u = Tensor.allocate(arena, 9, 77);
            AdamCoefficients adam = new AdamCoefficients(.001, .9, .999, 1e-8);
            Runs runs =
                    new Runs.Builder().add(0, 3, 1).add(5, 0, 7).add(3, 7, 29).build();
            requireNone("copyRuns", () -> kernels.copyRuns(runs, x, y));
            requireNone("maxRuns", () -> kernels.maxRuns(runs, x, y, z));
            requireNone("scatter", () -> kernels.scatter(.5f, x, u, y));
            requireNone("addRuns", () -> kernels.addRuns(runs, .5f, x, y));
            requireNone("fill", () -> kernels.fill(.1f, x));
            requireNone("claim", x::claim);
            requireNone("exp", () -> kernels.exp(x, y));
            requireNone("log", () -> kernels.log(x, y));
            requireNone("tanh", () -> kernels.tanh(x, y));
            requireNone("tanhDerivative", () -> kernels.tanhDerivative(x, y, z));
            requireNone("sigmoid", () -> kernels.sigmoid(x, y));
            requireNone("sigmoidDerivative", () -> kernels.sigmoidDerivative(x, y, z));
            requireNone("relu", () -> kernels.relu(x, y));
            requireNone("reluDerivative", () -> kernels.reluDerivative(x, y, z));
            requireNone("leakyRelu", () -> kernels.leakyRelu(.1f, x, y));
            requireNone("leakyReluDerivative", () -> kernels.leakyReluDerivative(.1f, x, y, z));
            requireNone("softplus", () -> kernels.softplus(x, y));
            requireNone("softplusDerivative", () -> kernels.softplusDerivative(x, y, z));
            requireNone("silu", () -> kernels.silu(x, y));
            requireNone("siluDerivative", () -> kernels.siluDerivative(x, y, z));
            requireNone("gelu", () -> kernels.gelu(x, y));
            requireNone("geluDerivative", () -> kernels.geluDerivative(x, y, z));
            requireNone("logSoftmax", () -> kernels.logSoftmax(x, y));
            requireNone("logSoftmaxDerivative", () -> kernels.logSoftmaxDerivative(x, y, z));
            requireNone("addRow", () -> kernels.addRow(x, row, y));
            requireNone("axpby", () -> kernels.axpby(.5f, x, .5f, y, z));
            requireNone("axpby by one factor", () -> kernels.axpby(.5f, x, 0f, y));
            requireNone("columnSums", () -> kernels.columnSums(x, row));
            Tensor scales = u.columns(0, 1);
            requireNone("columnDots", () -> kernels.columnDots(.5f, x, y, row));
            requireNone("scaleRows", () -> kernels.scaleRows(x, row, row, y));
            requireNone("standardize", () -> kernels.standardize(x, .1f, y, scales));
            requireNone("standardizeDerivative", () -> kernels.standardizeDerivative(.5f, x, row, y, scales, .5f, z));
            requireNone("columnSums accumulated", () -> kernels.columnSums(.5f, x, .5f, row));
            requireNone("allFinite", () -> kernels.allFinite(x));
            requireNone("allBelow", () -> kernels.allBelow(3f, x));
            requireNone("dot", () -> kernels.dot(x, y));
            requireNone("squaredError", () -> kernels.squaredError(x, y));
            requireNone("crossEntropy", () -> kernels.crossEntropy(x, labels, 1f, y, z));
            requireNone("softmaxResidual", () -> kernels.softmaxResidual(y, labels, 1f, z));
            requireNone("momentumStep", () -> kernels.momentumStep(x, y, z, .1f, .9f));
            requireNone("adamStep", () -> kernels.adamStep(x, y, z, u, adam, .5, .5));
        }
    }

    /** What the counter sees when there is something to see. */
    @Test
    void anAllocationIsSeen() {
        byte[][] kept = new byte[1][];
        for (int i = 0; i < 100_000; i++) {
            kept[0] = new byte[16];
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        kept[0] = new byte[16];
        assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before >= 16);
    }

    private static void requireNone(Object what, Runnable body) {
        long least = leastPerRun(body);
        assertEquals(0, least, () -> least + " bytes a run of " + what);
    }

    /** Bytes of a run, once compiled: batches until one has none, or the least of many. */
    private static long leastPerRun(Runnable body) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        int runs = 20;
        long least = Long.MAX_VALUE;
        while (least > 0 && System.nanoTime() < end) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < runs; i++) {
                body.run();
            }
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, bytes / runs);
        }
        return least;
    }
}
