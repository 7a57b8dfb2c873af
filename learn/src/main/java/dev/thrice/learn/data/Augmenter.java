package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Augments images in place. Allocates nothing when it does; for one thread at a time. */
final class Augmenter {
    /** 2^64 over the golden ratio, odd: what SplitMix64 counts by. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final int DRAWN_BITS = 31;

    private final Augmentation augmentation;
    private final ImageShape image;
    private final long seed;
    private final float[] from;
    private final float[] to;

    /** Of data that it {@linkplain Augmentation#requireFit fits}. */
    Augmenter(Augmentation augmentation, ImageShape image, long seed) {
        this.augmentation = augmentation;
        this.image = image;
        this.seed = seed;
        from = new float[image.elements()];
        to = new float[image.elements()];
    }

    /** Augments a row of inputs, as the example at a place of an epoch. */
    void apply(Tensor inputs, int row, int epoch, int place) {
        long bits = mix(mix(seed + GOLDEN * epoch) + GOLDEN * place);
        int down = drawn(bits >>> 33);
        int right = drawn(bits >>> 2);
        boolean flip = augmentation.flip() && (bits & 1) == 1;
        MemorySegment memory = inputs.segment();
        long offset = (long) row * inputs.leadingDimension() * Float.BYTES;
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, offset, from, 0, from.length);
        move(down, right, flip);
        MemorySegment.copy(to, 0, memory, ValueLayout.JAVA_FLOAT, offset, to.length);
    }

    /** A shift, of as many random bits: each as often to 1 in 2^31. */
    private int drawn(long bits) {
        long random = bits & ((1L << DRAWN_BITS) - 1);
        long shifts = 2L * augmentation.shift() + 1;
        return (int) ((random * shifts) >>> DRAWN_BITS) - augmentation.shift();
    }

    private void move(int down, int right, boolean flip) {
        int channels = image.channels();
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int fromY = y - down;
                int fromX = flip ? image.width() - 1 - (x - right) : x - right;
                boolean inside = fromY >= 0 && fromY < image.height() && fromX >= 0 && fromX < image.width();
                int source = (fromY * image.width() + fromX) * channels;
                for (int c = 0; c < channels; c++) {
                    to[at++] = inside ? from[source + c] : 0f;
                }
            }
        }
    }

    /** SplitMix64's (Steele, Lea &amp; Flood 2014, in Stafford's variant 13). */
    private static long mix(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
