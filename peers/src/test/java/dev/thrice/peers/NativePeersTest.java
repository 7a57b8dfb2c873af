package dev.thrice.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.lab.peers.Peer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Skipped, with the reason, where the library is not installed. */
class NativePeersTest {
    private static final int LARGEST_FACTOR = 8;

    /** Rows of C, its columns and the inner dimension: vectors, small ones, no multiples of a vector, and one long call. */
    private static final int[][] SIZES = {
        {1, 1, 1}, {1, 10, 64}, {8, 10, 784}, {10, 1, 7}, {3, 5, 7}, {16, 16, 16}, {17, 33, 65}, {129, 130, 131}
    };

    @Test
    void blisHasEveryOrientation() {
        Peer blis = available(new Blis());
        for (int orientation = 0; orientation < 4; orientation++) {
            for (int[] size : SIZES) {
                assertTrue(isRight(blis, size, (orientation & 1) != 0, (orientation & 2) != 0));
            }
        }
        assertTrue(blis.description().orElseThrow().matches("\\d+\\.\\d+.*, core \\w+"), blis.description()::toString);
    }

    @Test
    void libxsmmHasNoKernelForATransposedB() {
        Peer libxsmm = available(new Libxsmm());
        for (int[] size : SIZES) {
            assertTrue(isRight(libxsmm, size, false, false));
            assertTrue(isRight(libxsmm, size, true, false));
            assertEquals(Optional.empty(), product(libxsmm, size, false, true));
            assertEquals(Optional.empty(), product(libxsmm, size, true, true));
        }
        assertTrue(
                libxsmm.description().orElseThrow().matches("\\d+\\.\\d+.*, kernels for \\w+"),
                libxsmm.description()::toString);
    }

    @Test
    void blisIsToldAnArchitectureByNumber() {
        assertEquals(Optional.empty(), Blis.notANumber(null));
        assertEquals(Optional.empty(), Blis.notANumber("6"));
        assertEquals(
                "BLIS_ARCH_TYPE=zen3 is no number, which BLIS takes for 0, skx; expected such as 3, haswell, or 6, zen3",
                Blis.notANumber("zen3").orElseThrow());
        assertTrue(Blis.notANumber("").isPresent());
    }

    private static Peer available(Peer peer) {
        Optional<String> reason = peer.unavailable();
        assumeTrue(reason.isEmpty(), () -> peer.name() + ": " + reason.orElseThrow());
        return peer;
    }

    private static Optional<Peer.Task> product(Peer peer, int[] size, boolean transposeA, boolean transposeB) {
        return peer.product(
                size[0],
                size[1],
                size[2],
                transposeA,
                transposeB,
                integers(size[0] * size[2], 1),
                integers(size[2] * size[1], 2));
    }

    /** Small integers, whose products float32 holds exactly; run twice, since what was there must not matter. */
    private static boolean isRight(Peer peer, int[] size, boolean transposeA, boolean transposeB) {
        Peer.Task task = product(peer, size, transposeA, transposeB).orElseThrow();
        task.run();
        task.run();
        assertArrayEquals(expected(size, transposeA, transposeB), task.result());
        return true;
    }

    private static float[] expected(int[] size, boolean transposeA, boolean transposeB) {
        int m = size[0];
        int n = size[1];
        int k = size[2];
        float[] a = integers(m * k, 1);
        float[] b = integers(k * n, 2);
        float[] c = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                long sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += (long) (a[transposeA ? l * m + i : i * k + l] * b[transposeB ? j * k + l : l * n + j]);
                }
                c[i * n + j] = sum;
            }
        }
        return c;
    }

    private static float[] integers(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(-LARGEST_FACTOR, LARGEST_FACTOR + 1);
        }
        return values;
    }
}
