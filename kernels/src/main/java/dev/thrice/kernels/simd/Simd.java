package dev.thrice.kernels.simd;

import java.nio.ByteOrder;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector length everything on the Vector API works with.
 *
 * <p>What C2 asks of code on the Vector API, and punishes the lack of by boxing every vector, at a hundred times the cost:
 *
 * <ul>
 *   <li>Vectors are local variables, and go to no method of ours and come from none: C2 does not inline a method where it takes
 *       the call to be cold or has reached its size limits, while the API's own methods are always inlined.
 *   <li>No method is called on a variable that a loop changes: what class it has is not known when the call is parsed. {@code
 *       x.fma(y, sum)}, not {@code sum.add(..)}; after the loop, {@code zero.add(sum)}.
 *   <li>A method has at most some 50 vector operations, 80 where addresses are masked, or C2 ends inlining in the middle; what has
 *       100 C1 does not compile, and it may never be profiled for C2.
 *   <li>Floats are in vectors of {@link #SPECIES} only. What class of vector a load returns C2 knows from profiles that all species of
 *       floats share, and from the second species on it loses them. So parts of vectors are moved as ints, whose loads and stores
 *       are other methods.
 * </ul>
 *
 * <p>A row's last vector may be a part of one. A kernel's formula stands in one method, that loops over vectors and is given the number
 * of live lanes: {@link #LANES} for whole vectors, with plain loads and stores; fewer for what is left, under a mask. C2 takes the
 * choice out of the loop. The loop is in the method of the formula because C2 inlines no method above 325 bytecodes, and
 * the constants would be loaded again for each vector.
 *
 * <p>docs/c2.md has all the rules, and what holds each; {@code AllocationTest} finds most of what does not keep to them.
 */
public final class Simd {
    public static final VectorSpecies<Float> SPECIES = VectorBits.species();

    /** Floats in a vector. */
    public static final int LANES = SPECIES.length();

    /** Bytes in a vector. */
    public static final long BYTES = (long) LANES * Float.BYTES;

    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Above any offset in a block of A. That one is below it, or below a few less, is checked where loads are to stay in order. */
    public static final int FENCE = Integer.MAX_VALUE;

    /** The smallest page that a processor has. */
    private static final long PAGE = 4096;

    private Simd() {}

    /**
     * Whether a vector can be loaded that begins in front of an address and ends behind it, though all that is known to be
     * readable ends there: memory is granted in whole pages.
     *
     * @param end where readable memory may end
     * @param bytes the length of the vector, of which at least one element is in front of the end
     */
    public static boolean readsOn(long end, long bytes) {
        return end % PAGE != 0 && end % PAGE <= PAGE - bytes;
    }

    /** How many of a row's elements whole vectors hold. */
    public static int whole(int columns) {
        return columns / LANES * LANES;
    }

    /** The bytes of some floats. */
    public static long bytes(int floats) {
        return (long) floats * Float.BYTES;
    }
}
