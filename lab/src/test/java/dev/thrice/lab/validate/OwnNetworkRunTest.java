package dev.thrice.lab.validate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.Main;
import dev.thrice.lab.gradients.Safetensors;
import dev.thrice.lab.results.FunctionWork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import dev.thrice.lab.results.TimedTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code thrice validate} on a network of one's own, 4 - 6 - 5 - 7 - 3, and data of one's own, 300 examples of three kinds. */
class OwnNetworkRunTest {
    private static final int[] WIDTHS = {4, 6, 5, 7, 3};
    private static final int LENGTH = WIDTHS.length - 1;
    private static final int BATCH = 24;
    private static final String ACTIVATIONS = "gelu relu tanh log-softmax";

    @TempDir
    Path folder;

    private final Random random = new Random(3);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private Path data;

    @BeforeEach
    void writeData() throws IOException {
        StringBuilder lines = new StringBuilder("a,b,c,d,kind\n");
        for (int i = 0; i < 300; i++) {
            int kind = random.nextInt(3);
            for (int j = 0; j < WIDTHS[0]; j++) {
                lines.append((float) (kind + random.nextGaussian())).append(',');
            }
            lines.append("kind").append(kind).append('\n');
        }
        data = Files.writeString(folder.resolve("data.csv"), lines);
    }

    /** Weights of the last layer are scaled, by 0 to have no error anywhere before it, by NaN to be none. */
    private Path network(int[] widths, double lastScale, String... metadata) throws IOException {
        Safetensors file = new Safetensors(metadata);
        for (int l = 0; l < widths.length - 1; l++) {
            double scale = l == widths.length - 2 ? lastScale : 1;
            double[] weight = random.doubles((long) widths[l] * widths[l + 1], -1, 1)
                    .map(drawn -> scale * drawn)
                    .toArray();
            double[] bias = random.doubles(widths[l + 1], -.1, .1).toArray();
            file.floats(2 * l + ".weight", "[" + widths[l + 1] + "," + widths[l] + "]", weight);
            file.floats(2 * l + ".bias", "[" + widths[l + 1] + "]", bias);
        }
        return file.write(folder.resolve("network.safetensors"));
    }

    /** One fork, in this JVM. */
    private Results fork(Path network) {
        return fork("--network=" + network);
    }

    private Results fork(String network) {
        Path json = folder.resolve("fork.json");
        List<String> options = List.of(
                "--quick",
                "--alone",
                "--forks=1",
                "--fork=1",
                "--batch=" + BATCH,
                "--workers=2",
                "--json=" + json,
                network);
        assertEquals(0, run(options), () -> errors.toString(UTF_8));
        return ResultsFile.read(json);
    }

    /** With VJPs counted as the paper counts them, and errors that arrive when it says, also through these activations. */
    @Test
    void theVeryNetworkIsMeasured() throws IOException {
        Path network = network(WIDTHS, 1, "thrice.activations", ACTIVATIONS);
        Results results = fork(network);
        assertTrue(
                results.network().matches("own network [0-9a-f]{12}, gelu and relu and tanh: .*network[.]safetensors"),
                results.network());
        assertEquals(1, results.networks().size());
        NetworkResults main = results.networks().getFirst();
        assertEquals("4 - 6 - 5 - 7 - 3", main.name());
        assertEquals(BATCH, main.batch());
        List<Long> flops = new ArrayList<>();
        for (int l = 0; l < LENGTH; l++) {
            flops.add(2L * BATCH * WIDTHS[l] * WIDTHS[l + 1]);
        }
        assertEquals(
                flops, main.functions().stream().map(FunctionWork::forwardFlops).toList());

        Map<String, Long> vjps = main.contenders().stream()
                .filter(each ->
                        each.work() != null && !each.parameters() && (each.stepSize() == null || each.stepSize() == 1))
                .collect(Collectors.toMap(TimedTask::name, each -> each.work().inputVjps()));
        long everyNodeEveryStep = (LENGTH - 1L) * (LENGTH - 1);
        long asErrorsArrive = LENGTH * (LENGTH - 1L) / 2;
        assertEquals(LENGTH - 1L, vjps.get("backprop"));
        assertEquals(LENGTH - 1L, vjps.get("backprop, 2 workers"));
        assertEquals(everyNodeEveryStep, vjps.get("fpa, 1 worker"));
        assertEquals(everyNodeEveryStep, vjps.get("fpa, 2 workers"));
        assertEquals(everyNodeEveryStep, vjps.get("z-il, 1 worker"));
        assertEquals(asErrorsArrive, vjps.get("fpa, wavefront, 2 workers"));
        assertEquals(LENGTH - 1L, vjps.get("fpa, Gauss-Seidel, 2 workers"));

        assertEquals(2, main.arrivals().size());
        main.arrivals().forEach(arrivals -> {
            for (int l = 1; l < LENGTH; l++) {
                assertEquals(LENGTH - l, arrivals.first(l), "node " + l);
            }
            arrivals.distances().forEach(node -> node.forEach(far -> assertTrue(far < 1e-5, arrivals.toString())));
        });
    }

