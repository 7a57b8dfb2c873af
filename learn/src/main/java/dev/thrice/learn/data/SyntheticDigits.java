package dev.thrice.learn.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * Digit-like images for where no real data can be had: seven-segment glyphs with joints that wander, each image with
 * its own size, slant, place and thickness, unevenly inked, with a stray stroke and noise.
 *
 * <p>They are of MNIST's kind, 28 x 28 pixels in ten classes. Example i depends on the seed and on i alone, and on no
 * platform: the arithmetic is only what IEEE 754 rounds exactly.
 */
public final class SyntheticDigits {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;

    /** Where the strokes of a glyph meet: left and right at the top, the middle and the bottom; y points down. */
    private static final int[][] JOINTS = {{-1, -2}, {1, -2}, {-1, 0}, {1, 0}, {-1, 2}, {1, 2}};

    /** The joints that each stroke connects. */
    private static final int[][] STROKES = {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {2, 4}, {3, 5}, {4, 5}};

    /** The strokes of each digit: bit s, from the right, is stroke s. */
    private static final int[] GLYPHS = {
        0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110, 0b1101011, 0b1111011, 0b0100101, 0b1111111, 0b1101111,
    };

    private final SplittableRandom random;
    private final double[] ink = new double[SIDE * SIDE];

    private SyntheticDigits(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * Generates a data set.
     *
     * @param count number of examples, at least 1
     * @param seed the same seed gives the same examples, and a larger count only adds to them
     * @param arena owns the memory
     * @return the examples, 28 x 28 pixels in 10 classes
     * @throws IllegalArgumentException if {@code count} is below 1
     * @throws IllegalStateException if the arena is closed
     */
    public static Dataset generate(int count, long seed, Arena arena) {
        if (count < 1) {
            throw new IllegalArgumentException("synthetic digits: " + count + " examples, expected at least 1");
        }
        MemorySegment pixels = arena.allocate((long) count * SIDE * SIDE, 64);
        MemorySegment labels = arena.allocate(count, 64);
        long firstSeed = new SplittableRandom(seed).nextLong(); // so that seeds 1 and 2 do not share examples
        for (int i = 0; i < count; i++) {
            SyntheticDigits digit = new SyntheticDigits(firstSeed + i);
            int label = digit.random.nextInt(CLASSES);
            digit.draw(GLYPHS[label]);
            digit.develop(pixels.asSlice((long) i * SIDE * SIDE, SIDE * SIDE));
            labels.set(ValueLayout.JAVA_BYTE, i, (byte) label);
        }
        return Dataset.of(pixels, labels, SIDE, SIDE, CLASSES);
    }

    private void draw(int glyph) {
        double width = between(2.5, 5.5);
        double height = between(3.5, 5);
        double slant = between(-1.2, 1.2);
        double x = between(11, 16);
        double y = between(11.5, 15.5);
        double thickness = between(1.2, 3.2);
        double[][] joints = new double[JOINTS.length][];
        for (int j = 0; j < joints.length; j++) {
            int[] joint = JOINTS[j];
            joints[j] = new double[] {
                x + width * joint[0] - slant * joint[1] + between(-1.2, 1.2), y + height * joint[1] + between(-1.2, 1.2)
            };
        }
        for (int s = 0; s < STROKES.length; s++) {
            if ((glyph >> s & 1) != 0) {
                stroke(joints[STROKES[s][0]], joints[STROKES[s][1]], thickness, between(0.35, 1));
            }
        }
        double[] stray = {between(3, 25), between(3, 25)};
        double[] strayEnd = {stray[0] + between(-7, 7), stray[1] + between(-7, 7)};
        stroke(stray, strayEnd, thickness, between(0, 0.8));
    }

    /** Lays ink along a line; where strokes cross, the stronger one shows. */
    private void stroke(double[] start, double[] end, double thickness, double strength) {
        double dx = end[0] - start[0];
        double dy = end[1] - start[1];
        double lengthSquared = Math.max(dx * dx + dy * dy, 1e-9);
        double reach = thickness / 2 + 0.5;
        int bottom = lastPixel(Math.max(start[1], end[1]) + reach);
        int right = lastPixel(Math.max(start[0], end[0]) + reach);
        for (int row = firstPixel(Math.min(start[1], end[1]) - reach); row <= bottom; row++) {
            for (int column = firstPixel(Math.min(start[0], end[0]) - reach); column <= right; column++) {
                double px = column - start[0];
                double py = row - start[1];
                double along = Math.clamp((px * dx + py * dy) / lengthSquared, 0, 1);
                double ex = px - along * dx;
                double ey = py - along * dy;
                double cover = Math.clamp(reach - Math.sqrt(ex * ex + ey * ey), 0, 1);
                int pixel = row * SIDE + column;
                ink[pixel] = Math.max(ink[pixel], strength * cover);
            }
        }
    }

    /** Adds noise and makes bytes of the ink. */
    private void develop(MemorySegment image) {
        for (int pixel = 0; pixel < ink.length; pixel++) {
            double noisy = ink[pixel] + between(-0.25, 0.25);
            image.set(ValueLayout.JAVA_BYTE, pixel, (byte) (255 * Math.clamp(noisy, 0, 1)));
        }
    }

    private static int firstPixel(double low) {
        return Math.max((int) low, 0);
    }

    private static int lastPixel(double high) {
        return Math.min((int) high, SIDE - 1);
    }

    private double between(double low, double high) {
        return random.nextDouble(low, high);
    }
}
