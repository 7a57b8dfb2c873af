package dev.thrice.examples;

import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where tensors come from: arrays, which are copied; native memory and files, which are not. */
public final class TensorsFromAnywhere {
    private TensorsFromAnywhere() {}

    public static void main(String... args) throws IOException {
        float[] values = {1, 2, 3, 4, 5, 6};
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        Path file = Files.write(Files.createTempFile("w", ".f32"), bytes.array());
        MemorySegment segment = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);

        try (TensorArena arena = TensorArena.open()) {
            Tensor x = arena.tensor(2, 3, values); // copies float[], or a segment of any kind
            Tensor r = arena.tensor(new float[][] {{1, 2, 3}, {4, 5, 6}}); // copies rows
            Tensor w = arena.map(file, 2, 3); // a file of floats, read-only, in place
            Tensor v = Tensor.of(segment, 2, 3); // native memory, in place
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, 5, 60);
            for (Tensor tensor : new Tensor[] {x, r, w, v}) {
                System.out.println(tensor + ": [1, 2] = " + tensor.get(1, 2));
            }
        }
        Files.delete(file);
    }
}
