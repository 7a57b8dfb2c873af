package dev.thrice.kernels.simd.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.machine.CacheSizes;
import dev.thrice.kernels.simd.Simd;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TuningTest {
    @Property
    void derivedBlocksFitTheCachesAndTheTiles(
            @ForAll @IntRange(min = 2, max = 4) int log2Lanes,
            @ForAll @IntRange(min = 17, max = 23) int log2OfL2,
            @ForAll @IntRange(max = 6) int log2OfL3OverL2) {
        int lanes = 1 << log2Lanes;
        CacheSizes caches = new CacheSizes(32 << 10, 1L << log2OfL2, 1L << (log2OfL2 + log2OfL3OverL2));
        Tuning tuning = Tuning.derived(lanes, caches);
        long panelB = 4L * tuning.kc() * Tuning.TILE_VECTORS * lanes;
        long blockA = 4L * tuning.kc() * tuning.mc();
        long blockB = 4L * tuning.kc() * tuning.nc();
        assertTrue(panelB + blockA <= caches.l2() / 2, tuning + " for " + caches);
        assertTrue(blockB <= caches.l3() / 2, tuning + " for " + caches);
        assertEquals(0, tuning.mc() % Tuning.TILE_ROWS);
        assertEquals(0, tuning.nc() % (Tuning.TILE_VECTORS * lanes));
        assertTrue(tuning.kc() >= 64 && tuning.mc() >= 32, tuning.toString());
    }

    @Property
    void blocksAreAsFewAsTheyCanBeAndAboutEqual(@ForAll @IntRange(min = 1, max = 20_000) int size) {
        Tuning tuning = Tuning.CURRENT;
        requireBalanced(size, tuning.depth(size), tuning.kc(), 8);
        requireBalanced(size, tuning.rows(size), tuning.mc(), Tuning.TILE_ROWS);
        requireBalanced(size, tuning.columns(size), tuning.nc(), Tuning.TILE_VECTORS * Simd.LANES);
    }

    private static void requireBalanced(int size, int block, int most, int unit) {
        int blocks = Math.ceilDiv(size, most);
        String message = size + " in blocks of " + block + ", at most " + most;
        assertTrue(block >= 1 && block <= most, message);
        assertEquals(blocks, Math.ceilDiv(size, block), message);
        assertTrue(size - (blocks - 1) * block >= block - blocks * unit, message);
    }

    @Test
    void aMachineOfTheTableGetsItsRow() {
        assertEquals(
                96, Tuning.of(16, new CacheSizes(32 << 10, 1 << 20, 32 << 20)).mc());
        assertTrue(CacheSizes.detect().l1() >= 8 << 10);
        assertTrue(CacheSizes.detect().l2() <= CacheSizes.detect().l3());
    }
}
