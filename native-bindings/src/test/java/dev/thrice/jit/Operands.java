package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A product's operands in memory, from first element to last; what lies between rows is a NaN of one pattern. */
record Operands(
        GemmSpec spec,
        MemorySegment a,
        MemorySegment b,
        MemorySegment c,
        MemorySegment d,
        int ldd,
        MemorySegment sums) {
    static final int NO_ELEMENT = 0x7fc0beef;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /** Rows of D are some floats farther apart than those of C. */
    static Operands allocate(Room room, GemmSpec spec) {
        Epilogue epilogue = spec.epilogue();
        boolean matrix = epilogue.operand() == Epilogue.Operand.MATRIX;
        int rows = matrix ? spec.m() : epilogue.operand() == Epilogue.Operand.ROW ? 1 : 0;
        int ldd = spec.ldc() + 3;
        return new Operands(
                spec,
                matrix(room, "A", spec.rowsOfA(), spec.columnsOfA(), spec.lda()),
                matrix(room, "B", spec.rowsOfB(), spec.columnsOfB(), spec.ldb()),
                matrix(room, "C", spec.m(), spec.n(), spec.ldc()),
                matrix(room, "D", rows, spec.n(), ldd),
                matrix ? ldd : 0,
                matrix(room, "sums", epilogue.sumsColumns() ? 1 : 0, spec.n(), spec.n()));
    }

    private static MemorySegment matrix(Room room, String name, int rows, int columns, int ld) {
        long floats = rows == 0 || columns == 0 ? 0 : (rows - 1L) * ld + columns;
        MemorySegment memory = room.of(name, floats * Float.BYTES);
        for (long at = 0; at < memory.byteSize(); at += Integer.BYTES) {
            memory.set(INT, at, NO_ELEMENT);
        }
        return memory;
    }

    /** With op(A) and op(B). */
    void fill(float[] opA, float[] opB, float[] oldC, float[] operand) {
        store(opA, spec.m(), spec.k(), a, spec.transposeA(), spec.lda());
        store(opB, spec.k(), spec.n(), b, spec.transposeB(), spec.ldb());
        store(oldC, spec.m(), spec.n(), c, Transpose.NO, spec.ldc());
        store(operand, spec.n() == 0 ? 0 : operand.length / spec.n(), spec.n(), d, Transpose.NO, ldd);
    }

    private static void store(float[] op, int rows, int columns, MemorySegment to, Transpose transpose, int ld) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                long at = transpose == Transpose.NO ? (long) i * ld + j : (long) j * ld + i;
                to.set(FLOAT, at * Float.BYTES, op[i * columns + j]);
            }
        }
    }

    float[] elementsOfC() {
        float[] elements = new float[spec.m() * spec.n()];
        for (int i = 0; i < elements.length; i++) {
            long at = (long) (i / spec.n()) * spec.ldc() + i % spec.n();
            elements[i] = c.get(FLOAT, at * Float.BYTES);
        }
        return elements;
    }

    float[] elementsOfSums() {
        return sums.toArray(FLOAT);
    }

    void requirePaddingUntouched(Object how) {
        for (long i = 0; i < spec.m() - 1; i++) {
            for (long j = spec.n(); j < spec.ldc(); j++) {
                int bits = c.get(INT, (i * spec.ldc() + j) * Float.BYTES);
                if (bits != NO_ELEMENT) {
                    assertEquals(NO_ELEMENT, bits, how + ": written between rows of C");
                }
            }
        }
    }

    /** To be compared with the same later. */
    int[] contentsOfInputs() {
        return new int[] {
            Arrays.hashCode(a.toArray(INT)), Arrays.hashCode(b.toArray(INT)), Arrays.hashCode(d.toArray(INT))
        };
    }
}
