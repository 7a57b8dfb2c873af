package dev.thrice.formats.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.formats.safetensors.TensorEntry;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFuzzTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReadOrRefused() throws IOException {
        Fuzz.run(folder.resolve("file"), SafetensorsFuzzTest::file, SafetensorsFuzzTest::read);
    }

    private static long read(Path path, TensorArena arena) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            for (String name : file.names()) {
                TensorEntry entry = file.entry(name);
                tensorOrRefusal(file, entry, arena);
                tensorOrRefusal(file, entry.folded(entry.shape().size() / 2), arena);
                longsOrRefusal(file, entry);
            }
            new StateDict(file);
        }
        return 4 * Files.size(path); // two tensors of each, of which F16 takes twice
    }

    private static void tensorOrRefusal(SafetensorsFile file, TensorEntry entry, TensorArena arena) throws IOException {
        try {
            Tensor tensor = file.tensor(entry, arena);
            Tensor view = file.view(entry, arena);
            for (int i = 0; i < Math.min(1, tensor.rows()) && tensor.columns() > 0; i++) {
                assertEquals(tensor.get(i, 0), view.get(i, 0));
            }
        } catch (FormatException e) {
            requireOf(file, e);
        }
    }

    private static void longsOrRefusal(SafetensorsFile file, TensorEntry entry) throws IOException {
        try {
            file.longs(entry);
        } catch (FormatException e) {
            requireOf(file, e);
        }
    }

    private static void requireOf(SafetensorsFile file, FormatException e) throws FormatException {
        if (!e.getMessage().startsWith(file.path() + ": ")) {
            throw e;
        }
    }

    /** Nearly right, with sizes and places that are mostly those of what is before. */
    private static byte[] file(SplittableRandom random) {
        StringBuilder json = new StringBuilder("{");
        if (random.nextInt(3) == 0) {
            json.append("\"__metadata__\":{\"format\":\"pt\",\"k\\u00e9y\":\"\\ud83d\\ude00\"},");
        }
        int data = 0;
        for (int n = random.nextInt(5); n > 0; n--) {
            String dtype = Fuzz.any(random, "F32", "F32", "F16", "BF16", "F64", "I64", "U8", "BOOL", "F8_E4M3", "?");
            int bytes = switch (dtype) {
                case "F64", "I64" -> 8;
                case "F32" -> 4;
                case "F16", "BF16" -> 2;
                default -> 1;
            };
            StringBuilder shape = new StringBuilder();
            for (int d = random.nextInt(4); d > 0; d--) {
                int size = random.nextInt(4);
                bytes *= size;
                shape.append(size).append(d > 1 ? "," : "");
            }
            String name = Fuzz.any(random, "", "a.", "a._orig_mod.", "gr\u00fc\u00df")
                    + random.nextInt(3)
                    + Fuzz.any(random, ".weight", ".bias", ".weight", "");
            json.append("\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}%s"
                    .formatted(name, dtype, shape, data, data + bytes, n > 1 ? "," : ""));
            data += bytes;
        }
        byte[] text = json.append("}")
                .append(" ".repeat(random.nextInt(8)))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        byte[] values = new byte[data];
        random.nextBytes(values);
        return ByteBuffer.allocate(Long.BYTES + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(values)
                .array();
    }
}
