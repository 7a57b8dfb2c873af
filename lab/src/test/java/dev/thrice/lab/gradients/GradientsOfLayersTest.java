package dev.thrice.lab.gradients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code thrice gradients} of networks that a description tells: images of two channels, a skip, normalization. */
class GradientsOfLayersTest {
    private static final String LAYERS = """
            {"inputs": [4, 3, 2], "layers": [
              {"conv": 3, "kernel": 3, "padding": 1, "name": "a"},
              {"conv": 3, "kernel": 3, "padding": 1, "activation": "tanh", "skipFrom": "a"},
              {"averagePool": 2, "stride": 1},
              {"layerNorm": true, "epsilon": 0.25},
              {"dense": 4, "activation": "tanh", "bias": false},
              {"dense": 3, "activation": "log-softmax"}]}""";

    /** Conv2d, Identity, Conv2d, Tanh, AvgPool2d, LayerNorm, Flatten, Linear, Tanh, Linear, LogSoftmax. */
    private static final Map<String, String> SHAPES = new LinkedHashMap<>();

    static {
        SHAPES.put("net.0.weight", "[3,2,3,3]");
        SHAPES.put("net.0.bias", "[3]");
        SHAPES.put("net.2.weight", "[3,3,3,3]");
        SHAPES.put("net.2.bias", "[3]");
        SHAPES.put("net.5.weight", "[3,3,2]");
        SHAPES.put("net.5.bias", "[3,3,2]");
        SHAPES.put("net.7.weight", "[4,18]");
        SHAPES.put("net.9.weight", "[3,4]");
        SHAPES.put("net.9.bias", "[3]");
    }

    private static final int BATCH = 5;
    private static final int IMAGE = 2 * 4 * 3;

    @TempDir
    Path folder;

    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final double[] images = new Random(3).doubles(BATCH * IMAGE, -1, 1).toArray();
    private final long[] labels = {0, 2, 1, 1, 0};
    private Path layers;
    private Path network;
    private Path batch;
    private Path out;

    @BeforeEach
    void writeFiles() throws IOException {
        Random random = new Random(5);
        SHAPES.forEach((name, shape) -> {
            int count = Arrays.stream(shape.replaceAll("[\\[\\]]", "").split(","))
                    .mapToInt(Integer::parseInt)
                    .reduce(1, (a, b) -> a * b);
            values.put(name, random.doubles(count, -.7, .7).toArray());
        });
        layers = Files.writeString(folder.resolve("layers.json"), LAYERS);
        network = folder.resolve("network");
        out = folder.resolve("out");
        writeNetwork();
        batch = writeBatch("[5,2,4,3]");
    }

    private void writeNetwork(String... metadata) throws IOException {
        Safetensors file = new Safetensors(metadata);
        SHAPES.forEach((name, shape) -> file.floats(name, shape, values.get(name)));
        file.write(network);
    }

    private Path writeBatch(String shape) throws IOException {
        return new Safetensors()
                .floats("inputs", shape, images)
                .longs("labels", "[5]", labels)
                .write(folder.resolve("batch"));
    }

