package dev.thrice.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.thrice.formats.numpy.NpyArray;
import dev.thrice.formats.numpy.NpyWriter;
import dev.thrice.formats.numpy.NpzFile;
import dev.thrice.formats.numpy.NpzWriter;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.TensorEntry;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Thrice's part of formats/round-trip/round-trip.sh: reads what others wrote, and writes it as float32. */
@EnabledIfSystemProperty(named = RoundTripTest.FOLDER, matches = ".+")
class RoundTripTest {
    static final String FOLDER = "thrice.round-trip";

    private final Path folder = Path.of(System.getProperty(FOLDER, ""));
    private final Path results = folder.resolve("thrice");

    @Test
    void arrays() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("npy"));
                TensorArena arena = TensorArena.open()) {
            for (Path file : files.toList()) {
                NpyArray array = NpyArray.open(file);
                NpyWriter.write(results.resolve(file.getFileName()), tensor(array, arena), shape(array.shape()));
            }
        }
    }

    @Test
    void filesOfArrays() throws IOException {
        for (String name : List.of("stored.npz", "deflated.npz")) {
            NpzWriter writer = name.startsWith("stored") ? new NpzWriter() : new NpzWriter().compressed();
            try (NpzFile file = NpzFile.open(folder.resolve(name));
                    TensorArena arena = TensorArena.open()) {
                for (String each : file.names()) {
                    NpyArray array = file.array(each);
                    writer.add(each, tensor(array, arena), shape(array.shape()));
                }
                writer.write(results.resolve(name));
            }
        }
    }

    @Test
    void tensors() throws IOException {
        for (String name : List.of("numpy.safetensors", "torch.safetensors")) {
            if (Files.exists(folder.resolve(name))) {
                try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(name));
                        TensorArena arena = TensorArena.open()) {
                    SafetensorsWriter writer = new SafetensorsWriter().metadata(file.metadata());
                    for (String each : file.names()) {
                        TensorEntry entry = file.entry(each);
                        int[] shape = shape(entry.shape());
                        TensorEntry read =
                                entry.folded(Math.max(0, shape.length - 1)).narrowed();
                        Tensor tensor = file.tensor(read, arena);
                        assertArrayEquals(
                                tensor.toArray(), file.view(read, arena).toArray());
                        writer.add(each, tensor, shape);
                    }
                    writer.write(results.resolve(name));
                }
            }
        }
    }

    private static Tensor tensor(NpyArray array, TensorArena arena) throws IOException {
        return array.tensor(arena, Math.max(0, array.shape().size() - 1));
    }

    private static int[] shape(List<Long> shape) {
        return shape.stream().mapToInt(Math::toIntExact).toArray();
    }
}
