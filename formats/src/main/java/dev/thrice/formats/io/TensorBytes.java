package dev.thrice.formats.io;

import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Tensors as files have them: float32, little-endian, row after row. */
public final class TensorBytes {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final ValueLayout.OfFloat LITTLE_ENDIAN =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TensorBytes() {}

    /**
     * How many there are.
     *
     * @param tensor to be written
     * @return bytes
     */
    public static long count(Tensor tensor) {
        return (long) tensor.rows() * tensor.columns() * Float.BYTES;
    }

    /**
     * The shape that a tensor is written with.
     *
     * @param name of the tensor, for the message
     * @param tensor to be written
     * @param shape the sizes of its dimensions, none of a scalar
     * @return sizes
     * @throws IllegalArgumentException if they are of another number of elements
     */
    public static int[] shape(String name, Tensor tensor, int... shape) {
        int[] sizes = shape.clone();
        if (product(sizes) != (long) tensor.rows() * tensor.columns()) {
            throw new IllegalArgumentException(
                    "tensor " + name + " " + tensor + " as " + Arrays.toString(sizes) + ", expected as many elements");
        }
        return sizes;
    }

    /** -1 if a size is negative, or they are more than can be counted. */
    private static long product(int[] sizes) {
        long product = 1;
        for (int size : sizes) {
            if (size < 0 || Math.multiplyHigh(product, size) != 0 || product * size < 0) {
                return -1;
            }
            product *= size;
        }
        return product;
    }

    /**
     * Writes them.
     *
     * @param tensor to be written
     * @param out is not closed
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if the tensor's memory was freed
     */
    public static void write(Tensor tensor, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, count(tensor))];
        MemorySegment to = MemorySegment.ofArray(buffer);
        for (int i = 0; i < tensor.rows() && tensor.columns() > 0; i++) {
            int count;
            for (int j = 0; j < tensor.columns(); j += count) {
                count = Math.min(buffer.length / Float.BYTES, tensor.columns() - j);
                long at = ((long) i * tensor.leadingDimension() + j) * Float.BYTES;
                MemorySegment.copy(tensor.segment(), ValueLayout.JAVA_FLOAT, at, to, LITTLE_ENDIAN, 0, count);
                out.write(buffer, 0, count * Float.BYTES);
            }
        }
    }
}
