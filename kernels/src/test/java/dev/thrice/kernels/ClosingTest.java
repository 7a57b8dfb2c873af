package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.plan.EpiloguePass;
import dev.thrice.kernels.plan.ParallelProduct;
import dev.thrice.kernels.scalar.ScalarElementwise;
import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.OperandPacker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What a plan holds is given back when it is closed, once, and never while it is being run. */
@Timeout(60)
class ClosingTest {
    private static final GemmSpec SMALL = GemmSpec.nn(2, 2, 2);
    private static final String NAME = "gemm: the plan of [2 x 2] times [2 x 2]";

    private final TensorArena arena = TensorArena.open();
    private final Tensor a = Tensor.allocate(arena, 2, 2).copyFrom(1, 2, 3, 4);
    private final Tensor b = Tensor.allocate(arena, 2, 2).copyFrom(2, 3, 4, 5);
    private final Tensor c = Tensor.allocate(arena, 2, 2);
    private final Holding provider = new Holding();

    /** Computes as scalar does, and knows what is open of it. */
    private static final class Holding implements GemmProvider {
        private final List<GemmKernel> open = new ArrayList<>();
        private final List<OperandPacker> packers = new ArrayList<>();
        private int plansBeforeFailure = Integer.MAX_VALUE;

        @Override
        public String name() {
            return "holding";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public String description() {
            return "of a test";
        }

        @Override
        public boolean fuses(Epilogue epilogue) {
            return epilogue.equals(Epilogue.NONE);
        }

        @Override
        public GemmKernel plan(GemmSpec spec, int rowsOfWhole) {
            if (open.size() == plansBeforeFailure) {
                throw new IllegalStateException("no more");
            }
            GemmKernel scalar = new ScalarGemm().plan(spec);
            GemmKernel kernel = new GemmKernel() {
                @Override
                public void run(long a, long b, long c, long d, int ldd, long sums) {
                    assertTrue(open.contains(this));
                    scalar.run(a, b, c, d, ldd, sums);
                }

                @Override
                public void close() {
                    assertTrue(open.remove(this));
                }
            };
            open.add(kernel);
            return kernel;
        }

        @Override
        public OperandPacker packer(GemmSpec spec) {
            OperandPacker copying = GemmProvider.super.packer(spec);
            OperandPacker packer = new OperandPacker() {
                @Override
                public long bytes() {
                    return copying.bytes();
                }

                @Override
                public void pack(long from, long to) {
                    copying.pack(from, to);
                }

                @Override
                public void close() {
                    assertTrue(packers.remove(this));
                }
            };
            packers.add(packer);
            return packer;
        }
    }

    @AfterEach
    void close() {
        arena.close();
    }

    private Gemm plan(GemmSpec spec) {
        return new Gemm(spec, EpiloguePass.plan(provider, spec, spec.m(), new ScalarElementwise()), provider);
    }

    @Test
    void aClosedPlanHoldsNothingAndIsNotRun() {
        Gemm plan = plan(SMALL);
        plan.run(a, b, c);
        assertArrayEquals(new float[] {10, 13, 22, 29}, c.toArray());
        assertEquals(1, provider.open.size());
        plan.close();
        assertEquals(List.of(), provider.open);
        c.fill(7f);
        refused(NAME + " is closed", () -> plan.run(a, b, c));
        assertArrayEquals(new float[] {7, 7, 7, 7}, c.toArray());
        plan.close();
    }

    @Test
    void thePassBehindAProductClosesIt() {
        Gemm plan = plan(SMALL.then(Epilogue.BIAS_RELU));
        plan.run(a, b, c, b.rows(0, 1));
        assertEquals(1, provider.open.size());
        plan.close();
        assertEquals(List.of(), provider.open);
    }

    @Test
    void anEmptyProductHasNothingToGiveBack() {
        Gemm plan = plan(GemmSpec.nn(0, 2, 2));
        assertEquals(List.of(), provider.open);
        plan.close();
        plan.close();
    }

    @Test
    void allPartsOfAProductAreClosed() {
        GemmSpec spec = GemmSpec.nn(192, 64, 4);
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            GemmKernel kernel = ParallelProduct.plan(spec, pool, 3, provider::plan);
            assertEquals(3, provider.open.size());
            Gemm plan = new Gemm(spec, kernel, provider);
            Tensor ones = Tensor.allocate(arena, 192, 4).fill(1f);
            Tensor product = Tensor.allocate(arena, 192, 64);
            plan.run(ones, Tensor.allocate(arena, 4, 64).fill(1f), product);
            assertEquals(4f, product.get(191, 63));
            plan.close();
            assertEquals(List.of(), provider.open);
        }
    }