    @Test
    void theReportsSayWhichNetwork() throws IOException {
        Path network = network(WIDTHS, 1, "thrice.activations", ACTIVATIONS);
        Path json = folder.resolve("whole.json");
        ResultsFile.write(json, fork(network));
        Path tables = folder.resolve("tables");
        Path page = folder.resolve("page.html");
        int code = execute("validate", "--from=" + json, "--html=" + page, "--tables=" + tables);
        assertTrue(code == 0 || code == 3, () -> errors.toString(UTF_8)); // the machine may be restless
        String named = "own network [0-9a-f]{12}, gelu and relu and tanh";
        String text = printed.toString(UTF_8);
        assertTrue(
                text.lines()
                        .anyMatch(
                                line -> line.matches("TIME.* of " + named + " .* on own data [0-9a-f]{12}, NOT MNIST")),
                text);
        assertTrue(code == 3 || text.contains("- On your network, 4 - 6 - 5 - 7 - 3: "), text);
        assertTrue(Files.readString(page).contains("The network is own network "));
        String row = Files.readAllLines(tables.resolve("constants.csv")).get(1);
        assertTrue(row.matches(".*\"own data [0-9a-f]{12}, NOT MNIST; " + named + "\""), row);
    }

    /** Functions of any kind, some without parameters, each with its own work. */
    @Test
    void aNetworkThatIsDescribedIsMeasured() throws IOException {
        Path net = Files.writeString(folder.resolve("net.json"), """
                {"inputs": [2, 2, 1], "layers": [{"conv": 3, "kernel": 1, "activation": "tanh"}, {"averagePool": 2},
                {"layerNorm": true}, {"dense": 5, "activation": "gelu"}, {"dense": 3, "activation": "log-softmax"}]}""");
        Results results = fork("--layers=" + net);
        assertTrue(results.network().matches("own layers [0-9a-f]{12}: .*net[.]json"), results.network());
        NetworkResults main = results.networks().getFirst();
        assertEquals(
                List.of("Convolution 4 x 12", "AveragePooling 12 x 3", "LayerNorm 3 x 3", "3 x 5", "5 x 3"),
                main.functions().stream().map(FunctionWork::shape).toList());
        assertEquals(
                List.of(2L * BATCH * 12, BATCH * 3L * 4),
                main.functions().stream()
                        .limit(2)
                        .map(FunctionWork::forwardFlops)
                        .toList());
        assertEquals(
                List.of(0, 2, 3, 4),
                main.contenders(TimedTask.Task.PARAMETER_VJP).stream()
                        .map(TimedTask::function)
                        .toList());
        main.arrivals().forEach(arrivals -> assertEquals(4, arrivals.first(1)));

        Path json = folder.resolve("whole.json");
        ResultsFile.write(json, results);
        Path tables = folder.resolve("tables");
        int code = execute("validate", "--from=" + json, "--tables=" + tables);
        assertTrue(code == 0 || code == 3, () -> errors.toString(UTF_8)); // the machine may be restless
        String pooling = Files.readAllLines(tables.resolve("constants.csv")).get(2);
        assertTrue(pooling.matches("f_1,1,.*,none,.*"), pooling);
    }

    /** Only where its parameters are the file's is there no error before the last layer. */
    @Test
    void theVeryParametersAreMeasured() throws IOException {
        Results results = fork(network(new int[] {4, 6, 3}, 0, "thrice.activation", "tanh"));
        assertEquals(List.of(), results.networks().getFirst().arrivals());
        assertEquals(12, results.networks().getFirst().gradients().size());
    }

