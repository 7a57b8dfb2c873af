package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.AdamCoefficients;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where there is no element there is nothing to do, whatever the other sizes are: nothing loops over them, or past the largest int. */
class EdgeSizesTest {
    /** For all calls of a test, each of which takes microseconds where it does not loop. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int MOST = Integer.MAX_VALUE;
    private static final MemorySegment NOTHING = Arena.global().allocate(0, Float.BYTES);

    private final TensorArena arena = TensorArena.open();

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void productsWithoutAnElement(String provider) {
        Kernels kernels = Kernels.select(provider);
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (Transpose transposeA : Transpose.values()) {
                for (Transpose transposeB : Transpose.values()) {
                    for (int[] size : new int[][] {{0, MOST, 0}, {MOST, 0, 0}, {0, 0, MOST}, {0, MOST - 2016, 0}}) {
                        GemmSpec spec = spec(size[0], size[1], size[2], transposeA, transposeB);
                        run(kernels.gemm(spec), NOTHING);
                        run(kernels.gemm(spec.scaled(0f, 1f)), NOTHING);
                        run(kernels.gemm(spec.then(Epilogue.add(2f))), NOTHING);
                        run(kernels.gemm(spec, ForkJoinPool.commonPool(), 3), NOTHING);
                        run(kernels.dividing(3).gemm(spec.m() == 0 ? spec : spec.withRows(0)), NOTHING);
                    }
                }
            }
        });
    }

    /** Of operands with so many elements that only a file without content has room for them: none may be read. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void productsWithoutAnElementOfLargeOperands(String provider, @TempDir Path folder) throws IOException {
        Kernels kernels = Kernels.select(provider);
        MemorySegment large = sparse(folder);
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (Transpose transposeA : Transpose.values()) {
                for (Transpose transposeB : Transpose.values()) {
                    for (int[] size : new int[][] {{0, MOST, 1}, {0, 1, MOST}, {MOST, 0, 1}, {1, 0, MOST}}) {
                        GemmSpec spec = spec(size[0], size[1], size[2], transposeA, transposeB);
                        run(kernels.gemm(spec), large);
                        run(kernels.gemm(spec, ForkJoinPool.commonPool(), 3), large);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void packingWhatHasNoElement(String provider) {
        Kernels kernels = Kernels.select(provider);
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (GemmSpec.Packed side : List.of(GemmSpec.Packed.A, GemmSpec.Packed.B)) {
                for (Transpose transpose : Transpose.values()) {
                    for (int[] size : new int[][] {{0, 0, MOST}, {0, MOST, 0}, {MOST, 0, 0}}) {
                        GemmSpec spec = spec(size[0], size[1], size[2], transpose, transpose)
                                .withPacked(side);
                        Gemm plan = kernels.gemm(spec);
                        Tensor stored = side == GemmSpec.Packed.A ? a(spec, NOTHING) : b(spec, NOTHING);
                        PackedMatrix packed = plan.allocatePacked(arena).pack(stored);
                        plan.run(
                                side == GemmSpec.Packed.A ? packed : a(spec, NOTHING),
                                side == GemmSpec.Packed.B ? packed : b(spec, NOTHING),
                                c(spec));
                    }
                }
            }
        });
    }

    @Test
    void whatIsTooLargeToBePackedIsRefused() {
        for (GemmSpec.Packed side : List.of(GemmSpec.Packed.A, GemmSpec.Packed.B)) {
            GemmSpec spec = side == GemmSpec.Packed.A
                    ? spec(MOST, 0, MOST, Transpose.NO, Transpose.NO)
                    : spec(0, MOST, MOST, Transpose.NO, Transpose.NO);
            for (String provider : Tested.providers().toList()) {
                Gemm plan = Kernels.select(provider).gemm(spec.withPacked(side));
                String message = assertThrows(IllegalArgumentException.class, () -> plan.allocatePacked(arena))
                        .getMessage();
                assertTrue(message.contains("is more than memory can hold"), message);
            }
        }
    }

    /** With k = 0 there is still C = beta C, the epilogue and its sums; with m = 0 the sums of no rows, which are 0. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void whatThereIsToDoBesideTheProductIsDone(String provider) {
        Kernels kernels = Kernels.select(provider);
        Tensor bias = Tensor.allocate(arena, 1, 3).copyFrom(1, 2, 3);
        Tensor sums = Tensor.allocate(arena, 1, 3).fill(Float.NaN);
        Tensor c = Tensor.allocate(arena, 2, 3).fill(4f);
        GemmSpec spec = GemmSpec.nn(2, 3, 0).scaled(1f, .5f).then(Epilogue.BIAS.withColumnSums());
        kernels.gemm(spec).run(Tensor.allocate(arena, 2, 0), Tensor.allocate(arena, 0, 3), c, bias, sums);
        assertArrayEquals(new float[] {3, 4, 5, 3, 4, 5}, c.toArray());
        assertArrayEquals(new float[] {6, 8, 10}, sums.toArray());

        GemmSpec none = GemmSpec.nn(0, 3, 2).then(Epilogue.BIAS.withColumnSums());
        kernels.gemm(none)
                .run(
                        Tensor.allocate(arena, 0, 2),
                        Tensor.allocate(arena, 2, 3),
                        Tensor.allocate(arena, 0, 3),
                        bias,
                        sums);
        assertArrayEquals(new float[3], sums.toArray());
    }

    /** Zeros between a 1 and a 2, in every orientation: the counters of blocks reach the largest int, and stop there. */
    @Test
    @Tag("exhaustive")
    void productsAsDeepAsAnIntReaches(@TempDir Path folder) throws IOException {
        Kernels kernels = Kernels.select();
        MemorySegment large = sparse(folder);
        Tensor row = tensor(large, 1, MOST, MOST);
        Tensor c = Tensor.allocate(arena, 1, 1);
        for (Transpose transposeA : Transpose.values()) {
            for (Transpose transposeB : Transpose.values()) {
                GemmSpec spec = spec(1, 1, MOST, transposeA, transposeB)
                        .leadingDimensions(
                                transposeA == Transpose.NO ? MOST : 1,
                                transposeB == Transpose.NO ? 1 : MOST,
                                c.leadingDimension());
                kernels.gemm(spec).run(a(spec, large), b(spec, large), c);
                assertEquals(5f, c.get(0, 0), () -> spec.toString());
            }
        }
        assertEquals(5, kernels.sumOfSquares(row));
        assertTrue(kernels.allFinite(row));
    }

