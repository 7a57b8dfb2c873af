package dev.thrice.formats.numpy;

import dev.thrice.base.AtomicFile;
import dev.thrice.formats.io.TensorBytes;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes a float32 tensor as a .npy file, with the very bytes that {@code np.save} has for the same array. */
public final class NpyWriter {
    private static final int ALIGNMENT = 64;
    private static final int PREFIX = 10; // magic number, version, length

    /** Numpy leaves room for the first size to grow to so many digits. */
    private static final int DIGITS = 21;

    private NpyWriter() {}

    /**
     * Writes a matrix, whole or not at all: beside the old file, and on the disk, before it takes its place.
     *
     * @param file its path; links are followed
     * @param tensor the numbers
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if the tensor's memory was freed
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        write(file, tensor, new int[] {tensor.rows(), tensor.columns()});
    }

    /**
     * Writes a tensor of any number of dimensions, whole or not at all: beside the old file, and on the disk, before it takes its place.
     *
     * @param file its path; links are followed
     * @param tensor the numbers
     * @param shape the sizes of its dimensions, row after row: such as one for what is a vector, none for a scalar
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if the shape is of another number of elements
     * @throws IllegalStateException if the tensor's memory was freed
     */
    public static void write(Path file, Tensor tensor, int... shape) throws IOException {
        byte[] header = header(TensorBytes.shape("array", tensor, shape));
        AtomicFile.write(file, out -> write(out, header, tensor));
    }

    static void write(OutputStream out, byte[] header, Tensor tensor) throws IOException {
        out.write(header);
        TensorBytes.write(tensor, out);
    }

    /** Version 1.0, with spaces up to a multiple of 64 bytes. */
    static byte[] header(int... shape) {
        String sizes = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        String text =
                "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sizes + (shape.length == 1 ? "," : "") + "), }";
        if (shape.length > 0) {
            text += " ".repeat(DIGITS - String.valueOf(shape[0]).length());
        }
        int length = Math.ceilDiv(PREFIX + text.length() + 1, ALIGNMENT) * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(header.array(), (byte) ' ');
        header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        header.put((byte) 1).put((byte) 0).putShort((short) (length - PREFIX));
        header.put(text.getBytes(StandardCharsets.US_ASCII)).put(length - 1, (byte) '\n');
        return header.array();
    }
}
