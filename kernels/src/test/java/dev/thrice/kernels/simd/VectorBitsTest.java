package dev.thrice.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorBitsTest {
    @ParameterizedTest
    @CsvSource({"128, 128", "128, 256", "256, 256", "128, 512", "256, 512", "512, 512", "512, 2048"})
    void whatTheJvmHasMayBeAskedFor(String bits, int widest) {
        assertEquals(Optional.empty(), VectorBits.fault(bits, widest));
    }

    @Test
    void whereNothingIsAskedForNothingIsWrong() {
        assertEquals(Optional.empty(), VectorBits.fault(null, 256));
    }

    /** What is no number, no length of a vector, and what Java would take for a number or for its longest vector. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "wide", "100", "64", "0", "-128", "384", "1024", "128.0", "0x80", "0128", "+256", "512"
            })
    void whatItHasNotIsToldWithWhatItHas(String bits) {
        assertEquals(
                Optional.of("thrice.vector.bits: '" + bits + "', expected one of 128, 256,"
                        + " the lengths of vectors that are worth having here"),
                VectorBits.fault(bits, 256));
    }

    /** Java works with longer vectors than the processor has, one element after the other. */
    @Test
    void noLongerOnesThanTheProcessorHas() {
        assertEquals(
                Optional.of("thrice.vector.bits: '256', expected one of 128,"
                        + " the lengths of vectors that are worth having here"),
                VectorBits.fault("256", 128));
    }
}
