package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.OperandPacker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans and packed operands are for one caller at a time: whoever comes between is refused, and who is at work does not notice. */
@Timeout(120)
class OneCallerTest {
    private static final int THREADS = 8;
    private static final int CALLS = 200;
    private static final GemmSpec SMALL = GemmSpec.nn(2, 2, 2);

    /** Of sizes that are packed, computed as tiles and as dot products. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void aPlanOfManyThreadsGivesEachTheRightProductOrNone(String provider) {
        Kernels kernels = Kernels.select(provider);
        for (GemmSpec spec : List.of(GemmSpec.nt(64, 61, 200), GemmSpec.nt(2, 300, 200), GemmSpec.nt(10, 40, 250))) {
            hammer(kernels.gemm(spec));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void aPlanOnSeveralThreadsLikewise(String provider) {
        ForkJoinPool pool = new ForkJoinPool(3);
        hammer(Kernels.select(provider).gemm(GemmSpec.nt(200, 61, 100), pool, 3));
        pool.shutdown();
    }

    /** Small integers, so that every order of summation is exact; other operands for each thread. */
    private static void hammer(Gemm plan) {
        GemmSpec spec = plan.spec();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (TensorArena arena = TensorArena.open()) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Tensor a = Tensor.allocate(arena, spec.m(), spec.k());
                Tensor b = Tensor.allocate(arena, spec.n(), spec.k());
                for (int p = 0; p < spec.k(); p++) {
                    a.columns(p, 1).fill(p % 5 + i);
                    b.columns(p, 1).fill(p % 3 - i);
                }
                float expected = 0;
                for (int p = 0; p < spec.k(); p++) {
                    expected += a.get(0, p) * b.get(0, p);
                }
                float[] product = Tensor.allocate(arena, spec.m(), spec.n())
                        .fill(expected)
                        .toArray();
                Tensor c = Tensor.allocate(arena, spec.m(), spec.n());
                all.add(CompletableFuture.supplyAsync(() -> run(() -> plan.run(a, b, c), c, product), threads));
            }
            int done = all.stream().mapToInt(CompletableFuture::join).sum();
            assertTrue(done > 0);
        }
        threads.shutdown();
    }

    private static int run(Runnable product, Tensor c, float[] expected) {
        int done = 0;
        for (int n = 0; n < CALLS; n++) {
            c.fill(Float.NaN);
            try {
                product.run();
            } catch (IllegalStateException e) {
                assertTrue(e.getMessage().startsWith("gemm: the plan of ["), e.getMessage());
                continue;
            }
            assertArrayEquals(expected, c.toArray());
            done++;
        }
        return done;
    }

    @Test
    void aPlanThatIsRunFromWithinItselfIsRefusedAndGoesOn() {
        try (Four o = new Four()) {
            Gemm[] plan = new Gemm[1];
            int[] runs = new int[1];
            plan[0] = plan(SMALL, (a, b, c, d, ldd, sums) -> {
                refused(
                        "gemm: the plan of [2 x 2] times [2 x 2] was entered from within",
                        () -> plan[0].run(o.a, o.b, o.c));
                runs[0]++;
            });
            plan[0].run(o.a, o.b, o.c);
            plan[0].run(o.a, o.b, o.c);
            assertEquals(2, runs[0]);
        }
    }

    @Test
    void aPlanWhoseKernelOrOperandFailsCanBeRunAgain() {
        try (Four o = new Four()) {
            int[] runs = new int[1];
            Gemm plan = plan(SMALL, (a, b, c, d, ldd, sums) -> {
                if (runs[0]++ == 0) {
                    throw new ArithmeticException();
                }
            });
            assertThrows(ArithmeticException.class, () -> plan.run(o.a, o.b, o.c));
            TensorArena closed = TensorArena.open();
            Tensor gone = Tensor.allocate(closed, 2, 2);
            closed.close();
            refused("tensor arena is closed", () -> plan.run(gone, o.b, o.c));
            plan.run(o.a, o.b, o.c);
            assertEquals(2, runs[0]);
        }
    }

    @Test
    void whatAProductReadsCannotBePacked() {
        try (Four o = new Four()) {
            Gemm real = Kernels.select("scalar").gemm(SMALL.withPacked(GemmSpec.Packed.B));
            PackedMatrix packed = real.allocatePacked(o.arena).pack(o.b);
            Tensor other = Tensor.allocate(o.arena, 2, 2).fill(9f);
            Gemm reading = new Gemm(
                    real.spec(),
                    (a, b, c, d, ldd, sums) -> {
                        refused("cannot be packed: 1 product(s) are reading it", () -> packed.pack(other));
                        real.run(o.a, packed, o.c); // another plan may read it
                    },
                    new ScalarGemm());
            reading.run(o.a, packed, o.other);
            assertArrayEquals(new float[] {10, 13, 22, 29}, o.c.toArray());
            packed.pack(other);
            real.run(o.a, packed, o.c);
            assertArrayEquals(new float[] {27, 27, 63, 63}, o.c.toArray());
        }
    }

    @Test
    void whatIsBeingPackedIsNeitherReadNorPacked() {
        try (Four o = new Four()) {
            GemmSpec spec = SMALL.withPacked(GemmSpec.Packed.B);
            int[] runs = new int[1];
            Gemm plan = plan(spec, (a, b, c, d, ldd, sums) -> runs[0]++);
            PackedMatrix[] packed = new PackedMatrix[1];
            packed[0] = new PackedMatrix(
                    PackedMatrix.Layout.of("scalar", spec),
                    new OperandPacker() {
                        @Override
                        public long bytes() {
                            return 64;
                        }

                        @Override
                        public void pack(long from, long to) {
                            refused("is being packed", () -> plan.run(o.a, packed[0], o.c));
                            refused("was entered from within a call of its own", () -> packed[0].pack(o.b));
                            elsewhere(() -> refused("is being packed", () -> plan.run(o.a, packed[0], o.c)));
                            elsewhere(() -> refused("is using it", () -> packed[0].pack(o.b)));
                            runs[0]++;
                        }
                    },
                    o.arena);
            packed[0].pack(o.b);
            assertEquals(1, runs[0]);
            plan.run(o.a, packed[0], o.c);
            assertEquals(2, runs[0]);
        }
    }

    @Test
    void aPackingThatFailsLeavesThePackedOperandUsable() {
        try (Four o = new Four()) {
            Gemm plan = Kernels.select().gemm(SMALL.withPacked(GemmSpec.Packed.B));
            PackedMatrix packed = plan.allocatePacked(o.arena).pack(o.b);
            TensorArena closed = TensorArena.open();
            Tensor gone = Tensor.allocate(closed, 2, 2);
            closed.close();
            refused("tensor arena is closed", () -> packed.pack(gone));
            plan.run(o.a, packed, o.c);
            assertArrayEquals(new float[] {10, 13, 22, 29}, o.c.toArray());
            packed.pack(o.b);
        }
    }

    private static Gemm plan(GemmSpec spec, GemmKernel kernel) {
        return new Gemm(spec, kernel, new ScalarGemm());
    }

    /** A and B, small, and where their product goes. */
    private static final class Four implements AutoCloseable {
        private final TensorArena arena = TensorArena.open();
        private final Tensor a = Tensor.allocate(arena, 2, 2).copyFrom(1, 2, 3, 4);
        private final Tensor b = Tensor.allocate(arena, 2, 2).copyFrom(2, 3, 4, 5);
        private final Tensor c = Tensor.allocate(arena, 2, 2);
        private final Tensor other = Tensor.allocate(arena, 2, 2);

        @Override
        public void close() {
            arena.close();
        }
    }

    private static void elsewhere(Runnable body) {
        CompletableFuture.runAsync(body, task -> Thread.ofPlatform().start(task))
                .join();
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalStateException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
