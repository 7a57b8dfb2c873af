package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
    private static final Cpu NEITHER = new Cpu(false, false);
    private static final Cpu AVX2 = new Cpu(true, false);
    private static final Cpu BOTH = new Cpu(true, true);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "true, 3, -, AVX512",
                "true, 2, -, AVX2",
                "false, 3, -, AVX2",
                "false, 2, -, AVX2",
                "true, 3, avx512, AVX512",
                "true, 3, avx2, AVX2",
                "true, 2, avx2, AVX2",
                "false, 3, avx2, AVX2"
            })
    void theWidestThatThereIsOrTheOneAskedFor(boolean avx512, int level, String asked, Isa expected) {
        assertEquals(new Target(expected, Optional.empty(), false), Target.of(avx512 ? BOTH : AVX2, level, asked));
    }

    @ParameterizedTest
    @CsvSource({
        "true, 3, foo, 'one of avx2, avx512'",
        "true, 3, AVX2, 'one of avx2, avx512'",
        "true, 3, '', 'one of avx2, avx512'",
        "true, 2, avx512, avx2",
        "false, 3, avx512, avx2"
    })
    void whatThereIsNotIsAMistake(boolean avx512, int level, String asked, String choices) {
        String reason = "thrice.jit.isa: '" + asked + "', expected " + choices
                + ", what the processor, the system and the JVM have here";
        assertEquals(new Target(null, Optional.of(reason), true), Target.of(avx512 ? BOTH : AVX2, level, asked));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"0, -", "1, -", "1, avx2", "0, foo"})
    void aJvmWithoutAvx2IsNobodysMistake(int level, String asked) {
        String reason = "the JVM leaves out AVX2: its UseAVX is " + level + ", expected 2 or 3";
        assertEquals(new Target(null, Optional.of(reason), false), Target.of(BOTH, level, asked));
    }

    @Test
    void norIsAProcessorWithoutIt() {
        Target target = Target.of(NEITHER, 3, "avx2");
        assertEquals(
                "the processor has not both AVX2 and FMA, or the system does not save their registers",
                target.obstacle().orElseThrow());
        assertFalse(target.isMistake());
    }
}