    @Test
    void ofPartsOfWhichOneCannotBePlannedNoneIsLeft() {
        provider.plansBeforeFailure = 2;
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            refused("no more", () -> ParallelProduct.plan(GemmSpec.nn(192, 64, 4), pool, 3, provider::plan));
        }
        assertEquals(List.of(), provider.open);
    }

    @Test
    void anArenaClosesThePlansThatAreToBeClosedWithIt() {
        Kernels free = Kernels.select("scalar");
        TensorArena owner = TensorArena.open();
        Gemm own = free.dividing(4).closedWith(owner).gemm(SMALL);
        Gemm other = free.gemm(SMALL);
        own.run(a, b, c);
        owner.close();
        refused(NAME + " is closed", () -> own.run(a, b, c));
        other.run(a, b, c);
        refused("tensor arena is closed", () -> free.closedWith(owner).gemm(SMALL));
    }

    @Test
    void anArenaThatStaysOpenClosesNoPlan() {
        TensorArena owner = TensorArena.open();
        Gemm plan = Kernels.select("scalar").closedWith(owner).gemm(SMALL);
        owner.hold();
        refused("tensor arena cannot be closed", owner::close);
        owner.release();
        plan.run(a, b, c);
        plan.close();
        owner.close();
    }

    @Test
    void aPackedOperandOutlivesItsPlanAndStaysReadableWhenClosed() {
        GemmSpec spec = SMALL.withPacked(GemmSpec.Packed.B);
        Gemm plan = plan(spec);
        assertEquals(0, provider.packers.size());
        PackedMatrix packed = plan.allocatePacked(arena);
        plan.close();
        packed.pack(b);
        packed.close();
        packed.close();
        assertEquals(List.of(), provider.packers);
        refused("is closed", () -> packed.pack(b));
        try (Gemm other = plan(spec)) {
            other.run(a, packed, c);
        }
        assertArrayEquals(new float[] {10, 13, 22, 29}, c.toArray());
        assertEquals(List.of(), provider.open);
    }

    @Test
    void aPackedOperandIsClosedWithItsArena() {
        try (Gemm plan = plan(SMALL.withPacked(GemmSpec.Packed.B));
                TensorArena owner = TensorArena.open()) {
            plan.allocatePacked(owner).pack(b);
            assertEquals(1, provider.packers.size());
        }
        assertEquals(List.of(), provider.packers);
    }

    @Test
    void aPackedOperandWithoutMemoryHoldsNothing() {
        try (Gemm plan = plan(SMALL.withPacked(GemmSpec.Packed.B))) {
            TensorArena closed = TensorArena.open();
            closed.close();
            refused("tensor arena is closed", () -> plan.allocatePacked(closed));
            assertEquals(List.of(), provider.packers);
        }
    }

    @Test
    void aPlanThatIsClosedFromWithinItselfIsRefusedAndStaysOpen() {
        Gemm[] plan = new Gemm[1];
        int[] runs = new int[1];
        GemmKernel kernel = (x, y, z, d, ldd, sums) -> {
            runs[0]++;
            refused(NAME + " was entered from within a call of its own", plan[0]::close);
        };
        plan[0] = new Gemm(SMALL, kernel, provider);
        plan[0].run(a, b, c);
        plan[0].run(a, b, c);
        assertEquals(2, runs[0]);
        plan[0].close();
    }

    @Test
    void whoClosesAPlanWaitsForItsRun() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        boolean[] closed = new boolean[1];
        boolean[] closedDuringRun = new boolean[1];
        GemmKernel kernel = new GemmKernel() {
            @Override
            public void run(long x, long y, long z, long d, int ldd, long sums) {
                inside.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                closedDuringRun[0] = closed[0];
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        Gemm plan = new Gemm(SMALL, kernel, provider);
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> plan.run(a, b, c), ClosingTest::start);
        inside.await();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread closing = Thread.ofPlatform().start(() -> {
            plan.close();
            ended.complete(null);
        });
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(ended.isDone());
        goOn.countDown();
        running.join();
        ended.join();
        assertTrue(closed[0]);
        assertFalse(closedDuringRun[0]);
        refused(NAME + " is closed", () -> plan.run(a, b, c));
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().start(task);
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalStateException.class, call).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count());
    }
}
