package dev.thrice.gate.command.measure;

import java.util.Arrays;

/**
 * A product of two matrices, the same work wherever it is timed: when its time drifts, the machine has changed. In plain Java, so that it is
 * the same on every JDK, and in no build that is compared.
 */
public final class ReferenceProduct implements Runnable {
    private static final int SIZE = 64;

    private final float[] a = new float[SIZE * SIZE];
    private final float[] b = new float[SIZE * SIZE];
    private final float[] c = new float[SIZE * SIZE];

    /** Of matrices of ones, some tens of microseconds of a core. */
    public ReferenceProduct() {
        Arrays.fill(a, 1);
        Arrays.fill(b, 1);
    }

    /** c = a b. The inner loop goes along rows of b and c, which the compiler makes vectors of. */
    @Override
    public void run() {
        for (int i = 0; i < SIZE; i++) {
            row(i * SIZE);
        }
    }

    private void row(int at) {
        Arrays.fill(c, at, at + SIZE, 0);
        for (int k = 0; k < SIZE; k++) {
            float factor = a[at + k];
            for (int j = 0; j < SIZE; j++) {
                c[at + j] += factor * b[k * SIZE + j];
            }
        }
    }

    /** An element of the last product. */
    float element(int row, int column) {
        return c[row * SIZE + column];
    }
}
