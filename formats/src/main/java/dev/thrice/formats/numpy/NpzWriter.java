package dev.thrice.formats.numpy;

import dev.thrice.base.AtomicFile;
import dev.thrice.base.Printable;
import dev.thrice.formats.io.TensorBytes;
import dev.thrice.kernels.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes float32 tensors as a .npz file: the same bytes of the same tensors in the same order. */
public final class NpzWriter {
    /** The first that a zip file can name. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, byte[]> headers = new LinkedHashMap<>();
    private boolean deflated;

    /** A file without arrays, as yet, that are to be stored as they are, as by {@code np.savez}. */
    public NpzWriter() {}

    /**
     * Has the arrays compressed, as by {@code np.savez_compressed}.
     *
     * @return this
     */
    public NpzWriter compressed() {
        deflated = true;
        return this;
    }

    /**
     * Adds a matrix, which is read when the file is written.
     *
     * @param name of the array, without .npy, unique in the file
     * @param tensor the numbers
     * @return this
     * @throws IllegalArgumentException if the name is there already
     */
    public NpzWriter add(String name, Tensor tensor) {
        return add(name, tensor, new int[] {tensor.rows(), tensor.columns()});
    }

    /**
     * Adds a tensor of any number of dimensions, which is read when the file is written.
     *
     * @param name of the array, without .npy, unique in the file
     * @param tensor the numbers
     * @param shape the sizes of its dimensions, row after row: such as one for what is a vector, none for a scalar
     * @return this
     * @throws IllegalArgumentException if the name is there already, or the shape is of another number of elements
     */
    public NpzWriter add(String name, Tensor tensor, int... shape) {
        if (tensors.containsKey(name)) {
            throw new IllegalArgumentException("npz: array " + Printable.name(name) + " for the second time");
        }
        headers.put(name, NpyWriter.header(TensorBytes.shape(Printable.name(name), tensor, shape)));
        tensors.put(name, tensor);
        return this;
    }

    /**
     * Writes what was added, whole or not at all: beside the file, and on the disk, before it takes the file's place.
     *
     * @param file its path; links are followed
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if a tensor's memory was freed
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
            byte[] header = headers.get(each.getKey());
            zip.putNextEntry(entry(each.getKey(), header, each.getValue()));
            NpyWriter.write(zip, header, each.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }

    /** Of what is stored, length and sum come first. */
    private ZipEntry entry(String name, byte[] header, Tensor tensor) throws IOException {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTimeLocal(NO_TIME);
        if (!deflated) {
            CRC32 sum = new CRC32();
            NpyWriter.write(new CheckedOutputStream(OutputStream.nullOutputStream(), sum), header, tensor);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(header.length + TensorBytes.count(tensor));
            entry.setCrc(sum.getValue());
        }
        return entry;
    }
}