    @Test
    void whatDoesNotFitIsOneLine() throws IOException {
        Path network = network(WIDTHS, 1);
        assertRefused(
                2, "does not say what follows its hidden layers: give --activation (tanh, ", "--network=" + network);
        network(WIDTHS, 1, "thrice.activation", "mish");
        assertRefused(1, "thrice.activation is 'mish', expected one of tanh, ", "--network=" + network);
        network(WIDTHS, Double.NaN, "thrice.activation", "tanh");
        assertRefused(1, "NaN in row 0, expected finite numbers", "--network=" + network);
        network(WIDTHS, Float.MAX_VALUE, "thrice.activation", "relu");
        assertRefused(
                1,
                network + ": NaN or infinity in the output of layer 3 on a batch of the data, expected finite numbers",
                "--network=" + network);
        network(new int[] {5, 6, 3}, 1, "thrice.activation", "tanh");
        assertRefused(
                1, network + ": layer 0 takes 5 inputs, expected the 4 features of the data", "--network=" + network);
        network(new int[] {4, 6, 2}, 1, "thrice.activation", "tanh");
        assertRefused(
                1,
                network + ": layer 1 has 2 outputs, expected at least the 3 classes of the data",
                "--network=" + network);
        assertRefused(1, data.toString(), "--network=" + data);
        new Safetensors("thrice.activation", "tanh")
                .floats("0.weight", "[2,4]", new double[8])
                .floats("2.weight", "[3,5]", new double[15])
                .write(network);
        assertRefused(1, "2.weight (F32 [3, 5]), expected as many columns as ", "--network=" + network);

        assertRefused(1, "--widths 5,3: layer 0 takes 5 inputs, expected the 4 features of the data", "--widths=5,3");
        assertRefused(
                2, "--widths 4,0,3, expected at least the inputs' and the outputs', each at least 1", "--widths=4,0,3");
        assertRefused(2, "--widths 4, expected at least", "--widths=4");
        assertRefused(2, "--network and --widths, expected one of them", "--network=" + network, "--widths=4,3");
        assertRefused(2, "--activation relu, expected with it --network or --widths", "--activation=relu");
        assertRefused(
                2, "--network, --widths or --layers with --width, expected one of them", "--widths=4,3", "--width=3");
        assertRefused(1, "257 examples to train on, expected at least 300", "--widths=4,3", "--batch=300", "--alone");
    }

    @Test
    void aDescriptionThatDoesNotFitIsOneLine() throws IOException {
        Path net = folder.resolve("net.json");
        Files.writeString(net, "{\"inputs\": 5, \"layers\": [{\"dense\": 3, \"activation\": \"log-softmax\"}]}");
        assertRefused(1, net + ": layer 0 takes 5 inputs, expected the 4 features of the data", "--layers=" + net);
        assertRefused(2, "--widths and --layers, expected one of them", "--widths=4,3", "--layers=" + net);
        assertRefused(
                2, "--activation relu, expected with it --network or --widths", "--activation=relu", "--layers=" + net);
        Files.writeString(net, """
                {"inputs": 4, "layers": [{"dense": 4, "name": "a"}, {"dense": 4, "skipFrom": "a"},
                {"dense": 3, "activation": "log-softmax"}]}""");
        assertRefused(1, net + ": has skips, expected a chain without them", "--layers=" + net);
    }

    /** Its layers alone would be another network. */
    @Test
    void skipsAreRefused() throws IOException {
        Path skipping = network(WIDTHS, 1, "thrice.activations", ACTIVATIONS, "thrice.skips", "1-3");
        assertRefused(
                1, skipping + ": thrice.skips is '1-3', expected a chain without skips here", "--network=" + skipping);
    }

    private void assertRefused(int code, String message, String... options) {
        List<String> all = new ArrayList<>(List.of("--quick"));
        all.addAll(Arrays.asList(options));
        assertEquals(code, run(all), message);
        String said = errors.toString(UTF_8);
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.contains(message), said);
        assertFalse(said.contains("Exception"), said);
    }

    private int run(List<String> options) {
        List<String> words = new ArrayList<>(List.of("validate", "--data=" + data, "--labels=kind"));
        words.addAll(options);
        return execute(words.toArray(String[]::new));
    }

    private int execute(String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        printed.reset();
        errors.reset();
        try {
            System.setOut(new PrintStream(printed, true, UTF_8));
            System.setErr(new PrintStream(errors, true, UTF_8));
            return Main.execute(words);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
