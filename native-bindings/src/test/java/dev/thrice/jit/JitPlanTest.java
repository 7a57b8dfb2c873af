package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JitPlanTest {
    private static final int RET = 0xC3;

    private static Stream<GemmSpec> products() {
        return Stream.of(
                GemmSpec.nn(64, 64, 64),
                GemmSpec.nt(8, 10, 784),
                GemmSpec.tn(193, 17, 257),
                GemmSpec.nt(64, 64, 64).then(Epilogue.BIAS_TANH),
                GemmSpec.nn(300, 700, 700).scaled(.5f, 2f),
                GemmSpec.tn(300, 700, 1300).then(Epilogue.RELU_DERIVATIVE.withColumnSums()),
                GemmSpec.nt(30, 70, 70).withPacked(Packed.B),
                GemmSpec.nn(3, 5, 0));
    }

    @ParameterizedTest
    @MethodSource("products")
    void linesJoinedWithTheConstantsAreTheCode(GemmSpec spec) {
        for (Isa isa : Isa.values()) {
            JitPlan plan = JitPlan.of(spec, isa.word());
            List<Call> calls = Planner.plan(spec, spec.m(), isa).calls();
            assertEquals(calls.size(), plan.calls().size());
            for (int i = 0; i < calls.size(); i++) {
                JitPlan.Code kernel = plan.kernels().get(plan.calls().get(i));
                assertArrayEquals(Kernel.assembled(calls.get(i).spec()).assemble(), kernel.bytes());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void linesFollowEachOtherAndJumpToLines(GemmSpec spec) {
        for (JitPlan.Code kernel : JitPlan.of(spec, "avx2").kernels()) {
            Set<Integer> offsets = new HashSet<>();
            int next = 0;
            for (JitPlan.Line line : kernel.lines()) {
                assertEquals(next, line.offset());
                offsets.add(next);
                next += line.bytes().length() / 2;
                boolean jumps = line.text().startsWith("j") || line.text().startsWith("call");
                assertEquals(jumps, line.target() != null, line::text);
            }
            assertEquals(RET, kernel.bytes()[next - 1] & 0xFF);
            for (JitPlan.Line line : kernel.lines()) {
                assertTrue(line.target() == null || offsets.contains(line.target()), line::text);
            }
        }
    }

    /** Whatever it is cut into: of each step every element of C is in one block, and in one of its tiles. */
    @ParameterizedTest
    @MethodSource("products")
    void callsAndTilesCoverTheProduct(GemmSpec spec) {
        for (Isa isa : Isa.values()) {
            JitPlan plan = JitPlan.of(spec, isa.word());
            long terms = 0;
            for (int number : plan.calls()) {
                JitPlan.Code kernel = plan.kernels().get(number);
                if (kernel.work().equals("multiplies")) {
                    terms += (long) kernel.m() * kernel.n() * kernel.k();
                    long elements = kernel.tiles().stream()
                            .mapToLong(tile -> (long) tile.count() * tile.rows() * tile.columns())
                            .sum();
                    assertEquals((long) kernel.m() * isa.vectors(kernel.n()) * isa.lanes(), elements);
                }
            }
            assertEquals((long) spec.m() * spec.n() * spec.k(), terms);
        }
    }

    /** Sums of 6 x 16 are in 12 registers, and of B and A there is something in others; three operands are pointed to. */
    @Test
    void registersAreThoseThatInstructionsName() {
        JitPlan.Code kernel =
                JitPlan.of(GemmSpec.nn(6, 16, 64), "avx2").kernels().getFirst();
        assertEquals(List.of(new JitPlan.Tile(1, 6, 16)), kernel.tiles());
        assertTrue(kernel.vectorRegisters() >= 14 && kernel.vectorRegisters() <= 16, kernel::toString);
        assertTrue(kernel.otherRegisters().containsAll(List.of("rdi", "rsi", "rdx")), kernel::toString);
        assertTrue(kernel.otherRegisters().stream().noneMatch(List.of("rip", "k1")::contains), kernel::toString);
        JitPlan.Code masked =
                JitPlan.of(GemmSpec.nn(6, 17, 64), "avx512").kernels().getFirst();
        assertTrue(masked.otherRegisters().containsAll(List.of("k1", "rax")), masked::toString);
    }

    @Test
    void remarksSayWhereTilesBegin() {
        requireRemarks();
    }

    private static void requireRemarks() {
        List<String> remarks = JitPlan.of(GemmSpec.nn(6, 16, 64), "avx2").kernels().getFirst().lines().stream()
                .flatMap(line -> line.remarks().stream())
                .toList();
        assertTrue(remarks.contains("tile of 6 rows, 2 vectors each"), remarks::toString);
    }

    /** Whose digits, in some countries, are not those of machine code. */
    @Test
    void remarksAreTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            requireRemarks();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void instructionSetsAreNamed() {
        assertEquals(List.of("avx2", "avx512"), JitPlan.instructionSets());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> JitPlan.of(GemmSpec.nn(1, 1, 1), "neon"));
        assertEquals("instruction set 'neon', expected one of avx2, avx512", refused.getMessage());
    }
}
