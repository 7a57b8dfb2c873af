package dev.thrice.lab.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.lab.command.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    /** More than is read at a time. */
    private static final int COUNT = 20_000;

    @TempDir
    Path folder;

    @Test
    void integersAreReadInTheirOrder() throws IOException {
        long[] labels = LongStream.range(0, COUNT).map(i -> i * i).toArray();
        try (SafetensorsFile file = SafetensorsFile.open(write(labels))) {
            assertArrayEquals(labels, file.longs(file.get("labels", 1, List.of(Dtype.I64)), COUNT));
        }
    }

    @Test
    void aFileThatIsShortenedMeanwhileIsAnError() throws IOException {
        Path path = write(new long[COUNT]);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            SafetensorsFile.Entry labels = file.get("labels", 1, List.of(Dtype.I64));
            try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
                other.truncate(other.size() - Long.BYTES);
            }
            UserError e = assertThrows(UserError.class, () -> file.longs(labels, COUNT));
            assertEquals("cannot read " + path + ": ends too early", e.getMessage());
        }
    }

    @Test
    void aHeaderThatIsNoTextIsRefused() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '"', (byte) 0xff, '"'});
        UserError e = assertThrows(UserError.class, () -> SafetensorsFile.open(path));
        assertEquals(path + ": header is not a text in UTF-8", e.getMessage());
    }

    /** What transformers and others ask for, before they take a file for PyTorch's. */
    @Test
    void whatIsWrittenSaysOfWhatFormatItIs() throws IOException {
        Path path = folder.resolve("written");
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.say("thrice.activation", "relu");
        writer.add("x", new float[] {1, 2}, 1, 2);
        writer.write(path);
        byte[] bytes = Files.readAllBytes(path);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode header = new ObjectMapper().readTree(Arrays.copyOfRange(bytes, Long.BYTES, Long.BYTES + length));
        assertEquals(
                "{\"format\":\"pt\",\"thrice.activation\":\"relu\"}",
                header.get("__metadata__").toString());
        assertEquals(
                "{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}",
                header.get("x").toString());
        assertEquals(2, header.size());
    }

    private Path write(long... labels) throws IOException {
        String json = "{\"labels\":{\"dtype\":\"I64\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(labels.length, (long) labels.length * Long.BYTES);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length() + labels.length * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length()).put(json.getBytes(StandardCharsets.US_ASCII));
        LongStream.of(labels).forEach(bytes::putLong);
        return Files.write(folder.resolve("file"), bytes.array());
    }
}
