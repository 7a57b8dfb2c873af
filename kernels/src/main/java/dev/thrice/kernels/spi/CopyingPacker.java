package dev.thrice.kernels.spi;

import dev.thrice.kernels.memory.Raw;
import java.lang.foreign.MemorySegment;

/** Packs by copying: for providers that have no other form. Rows keep their distance, so that a kernel need not know. */
final class CopyingPacker implements OperandPacker {
    private final int rows;
    private final int columns;
    private final int ld;

    CopyingPacker(int rows, int columns, int ld) {
        this.rows = rows;
        this.columns = columns;
        this.ld = ld;
    }

    @Override
    public long bytes() {
        return columns == 0 ? 0 : Math.multiplyExact((long) rows * ld, Float.BYTES);
    }

    @Override
    public void pack(long from, long to) {
        for (int i = 0; i < rows && columns > 0; i++) {
            long row = (long) i * ld * Float.BYTES;
            MemorySegment.copy(Raw.MEMORY, from + row, Raw.MEMORY, to + row, (long) columns * Float.BYTES);
        }
    }
}
