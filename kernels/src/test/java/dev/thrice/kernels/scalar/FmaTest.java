package dev.thrice.kernels.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Math.fma is the definition: the product and the sum exact, then one rounding. */
class FmaTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        0x1p-149f,
        -0x1p-149f,
        0x1p-126f,
        0x1p-75f,
        0x1.fffffep-127f,
        0x1.000002p0f,
        0x1.fffffep0f,
        -0x1.fffffep-1f,
        0x1p24f,
        0x1.000002p24f,
        0x1p127f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };

    @Test
    void specialValues() {
        for (float a : SPECIAL) {
            for (float b : SPECIAL) {
                for (float c : SPECIAL) {
                    check(a, b, c);
                }
            }
        }
    }

    /** Half a unit in the last place of c, and a little more or less: where a sum that is rounded twice goes wrong. */
    @Test
    void ties() {
        check(0x1.000002p-12f, 0x1.fffffep-13f, 1f);
        check(0x1.000002p-12f, 0x1.fffffcp-13f, 1f);
        check(-0x1.000002p-12f, 0x1.fffffcp-13f, 1f);
        check(0x1.000002p-12f, 0x1.fffffcp-13f, 0x1.000002p0f);
        check(0x1p-24f, 1f, 0x1.000002p0f);
        check(0x1p-75f, 0x1p-75f, 0x1.000002p-126f);
        check(0x1.8p-75f, 0x1.000002p-75f, 0x1p-149f);
    }

    @Property(tries = 20_000)
    void anyFloats(@ForAll float a, @ForAll float b, @ForAll float c) {
        check(a, b, c);
    }

    /** Terms of like size, whose sum loses digits, and such as differ by as much as a float has. */
    @Test
    void likeSizes() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            float a = random.nextFloat() - .5f;
            float b = Math.scalb(random.nextFloat() - .5f, random.nextInt(-30, 31));
            float c = i % 2 == 0 ? -a * b : random.nextFloat() - .5f;
            check(a, b, c);
        }
    }

    private static void check(float a, float b, float c) {
        assertEquals(Math.fma(a, b, c), Fma.inDoubles(a, b, c), () -> a + " * " + b + " + " + c);
    }
}