    private void run(String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("--network", network.toString(), "--batch", batch.toString(), "--out", out.toString()));
        arguments.addAll(List.of(options));
        CommandLine command = new CommandLine(GradientsCommand.class);
        command.parseArgs(arguments.toArray(String[]::new));
        ((Runnable) command.getCommandSpec().userObject()).run();
    }

    private String described() {
        return "--layers=" + layers;
    }

    /** One number in five of the file is moved, up and down, and the loss looked at. */
    @Test
    void theGradientIsTheLosssSlopeNumberByNumber() throws IOException {
        run(described());
        Map<String, float[]> gradient = Safetensors.read(out);
        double h = 1. / 64;
        double largest = 0;
        for (Map.Entry<String, double[]> parameter : values.entrySet()) {
            double[] numbers = parameter.getValue();
            float[] found = gradient.get(parameter.getKey());
            assertEquals(numbers.length, found.length);
            for (int i = 0; i < numbers.length; i += 5) {
                double at = numbers[i];
                double slope = 0;
                for (int side = -1; side <= 1; side += 2) {
                    numbers[i] = at + side * h;
                    writeNetwork();
                    run(described());
                    slope += side * Safetensors.read(out).get("loss")[0] / (2 * h);
                }
                numbers[i] = at;
                assertEquals(slope, found[i], 5e-4, parameter.getKey() + " [" + i + "]");
                largest = Math.max(largest, Math.abs(found[i]));
            }
        }
        assertTrue(largest > .1, "which 5e-4 is little of");
    }

    /** A convolution's bias moves all pixels of its channel alike; the identity follows it, and a skip begins there. */
    @Test
    void errorsOfImagesAreChannelByChannel() throws IOException {
        run(described());
        Map<String, float[]> results = Safetensors.read(out);
        assertEquals(List.of(5, 3, 4, 3), shape("error.1"));
        assertEquals(List.of(5, 3, 4, 3), shape("error.2"));
        assertEquals(List.of(5, 3, 3, 2), shape("error.3"));
        assertEquals(List.of(5, 3, 3, 2), shape("error.4"));
        assertEquals(List.of(5, 4), shape("error.5"));
        assertEquals(List.of(5, 3), shape("error.6"));
        SHAPES.forEach(
                (name, shape) -> assertEquals(shape, shape(name).toString().replace(" ", ""), name));
        float[] errors = results.get("error.1");
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            for (int s = 0; s < BATCH; s++) {
                for (int pixel = 0; pixel < 12; pixel++) {
                    sum -= errors[(s * 3 + c) * 12 + pixel] / BATCH;
                }
            }
            assertEquals(sum, results.get("net.0.bias")[c], 1e-6);
        }
    }

    private List<Integer> shape(String tensor) {
        try {
            byte[] bytes = Files.readAllBytes(out);
            int length =
                    (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            List<Integer> sizes = new ArrayList<>();
            JsonNode header = new ObjectMapper().readTree(Arrays.copyOfRange(bytes, 8, 8 + length));
            header.get(tensor).get("shape").forEach(size -> sizes.add(size.intValue()));
            return sizes;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As thrice train --out writes it. */
    @Test
    void theFileMaySayWhatItsLayersAre() throws IOException {
        run(described());
        byte[] expected = Files.readAllBytes(out);
        String said = LAYERS.replace("\n", "").replace("\"", "\\\"");
        writeNetwork("thrice.layers", said, "thrice.skips", "1-2");
        for (List<String> options : List.of(List.<String>of(), List.of(described()))) {
            Files.delete(out);
            run(options.toArray(String[]::new));
            assertArrayEquals(expected, Files.readAllBytes(out));
        }
        Files.delete(out);
        assertEquals(
                "--activation with " + network + ", which has thrice.layers, expected none",
                assertThrows(UsageError.class, () -> run("--activation=tanh")).getMessage());
        writeNetwork(
                "thrice.layers",
                said.replace("\\\"padding\\\": 1, \\\"activation", "\\\"stride\\\": 9, \\\"activation"));
        requireRefusal(network + ": thrice.layers: layer 1: skipFrom \"a\"");
        writeNetwork("thrice.layers", said.replace("0.25", "0.5"));
        requireRefusal(
                network
                        + ": thrice.layers describes the chain 24 - 36 - 36 - 18 - 18 - 4 - 3, skips 1 to 2, expected that of "
                        + layers + ", layer by layer",
                described());
        writeNetwork("thrice.skips", "0-2");
        requireRefusal(network + ": thrice.skips is '0-2', expected '1-2', as its layers are described", described());
        writeNetwork("thrice.activations", "tanh tanh");
        requireRefusal(network + ": thrice.activations is 'tanh tanh', expected none", described());
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        assertEquals(
                "--activation with --layers, expected none",
                assertThrows(UsageError.class, () -> run(described(), "--activation=tanh"))
                        .getMessage());
        requireRefusal(
                network + ": has skips, expected an --algorithm that sends errors along them",
                described(),
                "--algorithm=fpa-closed-form");
        requireRefusal("net.0.weight (F32 [3, 2, 3, 3]), expected F32 or F16 or BF16 of 2", "--activation=tanh");
        Files.writeString(layers, LAYERS.replace("\"dense\": 4", "\"dense\": 5"));
        requireRefusal(
                network + ": net.7.weight (F32 [4, 18]), expected [5, 18] for layer 4 of the chain", described());
        Files.writeString(layers, LAYERS.replace("\"dense\": 4", "\"dens\": 4"));
        requireRefusal(layers + ": layer 4: a field dens, expected those of an activation by itself", described());
    }

    /** Of one channel the order is the same, of several nobody has said it. */
    @Test
    void imagesComeChannelByChannel() throws IOException {
        for (String shape : List.of("[5,24]", "[5,4,3,2]", "[5,2,3,4]", "[5,2,12]")) {
            batch = writeBatch(shape);
            requireRefusal(
                    shape.equals("[5,2,12]")
                            ? batch + ": inputs (F32 [5, 2, 12]), expected F32 or F16 or BF16 of 2"
                            : batch + ": inputs (F32 " + shape.replace(",", ", ")
                                    + "), expected the network's images [2, 4, 3] a sample",
                    described());
        }
        Files.writeString(layers, """
                {"inputs": [6, 4, 1], "layers": [{"maxPool": 2},
                {"dense": 3, "bias": false, "activation": "log-softmax"}]}""");
        new Safetensors()
                .floats("2.weight", "[3,6]", new Random(7).doubles(18, -1, 1).toArray())
                .write(network);
        batch = writeBatch("[5,1,6,4]");
        run(described());
        byte[] expected = Files.readAllBytes(out);
        batch = writeBatch("[5,24]");
        run(described());
        assertArrayEquals(expected, Files.readAllBytes(out));
    }

    private void requireRefusal(String message, String... options) {
        UserError e = assertThrows(UserError.class, () -> run(options));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertFalse(Files.exists(out));
    }
}
