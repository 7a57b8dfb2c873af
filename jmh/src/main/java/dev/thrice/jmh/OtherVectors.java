package dev.thrice.jmh;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A program's own use of the Vector API: floats in vectors that are not of the preferred species, doubles, and ints under masks, so hot that C2 has compiled
 * all of it.
 */
final class OtherVectors {
    private static final VectorSpecies<Float> NARROW = FloatVector.SPECIES_64;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> NARROW_INTS = IntVector.SPECIES_128;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int SIZE = 1003; // no whole number of vectors

    private final float[] floats = new float[SIZE];
    private final int[] ints = new int[SIZE];
    private final double[] doubles = new double[SIZE];

    OtherVectors() {
        Arrays.fill(floats, 1f);
        Arrays.fill(ints, 1);
        Arrays.fill(doubles, 1);
    }

    /** Computes with all of them for so long, and checks what came of it. */
    void run(long nanos) {
        long end = System.nanoTime() + nanos;
        do {
            double sum = sum(FLOATS) + sum(NARROW) + sum(INTS, ints) + sum(NARROW_INTS, ints) + sumOfDoubles();
            if (sum != 5 * SIZE) {
                throw new IllegalStateException("sums of ones are " + sum + ", expected " + 5 * SIZE);
            }
        } while (System.nanoTime() < end);
    }

    private double sum(VectorSpecies<Float> species) {
        FloatVector sum = FloatVector.zero(species);
        FloatVector one = FloatVector.broadcast(species, 1f);
        for (int i = 0; i < SIZE; i += species.length()) {
            VectorMask<Float> live = species.indexInRange(i, SIZE);
            sum = FloatVector.fromArray(species, floats, i, live).fma(one, sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private static double sum(VectorSpecies<Integer> species, int[] of) {
        IntVector sum = IntVector.zero(species);
        for (int i = 0; i < SIZE; i += species.length()) {
            VectorMask<Integer> live = species.indexInRange(i, SIZE);
            sum = sum.add(IntVector.fromArray(species, of, i, live));
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private double sumOfDoubles() {
        DoubleVector sum = DoubleVector.zero(DOUBLES);
        for (int i = 0; i < SIZE; i += DOUBLES.length()) {
            VectorMask<Double> live = DOUBLES.indexInRange(i, SIZE);
            sum = sum.add(DoubleVector.fromArray(DOUBLES, doubles, i, live));
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }
}
