package dev.thrice.lab.gradients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GradientsCommandTest {
    /** Float32 through four layers of up to 6 terms of order 1, and up to 9 steps. */
    private static final double ROUNDING = 2e-6;

    private static final int BATCH = 5;
    private static final int[] WIDTHS = {4, 6, 3, 5, 3};

    /** As in a PyTorch Sequential with tanh in between, saved in the order of the alphabet. */
    private static final String[] LAYERS = {"net.0", "net.2", "net.9", "net.10"};

    private static final int[] SAVED = {0, 3, 1, 2};

    @TempDir
    Path folder;

    private final double[][][] weights = new double[4][][];
    private final double[][] biases = new double[4][];
    private final double[][] inputs = new double[BATCH][];
    private final long[] labels = new long[BATCH];
    private Path network;
    private Path batch;
    private Path out;

    @BeforeEach
    void writeFiles() throws IOException {
        Random random = new Random(5);
        for (int l = 0; l < 4; l++) {
            weights[l] = new double[WIDTHS[l + 1]][];
            for (int o = 0; o < weights[l].length; o++) {
                weights[l][o] = draw(random, WIDTHS[l]);
            }
            biases[l] = l == 1 ? new double[WIDTHS[2]] : draw(random, WIDTHS[l + 1]);
        }
        for (int s = 0; s < BATCH; s++) {
            inputs[s] = draw(random, WIDTHS[0]);
            labels[s] = random.nextInt(WIDTHS[4]);
        }
        network = network().write(folder.resolve("network"));
        batch = new Safetensors()
                .floats("inputs", "[5,4]", flat(inputs))
                .longs("labels", "[5]", labels)
                .write(folder.resolve("batch"));
        out = folder.resolve("out");
    }

    private Safetensors network(String... metadata) {
        Safetensors parameters = new Safetensors(metadata);
        for (int l : SAVED) {
            if (l != 1) { // the second layer has no bias
                parameters.floats(LAYERS[l] + ".bias", "[" + WIDTHS[l + 1] + "]", biases[l]);
            }
            parameters.floats(LAYERS[l] + ".weight", "[" + WIDTHS[l + 1] + "," + WIDTHS[l] + "]", flat(weights[l]));
        }
        return parameters;
    }

    @ParameterizedTest
    @CsvSource({
        "tanh, backprop, 3, 1",
        "relu, backprop, 3, 1",
        "sigmoid, backprop, 3, 1",
        "identity, backprop, 3, 1",
        "tanh, fpa, 3, 1",
        "tanh, fpa, 5, .5",
        "relu, fpa, 2, .5",
        "tanh, fpa-closed-form, 5, .5",
        "sigmoid, fpa-closed-form, 2, 1.5",
        "tanh, vpc, 1, 1",
        "tanh, vpc, 9, .25",
        "sigmoid, vpc, 9, .25",
        "leaky-relu, backprop, 3, 1",
        "softplus, vpc, 9, .25",
        "tanh, z-il, 3, 1",
        "tanh, z-il, 3, .5",
        "tanh, epc, 1, 1",
        "tanh, epc, 9, .25",
        "identity, epc, 9, .25"
    })
    void resultsAreTheReferences(String activation, String algorithm, int steps, double stepSize) throws IOException {
        for (boolean mean : new boolean[] {false, true}) {
            List<String> options = new ArrayList<>(List.of("--activation", activation, "--algorithm", algorithm));
            if (!algorithm.equals("backprop")) {
                options.addAll(List.of("--step-size", "" + stepSize));
                options.addAll(algorithm.equals("z-il") ? List.of() : List.of("--steps", "" + steps));
            }
            options.addAll(algorithm.equals("epc") ? List.of("--executor", "gauss-seidel") : List.of());
            options.addAll(mean ? List.of("--loss-reduction", "mean") : List.of());
            run(options);
            Map<String, float[]> results = Safetensors.read(out);
            Perceptron reference = new Perceptron(weights, biases, activation);
            double loss = 0;
            double[][][] gradient = new double[4][][];
            double[][] errors = new double[5][];
            for (int l = 0; l < 4; l++) {
                gradient[l] = new double[2][];
                gradient[l][0] = new double[WIDTHS[l] * WIDTHS[l + 1]];
                gradient[l][1] = new double[WIDTHS[l + 1]];
                errors[l + 1] = new double[BATCH * WIDTHS[l + 1]];
            }
            for (int s = 0; s < BATCH; s++) {
                double[][] mu = reference.feedforward(inputs[s]);
                double[][] x = mu.clone();
                loss -= mu[4][(int) labels[s]] / BATCH;
                double[] target = new double[WIDTHS[4]];
                target[(int) labels[s]] = mean ? 1.0 / BATCH : 1;
                double[][] e = switch (algorithm) {
                    case "vpc" -> reference.variational(x, mu, target, steps, stepSize);
                    case "backprop" -> reference.backpropagated(mu, target);
                    case "epc" -> reference.errorBased(x, mu, target, steps, stepSize);
                    case "z-il" -> reference.zeroDivergence(x, mu, target, stepSize);
                    default -> reference.fixedPrediction(mu, target, steps, stepSize);
                };
                for (int l = 1; l <= 4; l++) {
                    System.arraycopy(e[l], 0, errors[l], s * WIDTHS[l], WIDTHS[l]);
                    double[] sums = reference.atSums(l - 1, mu[l], e[l]);
                    for (int o = 0; o < sums.length; o++) {
                        double down = -sums[o] / (mean ? 1 : BATCH);
                        gradient[l - 1][1][o] += down;
                        for (int i = 0; i < WIDTHS[l - 1]; i++) {
                            gradient[l - 1][0][o * WIDTHS[l - 1] + i] += down * x[l - 1][i];
                        }
                    }
                }
            }
            assertNear(new double[] {loss}, results.get("loss"), "loss");
            for (int l = 0; l < 4; l++) {
                assertNear(gradient[l][0], results.get(LAYERS[l] + ".weight"), LAYERS[l] + ".weight");
                assertEquals(l != 1, results.containsKey(LAYERS[l] + ".bias"));
                if (l != 1) {
                    assertNear(gradient[l][1], results.get(LAYERS[l] + ".bias"), LAYERS[l] + ".bias");
                }
                assertNear(errors[l + 1], results.get("error." + (l + 1)), "error." + (l + 1));
            }
            assertEquals(4 + 3 + 4 + 1, results.size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"0.weight\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}|8|F64 [1, 1]), expected F32",
                "{\"0.weight\":{\"dtype\":\"F9\",\"shape\":[1],\"data_offsets\":[0,8]}}|8|F9 [1]), expected F32 or F16 or BF16 of 2",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|expected F32 or F16 or BF16 of 2 dimension(s)",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,8]}}|8|has 8 bytes, expected 16",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}|4|within 4 bytes",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}|9|1 bytes after the last tensor",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,-2],\"data_offsets\":[0,8]}}|8|expected a whole number of at least 0",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}|8|any memory",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                        + "\"1.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}|8|neither overlap",
                "{\"0.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|no tensor 0.weight",
                "{\"a0.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
                        + "\"b0.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}|8|expected one prefix",
                "{\"scale\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|expected <prefix><number>.weight",
                "{\"0.weight\":|0|the header has its end at byte 20, expected '{'",
                "[]|0|the header has '[' at byte 8, expected '{'",
                "{}|0|no tensors",
            })
    void aNetworkThatIsNoneIsRefusedInOneLine(String header, int bytes, String message) throws IOException {
        Safetensors.write(network, header, new byte[bytes]);
        requireRefusal(message);
    }

    /** Of which an int would hold the beginning, and nobody would know; a file with a hole has the bytes. */
    @Test
    void aSizeThatNoTensorHasIsRefused() throws IOException {
        long rows = (1L << 31) + 5;
        String header = "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[%d,4],\"data_offsets\":[0,%d]}}"
                .formatted(rows, rows * 4 * Float.BYTES);
        Safetensors.write(network, header);
        try (RandomAccessFile file = new RandomAccessFile(network.toFile(), "rw")) {
            file.setLength(file.length() + rows * 4 * Float.BYTES);
        }
        requireRefusal("0.weight (F32 [2147483653, 4]), expected sizes of 1 to 2147483647");
    }

    @Test
    void aMatrixOfMoreElementsThanCanBeCountedIsRefused() throws IOException {
        String counted = ", expected matrices of fewer than 2^31 elements, and not of ";
        for (int[] shape : new int[][] {{1, Integer.MAX_VALUE}, {46341, 46341}}) {
            writeHollow(network, "0.weight", shape[0], shape[1]);
            requireRefusal(
                    "0.weight (F16 [%d, %d])%s%d x %d".formatted(shape[0], shape[1], counted, shape[0], shape[1]));
        }
        Safetensors.write(network, """
                {"0.weight":{"dtype":"F16","shape":[65536,1],"data_offsets":[0,131072]},
                "1.weight":{"dtype":"F16","shape":[2,65536],"data_offsets":[131072,393216]}}""", new byte[393216]);
        writeHollow(batch, "inputs", 32768, 1);
        requireRefusal("inputs (F16 [32768, 1])" + counted + "32768 x 65536");
    }

    /** A tensor of zeros, for which a file with a hole needs no room. */
    private static void writeHollow(Path file, String name, long rows, long columns) throws IOException {
        long bytes = rows * columns * Short.BYTES;
        Safetensors.write(
                file,
                "{\"%s\":{\"dtype\":\"F16\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
                        .formatted(name, rows, columns, bytes));
        try (RandomAccessFile hollow = new RandomAccessFile(file.toFile(), "rw")) {
            hollow.setLength(hollow.length() + bytes);
        }
    }

    @Test
    void aSizeOf0IsRefused() throws IOException {
        String sizes = ", expected sizes of 1 to 2147483647";
        writeBatch("[0,4]", new double[0][]);
        assertOneLine(
                batch + ": inputs (F32 [0, 4])" + sizes,
                assertThrows(UserError.class, () -> run(List.of("--activation=tanh"))));
        writeFiles();
        for (String shape : List.of("[0,4]", "[3,0]", "[0,0]")) {
            new Safetensors().floats("0.weight", shape, new double[0]).write(network);
            requireRefusal(network + ": 0.weight (F32 " + shape.replace(",", ", ") + ")" + sizes);
        }
        new Safetensors()
                .floats("0.weight", "[0,4]", new double[0])
                .floats("1.weight", "[3,0]", new double[0])
                .write(network);
        requireRefusal(network + ": 0.weight (F32 [0, 4])" + sizes);
    }

    /** Nothing of it is computed with. */
    @Test
    void aTensorOfSize0MayBeThereIfItIsNotUsed() throws IOException {
        new Safetensors()
                .floats("0.weight", "[3,4]", new double[12])
                .floats("running", "[0]", new double[0])
                .write(network);
        run(List.of("--activation=tanh"));
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(network);
        Files.write(network, Arrays.copyOf(whole, whole.length - 3));
        requireRefusal("expected a begin and an end within");
        Files.write(network, Arrays.copyOf(whole, 100));
        requireRefusal("header length");
        Files.write(network, Arrays.copyOf(whole, 5));
        requireRefusal("is no safetensors file: 5 bytes, expected the length of a header");
        byte[] huge = whole.clone();
        Arrays.fill(huge, 0, 8, (byte) 0x7f);
        Files.write(network, huge);
        requireRefusal("header length 9187201950435737471, expected at most 100000000");
        Files.delete(network);
        requireRefusal(network + ": no such file");
        Files.createDirectory(network);
        requireRefusal(network + ": a folder, expected a safetensors file");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 3, 1L << 32})
    void aLabelOutOfRangeIsRefused(long label) throws IOException {
        labels[3] = label;
        writeBatch("[5,4]", inputs);
        requireRefusal("label " + label + " of row 3, expected 0 to 2");
    }

    @Test
    void aBatchThatDoesNotFitIsRefused() throws IOException {
        writeBatch("[4,5]", inputs);
        requireRefusal("expected the network's 4 features");
        writeBatch("[4,4]", Arrays.copyOf(inputs, 4));
        requireRefusal("expected one for each of the 4 inputs");
        inputs[2][1] = Double.NaN;
        writeBatch("[5,4]", inputs);
        requireRefusal("inputs (F32 [5, 4]): NaN in row 2, expected finite numbers");
    }

    @Test
    void whatFollowsTheHiddenLayersIsSaidAndNotGuessed() throws IOException {
        UsageError silence = assertThrows(UsageError.class, () -> run(List.of()));
        assertOneLine("give --activation (tanh, relu, leaky-relu, sigmoid, softplus, silu, gelu, identity)", silence);
        assertOneLine("__metadata__ as thrice.activation", silence);

        network("thrice.activation", "relu").write(network);
        UsageError contradiction = assertThrows(UsageError.class, () -> run(List.of("--activation", "tanh")));
        assertOneLine("--activation tanh, but " + network + " says thrice.activation is relu", contradiction);

        run(List.of());
        byte[] said = Files.readAllBytes(out);
        run(List.of("--activation", "relu"));
        assertArrayEquals(said, Files.readAllBytes(out));
        network().write(network);
        run(List.of("--activation", "relu"));
        assertArrayEquals(said, Files.readAllBytes(out));
        Files.delete(out);

        for (String none : new String[] {"mish", "log-softmax"}) {
            network("thrice.activation", none).write(network);
            requireRefusal("thrice.activation is '" + none
                    + "', expected one of tanh, relu, leaky-relu, sigmoid, softplus, silu, gelu, identity");
        }
    }

    /** As the library's Model.save writes it. */
    @Test
    void eachLayerMayHaveAnActivationOfItsOwn() throws IOException {
        network("thrice.activation", "tanh").write(network);
        run(List.of());
        byte[] alike = Files.readAllBytes(out);
        network("thrice.activations", "tanh tanh tanh log-softmax").write(network);
        run(List.of());
        assertArrayEquals(alike, Files.readAllBytes(out));
        network("thrice.activations", "tanh relu tanh log-softmax").write(network);
        run(List.of());
        assertFalse(Arrays.equals(alike, Files.readAllBytes(out)));
        Files.delete(out);

        network("thrice.activations", "tanh tanh log-softmax").write(network);
        requireRefusal("thrice.activations has 3, expected 4, one a layer");
        network("thrice.activations", "tanh tanh tanh identity").write(network);
        requireRefusal("layer 3 is followed by 'identity', expected log-softmax");
    }

    @Test
    void aSingleLayerHasNoActivationToBeSaid() throws IOException {
        new Safetensors().floats("0.weight", "[3,4]", flat(weights[0], 3)).write(network);
        run(List.of());
        assertEquals(
                Set.of("0.weight", "error.1", "loss"), Safetensors.read(out).keySet());
    }

    @Test
    void twoNetworksInOneFileAreNotJoined() throws IOException {
        new Safetensors()
                .floats("encoder.0.weight", "[1,4]", 1, 2, 3, 4)
                .floats("decoder.1.weight", "[2,1]", 1, 2)
                .write(network);
        requireRefusal("layers encoder.0 and decoder.1, expected one prefix");
        new Safetensors()
                .floats("0.weight", "[1,4]", 1, 2, 3, 4)
                .floats("00.weight", "[2,1]", 1, 2)
                .write(network);
        requireRefusal("layers 0 and 00, expected each number once");
    }

    @Test
    void layersAreInTheOrderOfTheirNumbersHoweverLong() throws IOException {
        new Safetensors()
                .floats("n10000000000.weight", "[3,2]", 1, 2, 3, 4, 5, 6)
                .floats("n9999999999.weight", "[2,4]", 1, 2, 3, 4, 5, 6, 7, 8)
                .write(network);
        run(List.of("--activation", "tanh"));
        assertEquals(8, Safetensors.read(out).get("n9999999999.weight").length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"F8_E4M3", "F8_E5M2", "F8_E8M0", "F4", "BF16", "U16", "U32", "U64", "C64", "Q4_of_the_future"})
    void whatIsNotUsedMayBeOfAnyType(String dtype) throws IOException {
        run(List.of("--activation", "tanh"));
        byte[] alone = Files.readAllBytes(out);
        network()
                .bytes("scale", dtype, dtype.equals("C64") ? "[1]" : sizeOf8(dtype), new byte[8])
                .write(network);
        PrintStream err = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
            run(List.of("--activation", "tanh"));
        } finally {
            System.setErr(err);
        }
        assertArrayEquals(alone, Files.readAllBytes(out));
        assertEquals(
                List.of(
                        "thrice: " + network + ": no bias in layer 1", // which the file has not
                        "thrice: of " + network + " not used: scale"),
                told.toString(StandardCharsets.UTF_8).lines().toList());
    }

    private static String sizeOf8(String dtype) {
        return switch (dtype) {
            case "U64" -> "[1]";
            case "U32" -> "[2]";
            case "U16", "BF16" -> "[4]";
            case "F4" -> "[16]";
            default -> "[8]";
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "net.1.running_mean",
                "net.3.weight_scale",
                "net.scale",
                "net.4.0.weight",
                "out.weight",
                "weight",
                "bias"
            })
    void whatMayBeOfTheNetworkAndIsNoDenseLayerIsRefused(String name) throws IOException {
        network().floats(name, "[1]", 2).write(network);
        requireRefusal(
                name.equals("net.4.0.weight")
                        ? "and net.4.0, expected one prefix"
                        : "tensor " + name + ", expected of this network only");
    }

    @Test
    void layersThatDoNotFitTogetherAreNamed() throws IOException {
        new Safetensors()
                .floats("0.weight", "[4,6]", flat(weights[0])) // transposed
                .floats("2.weight", "[3,6]", flat(weights[1]))
                .write(network);
        requireRefusal("2.weight (F32 [3, 6]), expected as many columns as 0.weight (F32 [4, 6]) has rows");
    }

    /** Quarters between -1 and 1, which F16 and BF16 hold. */
    @Test
    void shorterFloatsAreWidenedExactly() throws IOException {
        double[] first = new Random(1).ints(24, -4, 5).mapToDouble(i -> i / 4.0).toArray();
        double[] second =
                new Random(2).ints(18, -4, 5).mapToDouble(i -> i / 4.0).toArray();
        double[] bias = {.25, -.5, 1.5};
        new Safetensors()
                .floats("0.weight", "[6,4]", first)
                .floats("1.weight", "[3,6]", second)
                .floats("1.bias", "[3]", bias)
                .write(network);
        run(List.of("--activation", "sigmoid"));
        byte[] whole = Files.readAllBytes(out);
        new Safetensors()
                .halves("0.weight", "[6,4]", first)
                .bfloats("1.weight", "[3,6]", second)
                .halves("1.bias", "[3]", bias)
                .write(network);
        run(List.of("--activation", "sigmoid"));
        assertArrayEquals(whole, Files.readAllBytes(out));
    }

    /** Whatever the help offers works, or says what to ask for in its place. */
    @Test
    void eachAlgorithmRunsUnderEachExecutorOrNamesTheOneItNeeds() throws IOException {
        double loss = Double.NaN;
        for (String algorithm : candidates("--algorithm")) {
            for (String executor : candidates("--executor")) {
                List<String> options =
                        List.of("--activation=tanh", "--algorithm=" + algorithm, "--executor=" + executor);
                if (algorithm.equals("epc") && !executor.equals("gauss-seidel")) {
                    UsageError e = assertThrows(UsageError.class, () -> run(options));
                    assertTrue(e.getMessage().contains("expected --executor gauss-seidel"), e.getMessage());
                } else {
                    run(options);
                    double found = Safetensors.read(out).get("loss")[0];
                    assertEquals(Double.isNaN(loss) ? found : loss, found, ROUNDING, options::toString);
                    loss = found;
                }
            }
        }
    }

    private static List<String> candidates(String option) {
        List<String> names = new ArrayList<>();
        new CommandLine(GradientsCommand.class)
                .getCommandSpec()
                .findOption(option)
                .completionCandidates()
                .forEach(names::add);
        return names;
    }

    @Test
    void namesFromAFileReachTheTerminalAsText() throws IOException {
        new Safetensors().floats("\\u001b[2Jx\\u202e", "[1]", 1).write(network);
        requireRefusal("tensors \\u001b[2Jx\\u202e, expected <prefix>");
    }

    private void writeBatch(String shape, double[][] rows) throws IOException {
        new Safetensors()
                .floats("inputs", shape, flat(rows))
                .longs("labels", "[5]", labels)
                .write(batch);
    }

    private void requireRefusal(String message) {
        UserError e = assertThrows(UserError.class, () -> run(List.of("--activation", "tanh")));
        assertOneLine(message, e);
    }

    private void assertOneLine(String message, RuntimeException e) {
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertFalse(Files.exists(out));
    }

    private void run(List<String> options) {
        CommandLine command = new CommandLine(GradientsCommand.class).setCaseInsensitiveEnumValuesAllowed(true);
        List<String> arguments = new ArrayList<>(
                List.of("--network", network.toString(), "--batch", batch.toString(), "--out", out.toString()));
        arguments.addAll(options);
        command.parseArgs(arguments.toArray(String[]::new));
        ((Runnable) command.getCommandSpec().userObject()).run();
    }

    private static double[] draw(Random random, int count) {
        return random.doubles(count, -1, 1).map(value -> (float) value).toArray();
    }

    private static double[] flat(double[][] rows, int count) {
        return flat(Arrays.copyOf(rows, count));
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static void assertNear(double[] expected, float[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], ROUNDING * Math.max(1, Math.abs(expected[i])), what + " [" + i + "]");
        }
    }
}
