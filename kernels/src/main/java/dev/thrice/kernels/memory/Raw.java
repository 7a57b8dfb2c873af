package dev.thrice.kernels.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * All of memory as one segment, addressed absolutely. A static final segment of the whole address range is what C2
 * compiles to plain loads and stores: no liveness to poll, and no bounds to check where it knows that an address is one
 * ({@link #ADDRESS}). Whoever uses it has had its operands checked and held by {@code dev.thrice.kernels}.
 */
public final class Raw {
    /** Address x is offset x. */
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /**
     * The bits that an address or a stride can have: no processor gives a process memory from 2^56 on. What is masked by it, with up to a
     * hundred of such added to it, C2 knows to be in {@link #MEMORY}, and leaves out the check; in a loop whose step is a variable it
     * has no other way to. An operator and not a method, since in large kernels C2 ends up inlining no more methods.
     */
    public static final long ADDRESS = (1L << 56) - 1;

    /** Of a plain store C2 knows that it changes nothing, and leaves it out. */
    private static final VarHandle OPAQUE = ValueLayout.JAVA_INT.varHandle();

    private Raw() {}

    /**
     * The address of an element of a row-major matrix of floats.
     *
     * @param base address of element (0, 0)
     * @param ld leading dimension, in floats
     * @param row row index
     * @param column column index
     * @return its address
     */
    public static long at(long base, int ld, int row, int column) {
        return base + ((long) row * ld + column) * Float.BYTES;
    }

    /**
     * Reads a float.
     *
     * @param address its address
     * @return its value
     */
    public static float get(long address) {
        return MEMORY.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    /**
     * Writes a float.
     *
     * @param address its address
     * @param value the value
     */
    public static void set(long address, float value) {
        MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    /**
     * Reads an int.
     *
     * @param address its address
     * @return its value
     */
    public static int getInt(long address) {
        return MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    /**
     * Writes an int.
     *
     * @param address its address
     * @param value the value
     */
    public static void setInt(long address, int value) {
        MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    /**
     * Copies 16 bytes, without a vector, which C2 might allocate.
     *
     * @param from address of the first
     * @param to address that it goes to; the two ranges are the same or apart
     */
    public static void copy16(long from, long to) {
        copy8(from, to);
        copy8(from + Long.BYTES, to + Long.BYTES);
    }

    /**
     * Copies 8 bytes.
     *
     * @param from address of the first
     * @param to address that it goes to; the two ranges are the same or apart
     */
    public static void copy8(long from, long to) {
        MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, to, MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, from));
    }

    /**
     * Writes ints as they are.
     *
     * @param address of the first, aligned to 4
     * @param bytes length of the range that they are in
     * @param step bytes from one to the next
     */
    public static void rewrite(long address, long bytes, int step) {
        for (long at = address; at < address + bytes; at += step) {
            OPAQUE.setOpaque(MEMORY, at, (int) OPAQUE.getOpaque(MEMORY, at));
        }
    }
}