    /** No columns, in rows that lie apart and rows that do not; and no rows. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void elementwiseKernelsOfNothing(String provider) {
        Kernels kernels = Kernels.select(provider);
        AdamCoefficients adam = new AdamCoefficients(.1, .9, .99, 1e-8);
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int[] shape : new int[][] {{MOST, 0, 0}, {MOST, 0, 7}, {0, MOST, MOST}}) {
                Tensor t = tensor(NOTHING, shape[0], shape[1], shape[2]);
                kernels.fill(1f, t);
                kernels.exp(t, t);
                kernels.log(t, t);
                kernels.tanh(t, t);
                kernels.sigmoid(t, t);
                kernels.relu(t, t);
                kernels.leakyRelu(.1f, t, t);
                kernels.softplus(t, t);
                kernels.silu(t, t);
                kernels.gelu(t, t);
                kernels.tanhDerivative(t, t, t);
                kernels.leakyReluDerivative(.1f, t, t, t);
                kernels.softplusDerivative(t, t, t);
                kernels.siluDerivative(t, t, t);
                kernels.geluDerivative(t, t, t);
                kernels.sigmoidDerivative(t, t, t);
                kernels.reluDerivative(t, t, t);
                kernels.logSoftmaxDerivative(t, t, t);
                kernels.axpby(1f, t, 1f, t, t);
                kernels.axpby(0f, t, 0f, t, t);
                kernels.momentumStep(t, t, t, .1f, .9f);
                kernels.adamStep(t, t, t, t, adam, .5, .5);
                assertTrue(kernels.allFinite(t));
                assertEquals(0, kernels.dot(t, t));
                assertEquals(0, kernels.squaredError(t, t));
                assertArrayEquals(new float[0], t.toArray());
                t.fill(1f).claim().copyFrom(t).copyFrom(new float[0]);
                assertEquals(
                        0, t.rows(0, t.rows()).columns(0, t.columns()).segment().byteSize());
                if (shape[1] == 0) {
                    Tensor row = Tensor.allocate(arena, 1, 0);
                    kernels.addRow(t, row, t);
                    kernels.columnSums(t, row);
                    assertEquals(0, t.rows(5, 7).segment().byteSize());
                } else {
                    kernels.logSoftmax(t, t);
                }
            }
        });
    }

    /** Leading dimensions as short as they may be: padded ones would not fit an int. */
    private static GemmSpec spec(int m, int n, int k, Transpose transposeA, Transpose transposeB) {
        int lda = transposeA == Transpose.NO ? k : m;
        int ldb = transposeB == Transpose.NO ? n : k;
        return new GemmSpec(
                new GemmSpec.Size(m, n, k),
                new GemmSpec.Layout(transposeA, transposeB, lda, ldb, n),
                GemmSpec.Scales.NONE,
                Epilogue.NONE,
                GemmSpec.Packed.NONE);
    }

    private static void run(Gemm plan, MemorySegment memory) {
        GemmSpec spec = plan.spec();
        Tensor d = spec.epilogue().operand() == Epilogue.Operand.NONE ? null : c(spec);
        plan.run(a(spec, memory), b(spec, memory), c(spec), d);
    }

    private static Tensor a(GemmSpec spec, MemorySegment memory) {
        return tensor(memory, spec.rowsOfA(), spec.columnsOfA(), spec.lda());
    }

    private static Tensor b(GemmSpec spec, MemorySegment memory) {
        return tensor(memory, spec.rowsOfB(), spec.columnsOfB(), spec.ldb());
    }

    private static Tensor c(GemmSpec spec) {
        return tensor(NOTHING, spec.m(), spec.n(), spec.ldc());
    }

    private static Tensor tensor(MemorySegment memory, int rows, int columns, int ld) {
        return Tensor.of(memory, rows, columns, ld);
    }

    /** As many floats as an operand here has, in a file of which only both ends take room, mapped to be read. */
    private static MemorySegment sparse(Path folder) throws IOException {
        Path file = folder.resolve("sparse");
        long bytes = (long) MOST * Float.BYTES;
        try (FileChannel written = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            written.write(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putFloat(0, 1f), 0);
            written.write(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putFloat(0, 2f), bytes - 4);
        }
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            return read.map(FileChannel.MapMode.READ_ONLY, 0, bytes, Arena.ofAuto());
        }
    }
}
