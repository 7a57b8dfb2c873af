package dev.thrice.lab.gradients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        Safetensors parameters = new Safetensors();
        for (int l : SAVED) {
            if (l != 1) { // the second layer has no bias
                parameters.floats(LAYERS[l] + ".bias", "[" + WIDTHS[l + 1] + "]", biases[l]);
            }
            parameters.floats(LAYERS[l] + ".weight", "[" + WIDTHS[l + 1] + "," + WIDTHS[l] + "]", flat(weights[l]));
        }
        for (int s = 0; s < BATCH; s++) {
            inputs[s] = draw(random, WIDTHS[0]);
            labels[s] = random.nextInt(WIDTHS[4]);
        }
        network = parameters.write(folder.resolve("network"));
        batch = new Safetensors()
                .floats("inputs", "[5,4]", flat(inputs))
                .longs("labels", "[5]", labels)
                .write(folder.resolve("batch"));
        out = folder.resolve("out");
    }

    @ParameterizedTest
    @CsvSource({
        "backprop, 3, 1",
        "fpa, 3, 1",
        "fpa, 5, .5",
        "fpa, 2, .5",
        "fpa-closed-form, 5, .5",
        "fpa-closed-form, 2, 1.5",
        "vpc, 1, 1",
        "vpc, 9, .25",
        "zil, 3, 1",
        "zil, 3, .5"
    })
    void resultsAreTheReferences(String algorithm, int steps, double stepSize) throws IOException {
        for (boolean mean : new boolean[] {false, true}) {
            run(
                    List.of("--algorithm", algorithm, "--steps", "" + steps, "--step-size", "" + stepSize),
                    mean ? List.of("--loss-reduction", "mean") : List.of());
            Map<String, float[]> results = Safetensors.read(out);
            Perceptron reference = new Perceptron(weights, biases);
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
                    case "zil" -> reference.zeroDivergence(x, mu, target, stepSize);
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
                "{\"0.weight\":{\"dtype\":\"F9\",\"shape\":[1],\"data_offsets\":[0,8]}}|8|dtype 'F9', expected one of",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|expected F32 of 2 dimension(s)",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,8]}}|8|has 8 bytes, expected 16",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}|4|within 4 bytes",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}|9|1 bytes after the last tensor",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,-2],\"data_offsets\":[0,8]}}|8|numbers of at least 0",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}|8|any memory",
                "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                        + "\"1.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}|8|neither overlap",
                "{\"0.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|no tensor 0.weight",
                "{\"a0.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
                        + "\"b0.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}|8|expected one prefix",
                "{\"scale\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|8|expected <prefix><number>.weight",
                "{\"0.weight\":|0|header is not JSON",
                "[]|0|header is not a JSON object",
                "{}|0|no tensors",
            })
    void aNetworkThatIsNoneIsRefusedInOneLine(String header, int bytes, String message) throws IOException {
        Safetensors.write(network, header, new byte[bytes]);
        requireRefusal(message);
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(network);
        Files.write(network, Arrays.copyOf(whole, whole.length - 3));
        requireRefusal("expected a begin and an end within");
        Files.write(network, Arrays.copyOf(whole, 100));
        requireRefusal("header length");
        Files.write(network, Arrays.copyOf(whole, 5));
        requireRefusal("5 bytes, expected at least the 8");
        byte[] huge = whole.clone();
        Arrays.fill(huge, 0, 8, (byte) 0x7f);
        Files.write(network, huge);
        requireRefusal("header length 9187201950435737471, expected at most 100000000");
        Files.delete(network);
        requireRefusal("cannot read " + network);
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

    private void writeBatch(String shape, double[][] rows) throws IOException {
        new Safetensors()
                .floats("inputs", shape, flat(rows))
                .longs("labels", "[5]", labels)
                .write(batch);
    }

    private void requireRefusal(String message) {
        UserError e = assertThrows(UserError.class, () -> run(List.of(), List.of()));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertFalse(Files.exists(out));
    }

    private void run(List<String> some, List<String> more) {
        CommandLine command = new CommandLine(GradientsCommand.class).setCaseInsensitiveEnumValuesAllowed(true);
        List<String> arguments = new ArrayList<>(
                List.of("--network", network.toString(), "--batch", batch.toString(), "--out", out.toString()));
        arguments.addAll(some);
        arguments.addAll(more);
        command.parseArgs(arguments.toArray(String[]::new));
        ((Runnable) command.getCommandSpec().userObject()).run();
    }

    private static double[] draw(Random random, int count) {
        return random.doubles(count, -1, 1).map(value -> (float) value).toArray();
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
