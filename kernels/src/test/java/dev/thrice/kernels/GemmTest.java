package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every provider of this module against float64, exact integers and the BLAS's edge cases. */
class GemmTest {
    /** 0, 1, primes, and one above and below the tiles' rows (4) and columns (1 to 4 vectors of 4, 8 or 16). */
    private static final List<Integer> AWKWARD = List.of(0, 1, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 61, 64, 67);

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void integersAreExactOnAwkwardSizesInEveryOrientation(String provider) {
        Kernels kernels = Kernels.select(provider);
        for (int m : AWKWARD) {
            for (int n : AWKWARD) {
                int k = AWKWARD.get((m + 2 * n) % AWKWARD.size());
                for (Transpose transposeA : Transpose.values()) {
                    for (Transpose transposeB : Transpose.values()) {
                        try (GemmCase c = GemmCase.integers(GemmSpec.of(m, n, k, transposeA, transposeB), m + 31 * n)) {
                            c.runAndRequireExact(kernels);
                        }
                    }
                }
            }
        }
    }

    /** Large enough to be packed; each size in turn is more than a block. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void integersAreExactInSeveralBlocksInEveryOrientation(String provider) {
        Kernels kernels = Kernels.select(provider);
        for (int[] size : new int[][] {{167, 187, 1101}, {271, 2030, 162}, {301, 11, 130}}) {
            for (Transpose transposeA : Transpose.values()) {
                for (Transpose transposeB : Transpose.values()) {
                    GemmSpec spec = GemmSpec.of(size[0], size[1], size[2], transposeA, transposeB);
                    try (GemmCase c = GemmCase.integers(spec.scaled(1f, -1f), size[0])) {
                        c.runAndRequireExact(kernels);
                    }
                }
            }
        }
    }

    /** Which are packed, where others of A transposed are read in place. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void integersAreExactWhereColumnsOfAAreAPageApart(String provider) {
        for (int n : new int[] {10, 61}) {
            GemmSpec spec = GemmSpec.tn(301, n, 130).leadingDimensions(1024, n, n);
            try (GemmCase c = GemmCase.integers(spec.scaled(1f, -1f), n)) {
                c.runAndRequireExact(Kernels.select(provider));
            }
        }
    }

    /** Rows farther apart than an int reaches, in files of which only what is written takes room. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void rowsMayBeFarApart(String provider, @TempDir Path folder) throws IOException {
        for (int m : new int[] {3, 9}) {
            farApart(Kernels.select(provider), m, folder);
        }
    }

    private static void farApart(Kernels kernels, int m, Path folder) throws IOException {
        int n = 30;
        int k = 10;
        int far = (1 << 30) + 16;
        for (Transpose transposeA : Transpose.values()) {
            for (Transpose transposeB : Transpose.values()) {
                GemmSpec spec = GemmSpec.of(m, n, k, transposeA, transposeB)
                        .leadingDimensions(far, far, far)
                        .scaled(1f, -2f)
                        .then(Epilogue.add(3f));
                try (Arena mapped = Arena.ofConfined()) {
                    Tensor a = sparse(folder, mapped, spec.rowsOfA(), spec.columnsOfA(), far);
                    Tensor b = sparse(folder, mapped, spec.rowsOfB(), spec.columnsOfB(), far);
                    Tensor c = sparse(folder, mapped, m, n, far);
                    Tensor d = sparse(folder, mapped, m, n, far);
                    kernels.gemm(spec).run(a, b, c, d);
                    for (int i = 0; i < m; i++) {
                        for (int j = 0; j < n; j++) {
                            float sum = value(i, j); // -2 C + 3 D
                            for (int p = 0; p < k; p++) {
                                sum += (transposeA == Transpose.NO ? value(i, p) : value(p, i))
                                        * (transposeB == Transpose.NO ? value(p, j) : value(j, p));
                            }
                            assertEquals(sum, c.get(i, j), spec + " " + i + ", " + j);
                        }
                    }
                }
            }
        }
    }

    private static float value(int i, int j) {
        return i % 4 - j % 3;
    }

    private static Tensor sparse(Path folder, Arena mapped, int rows, int columns, int ld) throws IOException {
        Path path = Files.createTempFile(folder, "matrix", "");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long bytes = ((rows - 1L) * ld + columns) * Float.BYTES;
            Tensor t = Tensor.of(file.map(FileChannel.MapMode.READ_WRITE, 0, bytes, mapped), rows, columns, ld);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    t.set(i, j, value(i, j));
                }
            }
            return t;
        }
    }

    @Property(tries = 300)
    void realsAreWithinTheComponentwiseBound(
            @ForAll @IntRange(max = 70) int m,
            @ForAll @IntRange(max = 70) int n,
            @ForAll @IntRange(max = 300) int k,
            @ForAll Transpose transposeA,
            @ForAll Transpose transposeB,
            @ForAll @FloatRange(min = -2f, max = 2f) float alpha,
            @ForAll @FloatRange(min = -2f, max = 2f) float beta,
            @ForAll @IntRange(max = 5) int extraStride,
            @ForAll long seed) {
        GemmSpec packed = GemmSpec.of(m, n, k, transposeA, transposeB).scaled(alpha, beta);
        GemmSpec spec = packed.leadingDimensions(
                (transposeA == Transpose.NO ? k : m) + extraStride,
                (transposeB == Transpose.NO ? n : k) + extraStride,
                n + extraStride);
        Tested.providers().forEach(provider -> {
            try (GemmCase c = GemmCase.reals(spec, seed)) {
                c.runAndRequireWithinBound(Kernels.select(provider));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void betaZeroOverwritesNaN(String provider) {
        for (int k : new int[] {0, 3}) {
            try (GemmCase c = GemmCase.integers(GemmSpec.nt(5, 19, k), 1)) {
                c.c().fill(Float.NaN);
                c.runAndRequireExact(Kernels.select(provider));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void alphaZeroReadsNeitherOperand(String provider) {
        try (GemmCase c = GemmCase.integers(GemmSpec.nn(5, 19, 7).scaled(0f, 2f), 1)) {
            c.a().fill(Float.NaN);
            c.b().fill(Float.POSITIVE_INFINITY);
            float[] before = c.c().toArray();
            c.run(Kernels.select(provider));
            float[] after = c.c().toArray();
            for (int i = 0; i < before.length; i++) {
                assertEquals(2 * before[i], after[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void anInfiniteAlphaTimesNothingIsNothing(String provider) {
        try (GemmCase c = GemmCase.integers(GemmSpec.nn(5, 19, 0).scaled(Float.POSITIVE_INFINITY, 1f), 1)) {
            float[] before = c.c().toArray();
            c.run(Kernels.select(provider));
            assertArrayEquals(before, c.c().toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void anyNumberOfWorkersGivesTheSameBits(String provider) {
        Kernels kernels = Kernels.select(provider);
        ForkJoinPool pool = new ForkJoinPool(7);
        for (int[] size : new int[][] {{517, 65, 70}, {70, 333, 200}, {400, 400, 400}, {20, 30, 40}, {130, 9, 250}}) {
            for (Transpose transposeB : Transpose.values()) {
                GemmSpec spec = GemmSpec.of(size[0], size[1], size[2], Transpose.NO, transposeB)
                        .scaled(.5f, .25f)
                        .then(Epilogue.BIAS);
                try (GemmCase alone = GemmCase.reals(spec.then(Epilogue.NONE), 3)) {
                    alone.runWithRow(kernels.gemm(spec));
                    float[] expected = alone.c().toArray();
                    for (int workers : new int[] {1, 2, 3, 8}) {
                        try (GemmCase together = GemmCase.reals(spec.then(Epilogue.NONE), 3)) {
                            together.runWithRow(kernels.gemm(spec, pool, workers));
                            assertArrayEquals(expected, together.c().toArray(), provider + " " + workers + " " + spec);
                        }
                    }
                }
            }
        }
        pool.shutdown();
        assertThrows(IllegalArgumentException.class, () -> kernels.gemm(GemmSpec.nn(1, 1, 1), pool, 0));
    }

    /**
     * Few rows of a transposed B are computed as dot products, more as tiles; a part is computed as its whole is, on several
     * threads as well.
     */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void partsHaveTheBitsOfTheWhole(String provider) {
        Kernels kernels = Kernels.select(provider);
        Kernels dividing = kernels.dividing(33);
        for (Transpose transposeB : Transpose.values()) {
            GemmSpec spec = GemmSpec.of(33, 200, 300, Transpose.NO, transposeB);
            try (GemmCase whole = GemmCase.reals(spec, 7);
                    TensorArena arena = TensorArena.open()) {
                whole.run(kernels);
                Tensor part = Tensor.allocate(arena, 33, 200);
                int first = 0;
                for (int rows : new int[] {1, 2, 5, 8, 17}) {
                    GemmSpec some = GemmSpec.of(rows, 200, 300, Transpose.NO, transposeB);
                    Gemm plan =
                            first % 2 == 0 ? dividing.gemm(some) : dividing.gemm(some, ForkJoinPool.commonPool(), 2);
                    plan.run(whole.a().rows(first, rows), whole.b(), part.rows(first, rows));
                    first += rows;
                }
                assertArrayEquals(whole.c().toArray(), part.toArray(), provider + " " + spec);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void nanAndInfinityPropagate(String provider) {
        try (GemmCase c = GemmCase.integers(GemmSpec.nn(6, 20, 4), 1)) {
            c.a().set(2, 1, Float.NaN);
            c.a().set(4, 0, Float.POSITIVE_INFINITY);
            c.b().fill(1f);
            c.run(Kernels.select(provider));
            assertTrue(Float.isNaN(c.c().get(2, 19)));
            assertEquals(Float.POSITIVE_INFINITY, c.c().get(4, 0));
            assertTrue(Float.isFinite(c.c().get(3, 3)));
        }
    }

    @Test
    void wrongOperandsAreRefusedBeforeAnythingIsWritten() {
        Kernels kernels = Kernels.select();
        try (TensorArena arena = TensorArena.open()) {
            Gemm gemm = kernels.gemm(GemmSpec.nn(4, 5, 6));
            Tensor a = Tensor.allocate(arena, 4, 6);
            Tensor b = Tensor.allocate(arena, 6, 5);
            Tensor c = Tensor.allocate(arena, 4, 5).fill(7f);
            Tensor square = Tensor.allocate(arena, 6, 6);

            assertMessage("gemm: A is [6 x 5]", () -> gemm.run(b, b, c));
            assertMessage("gemm: B is [4 x 6]", () -> gemm.run(a, a, c));
            assertMessage("gemm: C is [6 x 5]", () -> gemm.run(a, b, b));
            assertMessage("gemm: epilogue NONE takes no operand", () -> gemm.run(a, b, c, c));
            assertMessage(
                    "needs an operand [1 x 5], got null",
                    () -> kernels.gemm(gemm.spec().then(Epilogue.BIAS)).run(a, b, c));
            Gemm inPlace = kernels.gemm(GemmSpec.nn(6, 6, 6));
            Tensor other = Tensor.allocate(arena, 6, 6);
            assertMessage("gemm: C overlaps A", () -> inPlace.run(square, other, square));
            assertMessage("gemm: C overlaps B", () -> inPlace.run(other, square, square));
            for (float value : c.toArray()) {
                assertEquals(7f, value);
            }
        }
    }

    @Test
    void aProductOnAPoolThatWasShutDownIsRight() {
        ForkJoinPool pool = new ForkJoinPool(2);
        pool.shutdown();
        for (String provider : Tested.providers().toList()) {
            try (GemmCase c = GemmCase.integers(GemmSpec.nt(200, 70, 30).scaled(1f, -1f), 5)) {
                c.runAndRequireExact(Kernels.select(provider), pool, 3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void negativeSizesAreRefused(int size) {
        assertMessage("gemm: m = " + size, () -> GemmSpec.nn(size, 1, 1));
    }

    @Test
    void shortLeadingDimensionIsRefused() {
        assertMessage(
                "gemm: leading dimension of B is 6, expected at least its stored row length 7",
                () -> GemmSpec.nn(3, 7, 5).leadingDimensions(5, 6, 7));
    }

    @Test
    void closedOperandIsRefused() {
        TensorArena arena = TensorArena.open();
        Tensor t = Tensor.allocate(arena, 4, 4);
        Gemm gemm = Kernels.select().gemm(GemmSpec.nn(4, 4, 4));
        try (TensorArena open = TensorArena.open()) {
            Tensor alive = Tensor.allocate(open, 4, 4);
            Tensor result = Tensor.allocate(open, 4, 4);
            arena.close();
            assertThrows(IllegalStateException.class, () -> gemm.run(alive, t, result));
            assertThrows(IllegalStateException.class, () -> gemm.run(alive, alive, t));
            assertArrayEquals(new float[16], result.toArray());
        }
    }

    @Test
    void packedOperandsAreRefusedWhereTheyDoNotFit() {
        Kernels kernels = Kernels.select();
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, 4, 6);
            Tensor b = Tensor.allocate(arena, 6, 5);
            Tensor c = Tensor.allocate(arena, 4, 5);
            Gemm plain = kernels.gemm(GemmSpec.nn(4, 5, 6));
            Gemm packed = kernels.gemm(GemmSpec.nn(4, 5, 6).withPacked(GemmSpec.Packed.B));
            PackedMatrix b5 = packed.allocatePacked(arena).pack(b);
            PackedMatrix b7 = kernels.gemm(GemmSpec.nn(4, 7, 6).withPacked(GemmSpec.Packed.B))
                    .allocatePacked(arena);

            assertMessage("the plan expects it as stored", () -> plain.run(a, b5, c));
            assertMessage("gemm: B is [6 x 5], the plan expects B [6 x 5]", () -> packed.run(a, b, c));
            assertMessage("gemm: B is B [6 x 7]", () -> packed.run(a, b7, c));
            assertMessage("the matrix to pack is [4 x 6]", () -> b5.pack(a));
            assertThrows(IllegalStateException.class, () -> plain.allocatePacked(arena));
        }
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
