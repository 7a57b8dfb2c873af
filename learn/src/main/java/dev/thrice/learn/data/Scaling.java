package dev.thrice.learn.data;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The standardisation of features: (x - mean) / deviation, one of each for every feature. A model that has learned from scaled data keeps
 * their scaling, and is asked with numbers as they are.
 */
public final class Scaling {
    /** What is left of a sum in float64, relative to the mean, where all are the same. */
    private static final double ROUNDING = 1e-12;

    private final float[] means;
    private final float[] deviations;
    private final float[] factors;

    /**
     * Of known numbers.
     *
     * @param means one a feature, finite
     * @param deviations one a feature, finite and above 0
     * @throws IllegalArgumentException if the numbers are none or not as many, or one is out of range
     */
    public Scaling(float[] means, float[] deviations) {
        if (means.length == 0 || means.length != deviations.length) {
            throw new IllegalArgumentException("scaling: " + means.length + " means and " + deviations.length
                    + " deviations, expected one of each a feature");
        }
        this.means = means.clone();
        this.deviations = deviations.clone();
        factors = new float[means.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 1 / deviations[i];
            if (!Float.isFinite(means[i]) || !(factors[i] > 0) || Float.isInfinite(factors[i])) {
                throw new IllegalArgumentException("scaling: mean " + means[i] + " and deviation " + deviations[i]
                        + " of feature " + i + ", expected finite numbers, the deviation above 0");
            }
        }
    }

    /**
     * That of some data: what makes each feature's mean 0 and its standard deviation 1 (divided by the number of examples). A feature
     * that is the same in all examples becomes 0.
     *
     * @param data to be standardised, of which all others take it that are to be compared
     * @return the scaling
     */
    public static Scaling of(Dataset data) {
        return standard(data, data.features());
    }

    /**
     * That of some images, one for each channel: what makes the mean of all its pixels 0 and their standard deviation 1.
     *
     * @param data to be standardised; of what is no image each feature is a channel of its own, as {@link #of} has it
     * @return the scaling, of as many features as the data have
     */
    public static Scaling ofChannels(Dataset data) {
        return standard(data, channels(data));
    }

    private static Scaling standard(Dataset data, int channels) {
        double numbers = (double) data.count() * data.features() / channels;
        double[] mean = new double[channels];
        for (int i = 0; i < data.count(); i++) {
            for (int j = 0; j < data.features(); j++) {
                mean[j % channels] += data.feature(i, j) / numbers;
            }
        }
        double[] variance = new double[channels];
        for (int i = 0; i < data.count(); i++) {
            for (int j = 0; j < data.features(); j++) {
                double apart = data.feature(i, j) - mean[j % channels];
                variance[j % channels] += apart * apart / numbers;
            }
        }
        double[] deviation = new double[channels];
        for (int c = 0; c < channels; c++) {
            deviation[c] = (float) Math.sqrt(variance[c]);
            if (deviation[c] <= ROUNDING * Math.abs(mean[c])) {
                deviation[c] = 0;
            }
        }
        return spread(mean, deviation, data.features());
    }

    /**
     * That of some data that makes the least number of each channel 0 and the largest 1; of what is no image each feature is a channel.
     * A channel that is the same in all examples becomes 0.
     *
     * @param data to be scaled, of which all others take it that are to be compared
     * @return the scaling, of as many features as the data have; its means are the least numbers, its deviations the ranges
     * @throws IllegalArgumentException if a range is not finite in float32
     */
    public static Scaling toUnit(Dataset data) {
        int channels = channels(data);
        double[] least = new double[channels];
        double[] largest = new double[channels];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < data.count(); i++) {
            for (int j = 0; j < data.features(); j++) {
                int c = j % channels;
                least[c] = Math.min(least[c], data.feature(i, j));
                largest[c] = Math.max(largest[c], data.feature(i, j));
            }
        }
        double[] range = new double[channels];
        for (int c = 0; c < channels; c++) {
            range[c] = largest[c] - least[c];
        }
        return spread(least, range, data.features());
    }

    /** Of which there is one for each number of a pixel; of what is no image, for each feature. */
    private static int channels(Dataset data) {
        return data.image().map(ImageShape::channels).orElse(data.features());
    }

    /** Of channels, which lie together; a deviation that is 0, or has no reciprocal, is that of one that does not vary. */
    private static Scaling spread(double[] mean, double[] deviation, int features) {
        float[] means = new float[features];
        float[] deviations = new float[features];
        for (int j = 0; j < features; j++) {
            int c = j % mean.length;
            means[j] = (float) mean[c];
            deviations[j] = 1 / (float) deviation[c] < Float.POSITIVE_INFINITY ? (float) deviation[c] : 1f;
        }
        return new Scaling(means, deviations);
    }

    /**
     * Scales an example. Allocates nothing.
     *
     * @param from its features
     * @param to the scaled ones; may be the same array
     * @throws IndexOutOfBoundsException if an array is too short
     */
    public void apply(float[] from, float[] to) {
        for (int i = 0; i < means.length; i++) {
            to[i] = (from[i] - means[i]) * factors[i];
        }
    }

    /**
     * Scales an example in place. Allocates nothing.
     *
     * @param samples [rows x features]
     * @param row of the example
     * @param by an array of its length, which is written
     * @throws IndexOutOfBoundsException if there is no such row, or the array is too long
     */
    public void apply(Tensor samples, int row, float[] by) {
        MemorySegment memory = samples.segment();
        long offset = (long) row * samples.leadingDimension() * Float.BYTES;
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, offset, by, 0, by.length);
        apply(by, by);
        MemorySegment.copy(by, 0, memory, ValueLayout.JAVA_FLOAT, offset, by.length);
    }

    /**
     * The features.
     *
     * @return how many
     */
    public int features() {
        return means.length;
    }

    /**
     * The means.
     *
     * @return a copy, one a feature
     */
    public float[] means() {
        return means.clone();
    }

    /**
     * The standard deviations.
     *
     * @return a copy, one a feature, 1 for one that does not vary
     */
    public float[] deviations() {
        return deviations.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scaling scaling
                && Arrays.equals(means, scaling.means)
                && Arrays.equals(deviations, scaling.deviations);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(means) + Arrays.hashCode(deviations);
    }

    @Override
    public String toString() {
        return "scaling of " + means.length + " features";
    }
}
