package dev.thrice.kernels.simd;

import static dev.thrice.kernels.memory.Raw.MEMORY;

import dev.thrice.kernels.memory.Raw;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector length everything in this package works with, and the loads and stores of it. */
final class Simd {
    /** Forces a vector length, in bits; for tests, and for machines whose widest vectors are not their fastest. */
    static final String VECTOR_BITS_PROPERTY = "thrice.vector.bits";

    static final VectorSpecies<Float> SPECIES = species();

    /** Floats in a vector. */
    static final int LANES = SPECIES.length();

    /** Bytes in a vector. */
    static final long BYTES = (long) LANES * Float.BYTES;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private Simd() {}

    static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
    }

    static FloatVector load(long address, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER, mask);
    }

    static void store(FloatVector value, long address) {
        value.intoMemorySegment(MEMORY, address, ORDER);
    }

    static void store(FloatVector value, long address, VectorMask<Float> mask) {
        value.intoMemorySegment(MEMORY, address, ORDER, mask);
    }

    /** The float at an address, in every lane. */
    static FloatVector splat(long address) {
        return FloatVector.broadcast(SPECIES, Raw.get(address));
    }

    /** The lanes that the last {@code count % LANES} elements of a row take. */
    static VectorMask<Float> tail(int count) {
        return SPECIES.indexInRange(0, count % LANES);
    }

    private static VectorSpecies<Float> species() {
        Integer bits = Integer.getInteger(VECTOR_BITS_PROPERTY);
        return bits == null
                ? FloatVector.SPECIES_PREFERRED
                : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }
}
