package dev.thrice.lab.safetensors;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Activation;
import dev.thrice.lab.command.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever the bytes: a file whose tensors lie within it, or a UserError of one line. */
final class SafetensorsFuzzTest {
    private Path file;

    @BeforeProperty
    void createFile() throws IOException {
        file = Files.createTempFile("safetensors-fuzz", "");
    }

    @AfterProperty
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Property
    void randomBytesAreRefused(@ForAll byte[] bytes) throws IOException {
        openOrRefuse(bytes);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anyHeaderIsReadOrRefused(@ForAll("headers") String header, @ForAll("data") byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        openOrRefuse(ByteBuffer.allocate(Long.BYTES + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array());
    }

    private void openOrRefuse(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            for (String name : opened.names()) {
                readOrRefuse(opened, name);
            }
            new StateDict(opened).chain(Activation.TANH);
        } catch (UserError e) {
            assertOneLine(e.getMessage());
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("layer: "), e.getMessage()); // one of width 0
        }
    }

    /** Labels of a network: as many as the file says, which are in the file. */
    private void readOrRefuse(SafetensorsFile opened, String name) {
        try {
            SafetensorsFile.Entry labels = opened.get(name, 1, List.of(Dtype.I64));
            int count = opened.size(labels, 0);
            assertTrue(opened.longs(labels, count).length == count);
        } catch (UserError e) {
            assertOneLine(e.getMessage());
        }
    }

    private void assertOneLine(String message) {
        assertTrue(message.contains(file.toString()), message);
        assertFalse(message.chars().anyMatch(Character::isISOControl), message);
        assertTrue(message.length() < 2000, message);
    }

    @Provide
    Arbitrary<byte[]> data() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(32);
    }

    /** Headers that are nearly right, and text that is hardly one. */
    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> sizes = Arbitraries.frequencyOf(
                        Tuple.of(9, Arbitraries.of("0", "1", "2", "3", "4", "8", "16", "32")),
                        Tuple.of(1, Arbitraries.of("-1", "1.5", "1e3", "\"2\"", "null", "9223372036854775808", "[1]")),
                        Tuple.of(1, Arbitraries.longs().map(String::valueOf)))
                .list()
                .ofMaxSize(3)
                .map(list -> "[" + String.join(",", list) + "]");
        Arbitrary<String> types = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of("\"F32\"", "\"I64\"", "\"BF16\"", "\"F8_E4M3\"", "\"X\"")),
                Tuple.of(1, Arbitraries.of("1", "null", "{}", "\"\\u001b\\n\"")));
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of("0.weight", "0.bias", "1.weight", "labels", "a.2.weight", "__metadata__")),
                Tuple.of(1, Arbitraries.strings().map(name -> name.replaceAll("[\"\\\\\\p{Cntrl}]", "\\\\n"))));
        Arbitrary<String> tensors = Combinators.combine(names, types, sizes, sizes)
                .as((name, type, shape, offsets) ->
                        "\"%s\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}".formatted(name, type, shape, offsets));
        return Arbitraries.frequencyOf(
                Tuple.of(9, tensors.list().ofMaxSize(4).map(list -> "{" + String.join(",", list) + "}")),
                Tuple.of(1, Arbitraries.strings()),
                Tuple.of(1, Arbitraries.of("[]", "{} {}", "{\"a\":", "[".repeat(5000), "{\"__metadata__\":1}")));
    }
}
