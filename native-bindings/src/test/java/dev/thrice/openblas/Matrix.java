package dev.thrice.openblas;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleSupplier;

/** A strided matrix in native memory between guards: everything that is not an element is a NaN of one pattern. */
final class Matrix {
    private static final int GUARD_BITS = 0x7fc0beef;
    private static final int GUARD_FLOATS = 32;

    final int rows;
    final int columns;
    final int ld;
    private final MemorySegment memory;

    Matrix(Arena arena, int rows, int columns, int padding) {
        this.rows = rows;
        this.columns = columns;
        this.ld = columns + padding;
        memory = arena.allocate(ValueLayout.JAVA_INT, (long) rows * ld + 2 * GUARD_FLOATS);
        for (long i = 0; i < memory.byteSize() / Float.BYTES; i++) {
            memory.setAtIndex(ValueLayout.JAVA_INT, i, GUARD_BITS);
        }
    }

    Matrix fill(DoubleSupplier values) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, index(i, j), (float) values.getAsDouble());
            }
        }
        return this;
    }

    long address() {
        return memory.address() + GUARD_FLOATS * Float.BYTES;
    }

    float get(int i, int j) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT, index(i, j));
    }

    float[][] toArrays() {
        float[][] values = new float[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[i][j] = get(i, j);
            }
        }
        return values;
    }

    /** Whether nothing but elements was written. */
    boolean isGuarded() {
        long floats = memory.byteSize() / Float.BYTES;
        for (long i = 0; i < floats; i++) {
            long element = i - GUARD_FLOATS;
            boolean inside = element >= 0 && element < (long) rows * ld && element % ld < columns;
            if (!inside && memory.getAtIndex(ValueLayout.JAVA_INT, i) != GUARD_BITS) {
                return false;
            }
        }
        return true;
    }

    private long index(int i, int j) {
        return GUARD_FLOATS + (long) i * ld + j;
    }
}
