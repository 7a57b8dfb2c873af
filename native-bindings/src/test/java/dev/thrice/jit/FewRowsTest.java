package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A few rows times B transposed, summed in the lanes of vectors: against the same order written down in Java, bit for bit. */
class FewRowsTest {
    @Test
    void dotProductsAreSummedInLanes() {
        Random random = new Random(1);
        for (Isa isa : Plans.isas()) {
            for (int m = 1; m <= Blocking.ROWS_IN_LANES; m++) {
                for (int n : new int[] {1, 2, 7, 8, 9, 16, 17, 40}) {
                    for (int k : new int[] {16, 17, 31, 32, 33, 64, 100}) {
                        check(isa, GemmSpec.nt(m, n, k), random);
                        check(isa, GemmSpec.nt(m, n, k).scaled(1.5f, -.5f).leadingDimensions(k, k + 3, n), random);
                    }
                }
            }
        }
    }

    private static void check(Isa isa, GemmSpec spec, Random random) {
        float[] a = random(spec.m() * spec.lda(), random);
        float[] b = random(spec.n() * spec.ldb(), random);
        float[] c = random(spec.m() * spec.ldc(), random);
        try (GuardedRoom room = new GuardedRoom()) {
            MemorySegment inA = in(room, "A", a);
            MemorySegment inB = in(room, "B", b);
            MemorySegment inC = in(room, "C", c);
            Program program = Planner.plan(spec.then(Epilogue.NONE), spec.m(), isa);
            program.run(inA.address(), inB.address(), inC.address(), 0, 0, 0);
            program.close();
            for (int i = 0; i < spec.m(); i++) {
                for (int j = 0; j < spec.n(); j++) {
                    float product = spec.alpha() * inLanes(isa.lanes(), spec.k(), a, i * spec.lda(), b, j * spec.ldb());
                    int at = i * spec.ldc() + j;
                    float expected = spec.beta() == 0f ? product : Math.fma(spec.beta(), c[at], product);
                    float found = inC.getAtIndex(ValueLayout.JAVA_FLOAT, at);
                    assertEquals(expected, found, isa + " " + spec + ": element " + i + ", " + j);
                }
            }
        }
    }

    private static MemorySegment in(Room room, String operand, float[] values) {
        return room.of(operand, (long) values.length * Float.BYTES).copyFrom(MemorySegment.ofArray(values));
    }

    private static float inLanes(int lanes, int k, float[] a, int atA, float[] b, int atB) {
        float[] sums = new float[lanes];
        for (int p = 0; p < k; p++) {
            sums[p % lanes] = Math.fma(a[atA + p], b[atB + p], sums[p % lanes]);
        }
        float[] fours = new float[lanes / 4];
        for (int i = 0; i < fours.length; i++) {
            fours[i] = sums[4 * i] + sums[4 * i + 2] + (sums[4 * i + 1] + sums[4 * i + 3]);
        }
        return fours.length == 2 ? fours[0] + fours[1] : fours[0] + fours[1] + (fours[2] + fours[3]);
    }

    private static float[] random(int floats, Random random) {
        float[] values = new float[floats];
        for (int i = 0; i < floats; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
