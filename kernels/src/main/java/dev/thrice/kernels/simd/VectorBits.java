package dev.thrice.kernels.simd;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The system property that forces a vector length, in bits; for tests, and for machines whose widest vectors are not their fastest. Longer
 * ones than there are Java works with one element after the other, so they are refused.
 */
public final class VectorBits {
    private static final String PROPERTY = "thrice.vector.bits";

    private VectorBits() {}

    /**
     * What is wrong with it.
     *
     * @return one line with its value and what there is; empty if it is one of that, or not set
     */
    public static Optional<String> fault() {
        return fault(System.getProperty(PROPERTY), FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    static Optional<String> fault(String given, int widest) {
        List<String> choices = Stream.of(128, 256, 512)
                .filter(bits -> bits <= widest)
                .map(String::valueOf)
                .toList();
        return given == null || choices.contains(given)
                ? Optional.empty()
                : Optional.of(PROPERTY + ": '" + given + "', expected "
                        + (choices.isEmpty() ? "none" : "one of " + String.join(", ", choices))
                        + ", the lengths of vectors that are worth having here");
    }

    /** Vectors of that length, or the longest where none is given; not where there is a {@link #fault}. */
    static VectorSpecies<Float> species() {
        String given = System.getProperty(PROPERTY);
        return given == null
                ? FloatVector.SPECIES_PREFERRED
                : VectorSpecies.of(float.class, VectorShape.forBitSize(Integer.parseInt(given)));
    }
}
