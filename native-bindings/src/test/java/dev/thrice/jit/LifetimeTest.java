package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.assembler.MemoryMap;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.PackedMatrix;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code is there as long as a plan uses it. */
@Timeout(120)
class LifetimeTest {
    private static final GemmSpec SMALL = GemmSpec.nn(4, 8, 3);
    private static final int THREADS = 4;
    private static final int PLANS = 200;

    @BeforeEach
    void setUp() throws Exception {
        assumeTrue(Target.CURRENT.obstacle().isEmpty());
        awaitNone();
    }

    /** What other tests have left open is cleaned. */
    private static void awaitNone() throws Exception {
        for (int i = 0; i < 300 && Kernel.count() > 0; i++) {
            System.gc();
            Thread.sleep(i < 10 ? 10 : 100);
        }
        assertEquals(0, Kernel.count());
    }

    private static Gemm plan(GemmSpec spec) {
        return Kernels.select("jit").gemm(spec);
    }

    @Test
    void plansOfOneShapeShareAKernel() {
        List<Gemm> plans = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            plans.add(plan(SMALL));
        }
        assertEquals(1, Kernel.count());
        Gemm last = plans.removeLast();
        plans.forEach(Gemm::close);
        plans.forEach(Gemm::close);
        assertEquals(1, Kernel.count());
        checkOnes(last);
        last.close();
        assertEquals(0, Kernel.count());
    }

    @Test
    void codeIsNeverWritableAndGoesWithItsLastUser() throws Exception {
        PackingSpec spec = PackingSpec.ofB(Isa.AVX2, Access.ofB(Transpose.NO, 8), Access.panelsOfB(Isa.AVX2, 3), 3, 8);
        Holdings one = new Holdings();
        Holdings other = new Holdings();
        Kernel kernel = one.acquire(spec);
        assertSame(kernel, other.acquire(spec));
        long address = kernel.entry().address();
        assertEquals("r-xp", MemoryMap.permissions(address));
        one.close();
        one.close();
        assertEquals("r-xp", MemoryMap.permissions(address));
        assertEquals(1, Kernel.count());
        other.close();
        assertEquals(0, Kernel.count());
        String permissions = MemoryMap.permissions(address); // whoever has taken the place since
        assertFalse(permissions.contains("x"), permissions);
    }

    @Test
    void aClosedPlanIsNotRun() {
        Gemm plan = plan(SMALL);
        plan.close();
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, 4, 3);
            Tensor b = Tensor.allocate(arena, 3, 8);
            Tensor c = Tensor.allocate(arena, 4, 8);
            String message = assertThrows(IllegalStateException.class, () -> plan.run(a, b, c))
                    .getMessage();
            assertEquals("gemm: the plan of [4 x 3] times [3 x 8] is closed", message);
        }
    }

    @Test
    void aPackedOperandHoldsTheCodeThatPacksIt() {
        try (TensorArena arena = TensorArena.open()) {
            Gemm plan = plan(SMALL.withPacked(GemmSpec.Packed.B));
            assertEquals(1, Kernel.count());
            PackedMatrix packed = plan.allocatePacked(arena);
            assertEquals(2, Kernel.count());
            packed.pack(Tensor.allocate(arena, 3, 8).fill(1f)).close();
            assertEquals(1, Kernel.count());
            Tensor c = Tensor.allocate(arena, 4, 8);
            plan.run(Tensor.allocate(arena, 4, 3).fill(1f), packed, c);
            assertEquals(3f, c.get(3, 7));
            plan.close();
            assertEquals(0, Kernel.count());
        }
    }

    @Test
    void whatNobodyClosesIsCleaned() throws Exception {
        assertEquals(
                GemmSpec.nt(300, 200, 600), plan(GemmSpec.nt(300, 200, 600)).spec()); // with scratch memory
        assertEquals(SMALL, plan(SMALL).spec());
        awaitNone();
    }

    /** Every plan of some shapes that threads plan, run and close at the same time computes right; some they leave to be cleaned. */
    @Test
    void plansComeAndGoOnManyThreads() throws Exception {
        onThreads(thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < PLANS; i++) {
                Gemm plan = plan(GemmSpec.nn(4, 1 + random.nextInt(3), 3));
                checkOnes(plan);
                if (random.nextInt(4) > 0) {
                    plan.close();
                }
            }
        });
        awaitNone();
    }

    /** Whoever runs a plan that others close has its product, or is refused. */
    @Test
    void plansAreClosedWhileTheyAreRun() throws Exception {
        GemmSpec spec = GemmSpec.nt(150, 40, 64);
        for (int round = 0; round < 50; round++) {
            Gemm plan = plan(spec);
            onThreads(thread -> {
                for (boolean open = true; open; ) {
                    try {
                        checkOnes(plan);
                    } catch (IllegalStateException e) {
                        open = !e.getMessage().endsWith(" is closed");
                    }
                    if (thread < 2) {
                        plan.close();
                    }
                }
            });
        }
        assertEquals(0, Kernel.count());
    }

    private interface Work {
        void on(int thread);
    }

    private static void onThreads(Work work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                all.add(CompletableFuture.runAsync(() -> work.on(thread), threads));
            }
            all.forEach(CompletableFuture::join);
        }
    }

    /** Of ones the product has k everywhere. */
    private static void checkOnes(Gemm plan) {
        GemmSpec spec = plan.spec();
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, spec.rowsOfA(), spec.columnsOfA()).fill(1f);
            Tensor b = Tensor.allocate(arena, spec.rowsOfB(), spec.columnsOfB()).fill(1f);
            Tensor c = Tensor.allocate(arena, spec.m(), spec.n());
            float[] expected =
                    Tensor.allocate(arena, spec.m(), spec.n()).fill(spec.k()).toArray();
            plan.run(a, b, c);
            assertArrayEquals(expected, c.toArray());
        }
    }
}
