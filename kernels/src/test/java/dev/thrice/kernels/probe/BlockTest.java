package dev.thrice.kernels.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockTest {
    @Test
    void theBodyRunsOnceMoreThanIsTimed() {
        AtomicInteger runs = new AtomicInteger();
        long nanos = Block.nanos(runs::incrementAndGet, 7);
        assertEquals(8, runs.get());
        assertTrue(nanos >= 0);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 100, 8, 10", // fits
        "1000, 10, 8, 16", // grows by no more than a factor of 2
        "1000, 0, 8, 16", // the clock did not move
        "1000, 300, 100, 3", // shrinks at once
        "1000, 5000, 1, 1", // one run is longer than a block
    })
    void runsFillABlock(double length, double nanos, int runs, int expected) {
        assertEquals(expected, Block.fitting(length, nanos, runs));
    }

    @Test
    void thereAreNoMoreRunsThanAnIntCounts() {
        assertEquals(Integer.MAX_VALUE, Block.fitting(1e9, 0, Integer.MAX_VALUE));
    }
}
