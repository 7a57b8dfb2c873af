package dev.thrice.jmh;

import java.util.Arrays;

/** An example of a contender: C = A B of squares of 64 in plain Java, checked on a B of ones. */
public final class PlainProduct implements Contender {
    private static final int SIDE = 64;

    private final float[] a = new float[SIDE * SIDE];
    private final float[] b = new float[SIDE * SIDE];
    private final float[] c = new float[SIDE * SIDE];

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void prepare() {
        for (int i = 0; i < a.length; i++) {
            a[i] = i % 7; // small integers, whose sums are exact
        }
        Arrays.fill(b, 1f);
        run();
        for (int i = 0; i < SIDE; i++) {
            float sum = 0;
            for (int p = 0; p < SIDE; p++) {
                sum += a[i * SIDE + p];
            }
            if (c[i * SIDE + 5] != sum) {
                throw new IllegalStateException("C[" + i + ", 5] = " + c[i * SIDE + 5] + ", expected " + sum);
            }
        }
    }

    @Override
    public void run() {
        Arrays.fill(c, 0f);
        for (int i = 0; i < SIDE; i++) {
            for (int p = 0; p < SIDE; p++) {
                float x = a[i * SIDE + p];
                for (int j = 0; j < SIDE; j++) {
                    c[i * SIDE + j] += x * b[p * SIDE + j];
                }
            }
        }
    }

    @Override
    public double flops() {
        return 2.0 * SIDE * SIDE * SIDE;
    }
}
