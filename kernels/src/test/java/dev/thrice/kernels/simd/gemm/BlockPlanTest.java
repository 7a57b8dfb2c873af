package dev.thrice.kernels.simd.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.kernels.simd.Simd;
import dev.thrice.kernels.simd.gemm.BlockPlan.Form;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockPlanTest {
    private static final Tuning TUNING = Tuning.CURRENT;
    private static final int LARGE = TUNING.packedFrom();
    private static final int NARROW = Tuning.TILE_VECTORS * Simd.LANES - 1;

    @Test
    void aSmallProductIsOneBlockReadInPlace() {
        BlockPlan plan = of(GemmSpec.nn(LARGE - 1, LARGE - 1, LARGE - 1));
        assertForms(Form.IN_PLACE, Form.IN_PLACE, plan);
        assertEquals(LARGE - 1, plan.mc());
        assertEquals(LARGE - 1, plan.nc());
        assertEquals(0, plan.bytesOfA());
    }

    @Test
    void aLargeOnePacksBoth() {
        assertForms(Form.PACKED, Form.PACKED, of(GemmSpec.nn(LARGE, LARGE, LARGE)));
        assertForms(Form.IN_PLACE, Form.IN_PLACE, of(GemmSpec.nn(LARGE, LARGE, LARGE - 1)));
    }

    /** Its rows are what tiles would walk across. */
    @Test
    void bTransposedIsPackedAlways() {
        assertForms(Form.IN_PLACE, Form.PACKED, of(GemmSpec.nt(20, 20, 20)));
    }

    @Test
    void aTransposedIsPackedWhereItsLinesCrowdACacheOrCIsWide() {
        int m = TUNING.mc() + 1;
        int k = LARGE / 2 + 1;
        int apart = 16 * (m / 16 + 1) + 16; // a whole number of lines, and none of pages
        int aPageApart = 1024 * (m / 1024 + 1);
        assertForms(Form.PACKED, Form.IN_PLACE, of(tn(m, NARROW, k, aPageApart)));
        assertForms(Form.PACKED, Form.PACKED, of(tn(m, NARROW + 1, k, aPageApart)));
        assertForms(Form.IN_PLACE, Form.IN_PLACE, of(tn(m, NARROW, k, apart)));
        assertForms(Form.PACKED, Form.PACKED, of(tn(m, LARGE, k, apart)));
        assertForms(Form.IN_PLACE, Form.IN_PLACE, of(tn(m - 1, NARROW, k, aPageApart)));
        assertForms(Form.IN_PLACE, Form.IN_PLACE, of(tn(m, NARROW, k - 1, aPageApart)));
    }

    /** Tiles check offsets in A against {@link Simd#FENCE}. */
    @Test
    void columnsOfABeyondTheFenceArePacked() {
        int k = 8;
        int far = Simd.FENCE / Float.BYTES / k + 1;
        assertForms(Form.PACKED, Form.IN_PLACE, of(tn(5, 5, k, far)));
        assertForms(Form.IN_PLACE, Form.IN_PLACE, of(tn(5, 5, k, far - 1)));
    }

    @Test
    void whatComesPackedIsReadAsItComes() {
        GemmSpec spec = GemmSpec.nt(20, 20, 20);
        assertForms(Form.COMES_PACKED, Form.PACKED, of(spec.withPacked(GemmSpec.Packed.A)));
        BlockPlan plan = of(spec.withPacked(GemmSpec.Packed.B));
        assertForms(Form.IN_PLACE, Form.COMES_PACKED, plan);
        assertEquals(0, plan.bytesOfB());
    }

    @Test
    void withAlpha0ThereIsNoDepth() {
        assertEquals(0, of(GemmSpec.nn(3, 3, 7).scaled(0f, 1f)).k());
    }

    @Property(tries = 300)
    void blocksCoverTheProductAndFitTheirMemory(
            @ForAll @IntRange(max = 5000) int m,
            @ForAll @IntRange(max = 5000) int n,
            @ForAll @IntRange(max = 5000) int k,
            @ForAll Transpose transposeA,
            @ForAll Transpose transposeB) {
        BlockPlan plan = of(GemmSpec.of(m, n, k, transposeA, transposeB));
        assertTrue(plan.mc() >= 1 && plan.nc() >= 1 && plan.kc() >= 1, plan.toString());
        assertTrue(plan.kc() <= TUNING.kc(), plan.toString());
        if (plan.a().form() == Form.PACKED) {
            assertTrue(plan.mc() <= TUNING.mc(), plan.toString());
            assertTrue(plan.bytesOfA() >= 4L * Math.min(plan.mc(), m) * plan.kc(), plan.toString());
        } else {
            assertTrue(plan.mc() >= m, plan.toString());
        }
        if (plan.b().form() == Form.PACKED) {
            assertTrue(plan.nc() <= TUNING.nc(), plan.toString());
            assertTrue(plan.bytesOfB() >= 4L * Math.min(plan.nc(), n) * plan.kc(), plan.toString());
        } else {
            assertTrue(plan.nc() >= n, plan.toString());
        }
    }

    private static GemmSpec tn(int m, int n, int k, int lda) {
        GemmSpec spec = GemmSpec.tn(m, n, k);
        return spec.leadingDimensions(lda, spec.ldb(), spec.ldc());
    }

    private static BlockPlan of(GemmSpec spec) {
        return BlockPlan.of(spec, TUNING);
    }

    private static void assertForms(Form a, Form b, BlockPlan plan) {
        assertEquals(a, plan.a().form(), plan.toString());
        assertEquals(b, plan.b().form(), plan.toString());
    }
}
