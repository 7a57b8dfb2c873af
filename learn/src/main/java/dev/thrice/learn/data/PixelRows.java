package dev.thrice.learn.data;

import dev.thrice.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of uint8 pixels, one after the other, each of which stands for its intensity, value / 255.
 *
 * @param columns of a row
 */
record PixelRows(MemorySegment segment, int columns) implements Rows {
    /** By value. Exact, and no slower than a multiplication that is not. */
    private static final float[] INTENSITY = intensities();

    @Override
    public float get(int row, int column) {
        return INTENSITY[pixel((long) row * columns + column)];
    }

    @Override
    public void copy(int row, Tensor to, int toRow) {
        MemorySegment values = to.segment();
        long source = (long) row * columns;
        long target = (long) toRow * to.leadingDimension();
        for (int i = 0; i < columns; i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, target + i, INTENSITY[pixel(source + i)]);
        }
    }

    @Override
    public int touch(int row) {
        long first = (long) row * columns;
        int sum = 0;
        for (long i = 0; i < columns; i += CACHE_LINE) {
            sum += pixel(first + i);
        }
        return sum;
    }

    private int pixel(long index) {
        return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, index));
    }

    private static float[] intensities() {
        float[] intensities = new float[256];
        for (int value = 0; value < intensities.length; value++) {
            intensities[value] = value / 255f;
        }
        return intensities;
    }
}
