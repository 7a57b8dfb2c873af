package dev.thrice.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.scalar.ScalarElementwise;
import dev.thrice.kernels.scalar.ScalarGemm;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What has been warmed up is planned, and its provider chosen, once, and has been run. */
class WarmUpTest {
    private static final GemmSpec SPEC = GemmSpec.nn(2, 2, 2);

    private final Counting provider = new Counting();
    private int choices;
    private final Kernels kernels = Kernels.of("counting", "of a test", this::choose, new ScalarElementwise());

    private GemmProvider choose(GemmSpec spec) {
        choices++;
        return provider;
    }

    /** Computes as scalar does, and counts. */
    private static final class Counting implements GemmProvider {
        private int plans;
        private int runs;
        private int closed;
        private boolean fails;

        @Override
        public String name() {
            return "counting";
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
            plans++;
            GemmKernel scalar = new ScalarGemm().plan(spec);
            return new GemmKernel() {
                @Override
                public void run(long a, long b, long c, long d, int ldd, long sums) {
                    runs++;
                    if (fails) {
                        throw new ArithmeticException("of a test");
                    }
                    scalar.run(a, b, c, d, ldd, sums);
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }
    }

    @Test
    void theNextPlanIsTheOneThatWasRun() {
        kernels.warmUp(SPEC, SPEC);
        kernels.warmUp(SPEC);
        assertEquals(1, choices);
        assertEquals(1, provider.plans);
        assertTrue(provider.runs > 100);
        int before = provider.runs;
        try (TensorArena arena = TensorArena.open();
                Gemm plan = kernels.gemm(SPEC)) {
            Tensor c = arena.tensor(2, 2);
            plan.run(arena.tensor(2, 2, 1, 2, 3, 4), arena.tensor(2, 2, 2, 3, 4, 5), c);
            assertArrayEquals(new float[] {10, 13, 22, 29}, c.toArray());
            assertEquals(1, choices);
            assertEquals(1, provider.plans);
            assertEquals(before + 1, provider.runs);
            try (Gemm second = kernels.gemm(SPEC)) {
                assertNotSame(plan, second);
            }
            assertEquals(2, provider.plans);
        }
        assertEquals(2, provider.closed);
    }

    @Test
    void whatIsClosedWithAnArenaHasThePlanToo() {
        kernels.warmUp(SPEC);
        try (TensorArena owner = TensorArena.open()) {
            assertEquals(SPEC, kernels.closedWith(owner).gemm(SPEC).spec());
            assertEquals(0, provider.closed);
        }
        assertEquals(1, provider.closed);
        assertEquals(1, provider.plans);
    }

    @Test
    void aPartOfAProductIsNoWholeOne() {
        kernels.dividing(4).warmUp(SPEC);
        kernels.gemm(SPEC).close();
        assertEquals(2, provider.plans);
        kernels.dividing(4).gemm(SPEC).close();
        assertEquals(2, provider.plans);
    }

    @Test
    void whatFailsIsClosed() {
        provider.fails = true;
        assertThrows(ArithmeticException.class, () -> kernels.warmUp(SPEC));
        assertEquals(1, provider.closed);
    }

    /** Of each kind that takes other operands. */
    @ParameterizedTest
    @MethodSource("dev.thrice.kernels.Tested#providers")
    void everyKindOfProductCanBe(String name) {
        Kernels chosen = Kernels.select(name);
        GemmSpec[] specs = {
            GemmSpec.of(3, 5, 7, Transpose.YES, Transpose.YES).then(Epilogue.BIAS_TANH),
            GemmSpec.nt(3, 5, 7).leadingDimensions(9, 9, 9).then(Epilogue.TANH_DERIVATIVE.withColumnSums()),
            GemmSpec.nt(3, 5, 7).withPacked(GemmSpec.Packed.B).scaled(.5f, .5f),
            GemmSpec.nn(3, 5, 7).withPacked(GemmSpec.Packed.A),
            GemmSpec.nn(0, 5, 7)
        };
        chosen.warmUp(specs);
        for (GemmSpec spec : specs) {
            try (Gemm plan = chosen.gemm(spec)) {
                assertEquals(spec, plan.spec());
            }
        }
    }
}
