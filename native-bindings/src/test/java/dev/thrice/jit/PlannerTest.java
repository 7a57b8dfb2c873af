package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which calls a product is made of; nothing is assembled or run. */
class PlannerTest {
    private static final int LONGEST = Integer.MAX_VALUE - 63;

    private static List<Call> calls(GemmSpec spec, Isa isa) {
        return Planner.plan(spec, spec.m(), isa).calls();
    }

    @ParameterizedTest
    @EnumSource
    void smallProductsAreOneBriefCall(Isa isa) {
        for (GemmSpec spec : List.of(
                GemmSpec.nn(8, 8, 8),
                GemmSpec.nn(32, 10, 64).then(Epilogue.BIAS_TANH),
                GemmSpec.tn(16, 16, 64),
                GemmSpec.nt(1, 64, 64),
                GemmSpec.nt(16, 16, 32))) {
            List<Call> calls = calls(spec, isa);
            assertEquals(1, calls.size(), spec::toString);
            assertTrue(calls.getFirst().brief(), spec::toString);
        }
    }

    /** A garbage collection would wait for them, though some have few operations, or none. */
    @ParameterizedTest
    @EnumSource
    void whatTakesLongIsNoBriefCall(Isa isa) {
        for (GemmSpec spec : List.of(
                GemmSpec.nn(3000, 3000, 0).scaled(1f, 2f),
                GemmSpec.nn(3000, 3000, 8).scaled(0f, 2f),
                GemmSpec.nn(1, 1, 1 << 16), // each step waits for the one before it
                GemmSpec.nn(1 << 16, 1, 1),
                GemmSpec.nn(1, 1 << 17, 1),
                GemmSpec.nn(200, 200, 1).then(Epilogue.BIAS_TANH))) {
            assertFalse(calls(spec, isa).getFirst().brief(), spec::toString);
        }
    }

    /** Each of which alone would be brief. */
    @ParameterizedTest
    @EnumSource
    void manyCallsAreOrdinary(Isa isa) {
        List<Call> calls = calls(GemmSpec.nn(16, 1, 1 << 20), isa);
        assertTrue(calls.size() > 100);
        assertTrue(calls.stream().noneMatch(Call::brief));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotReadIsNotPacked(Isa isa) {
        GemmSpec crowded = GemmSpec.nn(64, 64, 5000).leadingDimensions(5000, 4096, 64);
        assertTrue(calls(crowded, isa).size() > 1);
        assertEquals(1, calls(crowded.scaled(0f, 1f), isa).size());
    }

    /** The largest products are millions of calls. */
    @ParameterizedTest
    @EnumSource
    void callsOfOneKernelShareItsSpecification(Isa isa) {
        List<Call> calls = calls(GemmSpec.tn(2000, 2000, 2000).scaled(1f, 1f), isa);
        assertTrue(calls.size() > 100);
        Map<KernelSpec, KernelSpec> first = new HashMap<>();
        for (Call call : calls) {
            assertSame(first.computeIfAbsent(call.spec(), spec -> spec), call.spec());
        }
    }

    @ParameterizedTest
    @EnumSource
    void longAndThinIsOneCall(Isa isa) {
        for (GemmSpec spec :
                List.of(GemmSpec.nn(1, 1, LONGEST), GemmSpec.nn(LONGEST, 1, 1), GemmSpec.nn(1, LONGEST, 1))) {
            Call call = calls(spec, isa).getFirst();
            assertEquals(1, calls(spec, isa).size(), spec::toString);
            assertTrue(Kernel.assembled(call.spec()).assemble().length < 4096, spec::toString);
        }
    }
}
