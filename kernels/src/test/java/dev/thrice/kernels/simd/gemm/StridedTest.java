package dev.thrice.kernels.simd.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spec.Transpose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StridedTest {
    /** Lines of 64 bytes, 64 sets, 12 of a set kept: of 512 columns 8 are in each set where their distance is an odd number of lines. */
    @ParameterizedTest
    @CsvSource({
        "784, 512, false",
        "1024, 12, false", // a page apart: all in one set
        "1024, 13, true",
        "512, 24, false", // half a page apart: two sets
        "512, 25, true",
        "1025, 13, true", // a line further only after 16
        "1024, 0, false",
    })
    void columnsCollideWhereTheirLinesCrowdASet(int ld, int columns, boolean collide) {
        assertEquals(collide, Strided.of(Transpose.YES, ld).collides(columns));
    }
}
