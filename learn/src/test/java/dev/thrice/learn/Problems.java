package dev.thrice.learn;

import dev.thrice.learn.data.Dataset;
import java.util.SplittableRandom;

/** Small problems to learn. */
final class Problems {
    private Problems() {}

    /** The four cases, each so many times, a little off so that none is like another. */
    static Dataset xor(int times, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] x = new float[4 * times][];
        int[] labels = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            int a = i & 1;
            int b = i >> 1 & 1;
            x[i] = new float[] {2 * a - 1 + noise(random), 2 * b - 1 + noise(random)};
            labels[i] = a ^ b;
        }
        return Dataset.of(x, labels);
    }

    /** Three arms. */
    static Dataset spiral(int samplesOfArm, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] x = new float[3 * samplesOfArm][];
        int[] labels = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            int arm = i % 3;
            int place = i / 3;
            double radius = .1 + .9 * place / samplesOfArm;
            double angle = 4 * radius + arm * 2 * Math.PI / 3 + noise(random);
            x[i] = new float[] {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))};
            labels[i] = arm;
        }
        return Dataset.of(x, labels);
    }

    /** y = A x + b + noise, with two values of three features. */
    static Dataset linear(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] x = new float[samples][3];
        float[][] y = new float[samples][];
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < 3; j++) {
                x[i][j] = (float) random.nextDouble(-1, 1);
            }
            y[i] = new float[] {
                2 * x[i][0] - x[i][1] + .5f * x[i][2] + .3f + noise(random), x[i][1] - 3 * x[i][2] - 1 + noise(random)
            };
        }
        return Dataset.of(x, y);
    }

    private static float noise(SplittableRandom random) {
        return (float) random.nextDouble(-.1, .1);
    }
}
