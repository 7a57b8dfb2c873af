package dev.thrice.openblas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spec.GemmSpec;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A library that sets the processor to flush subnormals, on load or in a call, would change all float arithmetic. */
class SubnormalsTest {
    private static volatile float small = Float.MIN_NORMAL;
    private static volatile float half = 0.5f;

    @BeforeAll
    static void load() {
        OpenBlas.load();
    }

    @Test
    void surviveLoading() {
        assertSubnormalsLive();
    }

    @Test
    void surviveInAThreadStartedAfterwards() throws InterruptedException {
        float[] result = new float[1];
        Thread thread = Thread.ofPlatform().start(() -> result[0] = small * half);
        thread.join();
        assertEquals(Float.MIN_NORMAL / 2, result[0]);
    }

    @Test
    void surviveACallAndAreMultiplied() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix a = new Matrix(arena, 16, 16, 0).fill(() -> 0x1p-100);
            Matrix b = new Matrix(arena, 16, 16, 0).fill(() -> 0x1p-40);
            Matrix c = new Matrix(arena, 16, 16, 0);
            new OpenBlasGemm()
                    .plan(GemmSpec.nn(16, 16, 16).leadingDimensions(16, 16, 16))
                    .run(a.address(), b.address(), c.address(), 0, 0, 0);
            assertEquals(0x1p-136f, c.get(15, 15));
        }
        assertSubnormalsLive();
    }

    private static void assertSubnormalsLive() {
        float product = small * half;
        assertEquals(Float.MIN_NORMAL / 2, product);
        assertEquals(Float.MIN_NORMAL, product + product); // a subnormal that is read counts
    }
}
