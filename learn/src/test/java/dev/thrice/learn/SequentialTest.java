package dev.thrice.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Nonlinearity;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.images.AveragePooling;
import dev.thrice.engine.images.ChannelsFirst;
import dev.thrice.engine.images.Convolution;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.MaxPooling;
import dev.thrice.engine.images.Window;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.ModuleStates;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequentialTest {
    /** Of float32 in sums of up to 60 terms of order 1. */
    private static final double ROUNDING = 2e-5;

    private static final ImageShape INPUT = new ImageShape(5, 4, 2);
    private static final Window WINDOW = new Window(3, 2, 2, 1);
    private static final Convolution CONVOLUTION = new Convolution(INPUT, 3, WINDOW, Activation.TANH); // 3 x 3 x 3
    private static final ImageShape FILTERED = CONVOLUTION.output();

    /** Several channels, windows that are not square, a normalization of images, features afterwards. */
    private static final Chain CHAIN = new Chain(
            List.of(
                    CONVOLUTION,
                    new LayerNorm(27, .125f),
                    new MaxPooling(FILTERED, new Window(2, 1, 1, 0)), // 2 x 3 x 3
                    new DenseLayer(18, 4, Activation.IDENTITY, false),
                    new LayerNorm(4),
                    new DenseLayer(4, 3, Activation.LOG_SOFTMAX)),
            Loss.NEGATIVE_LOG_LIKELIHOOD);

    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("file");
    }

    private static List<String> names(Chain chain) {
        return new Sequential(chain).names();
    }

    /**
     * Conv2d, Tanh, AvgPool2d, Conv2d, Tanh, AvgPool2d, Flatten, Linear, Tanh, Linear, Tanh, Linear, LogSoftmax; and so on, each counted by
     * hand.
     */
    @Test
    void modulesHaveTheNumbersOfASequential() {
        assertEquals(List.of("0", "3", "7", "9", "11"), names(ImageChain.lenet5(new ImageShape(28, 28, 1), 10)));
        assertEquals(
                List.of("0", "2", "4"),
                names(Chain.inputs(3)
                        .dense(4, Activation.TANH)
                        .dense(4, Activation.IDENTITY)
                        .classes(2)));
        // Conv2d, Tanh, LayerNorm, MaxPool2d, Flatten, Linear, Identity, LayerNorm, Linear, LogSoftmax
        assertEquals(List.of("0", "2", "5", "7", "8"), names(CHAIN));
        // Linear, Identity, LayerNorm, GELU, Linear, LogSoftmax
        assertEquals(
                List.of("0", "2", "4"),
                names(Chain.inputs(3)
                        .dense(4, Activation.IDENTITY)
                        .then(new LayerNorm(4))
                        .then(new Nonlinearity(4, Activation.GELU))
                        .skipOver(2)
                        .classes(2)));
    }

    @Test
    void parametersHaveTheShapesOfAStateDict() {
        try (TensorArena arena = TensorArena.open()) {
            Map<String, List<Integer>> shapes = new HashMap<>();
            named(CHAIN, Parameters.zeros(arena, CHAIN), arena).forEach(each -> shapes.put(each.name(), each.shape()));
            assertEquals(
                    Map.of(
                            "0.weight", List.of(3, 2, 3, 2),
                            "0.bias", List.of(3),
                            "2.weight", List.of(3, 3, 3),
                            "2.bias", List.of(3, 3, 3),
                            "5.weight", List.of(4, 18),
                            "7.weight", List.of(4),
                            "7.bias", List.of(4),
                            "8.weight", List.of(3, 4),
                            "8.bias", List.of(3)),
                    shapes);
        }
    }

    private static List<Sequential.Named> named(Chain chain, Parameters parameters, TensorArena arena) {
        Sequential sequential = new Sequential(chain);
        return sequential.named(sequential.names(), parameters, arena);
    }

    /** The definitions of PyTorch's modules, in float64, on what the file would have. */
    @Test
    void whatIsComputedFromItByHandIsWhatTheNetworkPredicts() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            try (TensorArena arena = TensorArena.open();
                    Network network = new Network(CHAIN, 1, Kernels.select("scalar"), seed)) {
                draw(network.parameters(), random);
                Map<String, float[]> states = new HashMap<>();
                named(CHAIN, network.parameters(), arena)
                        .forEach(each -> states.put(each.name(), each.tensor().toArray()));
                Tensor image = Tensor.allocate(arena, 1, INPUT.elements());
                fill(image, random);
                ChannelsFirst.toPixels(image, INPUT.channels(), network.inputs());
                network.forward();
                double[] expected = predicted(image.toArray(), states);
                for (int c = 0; c < expected.length; c++) {
                    assertEquals(expected[c], network.activation(CHAIN.length()).get(0, c), ROUNDING);
                }
            }
        }
    }

    private static void draw(Parameters parameters, SplittableRandom random) {
        for (int l = 0; l < parameters.length(); l++) {
            parameters.of(l).forEach(tensor -> fill(tensor, random));
        }
    }

    private static void fill(Tensor tensor, SplittableRandom random) {
        for (int i = 0; i < tensor.rows(); i++) {
            for (int j = 0; j < tensor.columns(); j++) {
                tensor.set(i, j, (float) random.nextDouble(-1, 1));
            }
        }
    }

    private static double[] predicted(float[] x, Map<String, float[]> states) {
        double[] y = new double[3 * 3 * 3]; // [channel][row][column]
        float[] w = states.get("0.weight"); // [out][in][row][column], 3 x 2 x 3 x 2
        for (int o = 0; o < 3; o++) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    double sum = states.get("0.bias")[o];
                    for (int c = 0; c < 2; c++) {
                        for (int u = 0; u < 3; u++) {
                            for (int v = 0; v < 2; v++) {
                                int row = 2 * i + u - 1;
                                int column = 2 * j + v - 1;
                                if (row >= 0 && row < 5 && column >= 0 && column < 4) {
                                    sum += (double) w[((o * 2 + c) * 3 + u) * 2 + v] * x[(c * 5 + row) * 4 + column];
                                }
                            }
                        }
                    }
                    y[(o * 3 + i) * 3 + j] = Math.tanh(sum);
                }
            }
        }
        y = normalized(y, .125, states.get("2.weight"), states.get("2.bias"));
        double[] pooled = new double[3 * 2 * 3];
        for (int o = 0; o < 3; o++) {
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    pooled[(o * 2 + i) * 3 + j] = Math.max(y[(o * 3 + i) * 3 + j], y[(o * 3 + i + 1) * 3 + j]);
                }
            }
        }
        double[] hidden = normalized(
                affine(pooled, states.get("5.weight"), new float[4]),
                1e-5f,
                states.get("7.weight"),
                states.get("7.bias"));
        double[] scores = affine(hidden, states.get("8.weight"), states.get("8.bias"));
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score);
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] -= Math.log(sum);
        }
        return scores;
    }

    private static double[] affine(double[] x, float[] w, float[] b) {
        double[] y = new double[b.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = b[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] normalized(double[] x, double epsilon, float[] gain, float[] shift) {
        double mean = 0;
        for (double each : x) {
            mean += each / x.length;
        }
        double variance = 0;
        for (double each : x) {
            variance += (each - mean) * (each - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = gain[i] * (x[i] - mean) / Math.sqrt(variance + epsilon) + shift[i];
        }
        return y;
    }

    private void write(Chain chain, Parameters parameters) throws IOException {
        try (TensorArena arena = TensorArena.open()) {
            SafetensorsWriter writer = new SafetensorsWriter();
            named(chain, parameters, arena).forEach(each -> each.addTo(writer));
            writer.write(path());
        }
    }

    @Test
    void fromAFileToANetworkToAFileNothingChanges() throws IOException {
        for (Chain chain : List.of(CHAIN, ImageChain.lenet5(new ImageShape(12, 12, 3), 2))) {
            try (TensorArena arena = TensorArena.open()) {
                Parameters drawn = Parameters.zeros(arena, chain);
                drawn.initialize(Initialization.UNIFORM, 7);
                write(chain, drawn);
                byte[] written = Files.readAllBytes(path());
                Parameters read = Parameters.zeros(arena, chain);
                try (SafetensorsFile file = SafetensorsFile.open(path())) {
                    new Sequential(chain).copy(new ModuleStates(file), read);
                }
                for (int l = 0; l < chain.length(); l++) {
                    for (int p = 0; p < drawn.of(l).size(); p++) {
                        assertArrayEquals(
                                drawn.of(l).get(p).toArray(), read.of(l).get(p).toArray());
                    }
                }
                write(chain, read);
                assertArrayEquals(written, Files.readAllBytes(path()));
            }
        }
    }

    private void requireRefusal(Chain chain, String message) throws IOException {
        try (TensorArena arena = TensorArena.open();
                SafetensorsFile file = SafetensorsFile.open(path())) {
            ModuleStates states = new ModuleStates(file);
            Parameters parameters = Parameters.zeros(arena, chain);
            String said = assertThrows(FormatException.class, () -> new Sequential(chain).copy(states, parameters))
                    .getMessage();
            assertEquals(path() + ": " + message, said);
        }
    }

    @Test
    void whatIsOfAnotherNetworkIsNamed() throws IOException {
        try (TensorArena arena = TensorArena.open()) {
            write(CHAIN, Parameters.zeros(arena, CHAIN));
        }
        String of = " of the chain ";
        List<ElementaryFunction> functions = new ArrayList<>(CHAIN.functions());
        functions.set(0, new Convolution(INPUT, 3, new Window(2, 3, 1, 0), Activation.TANH)); // 4 x 2 x 3
        functions.set(1, new LayerNorm(24));
        functions.set(2, new AveragePooling(new ImageShape(4, 2, 3), new Window(3, 1, 1, 0))); // 2 x 2 x 3
        functions.set(3, new DenseLayer(12, 4, Activation.IDENTITY, false));
        Chain turned = new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
        requireRefusal(turned, "0.weight (F32 [3, 2, 3, 2]), expected [3, 2, 2, 3] for layer 0" + of + turned);
        functions = new ArrayList<>(CHAIN.functions());
        functions.set(3, new DenseLayer(18, 4, Activation.IDENTITY));
        Chain biased = new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
        requireRefusal(biased, "5.weight (F32 [4, 18]) without a bias, expected one with for layer 3" + of + biased);
        functions.remove(4);
        functions.set(3, new DenseLayer(18, 4, Activation.IDENTITY, false));
        Chain shorter = new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
        requireRefusal(shorter, "7.weight (F32 [4]), expected [3, 4] for layer 4" + of + shorter);
        functions = new ArrayList<>(CHAIN.functions());
        functions.set(5, new DenseLayer(4, 3, Activation.TANH));
        functions.add(new DenseLayer(3, 3, Activation.LOG_SOFTMAX));
        Chain longer = new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
        requireRefusal(longer, "5 layers with parameters, expected the 6" + of + longer);
    }

    @Test
    void whatPyTorchHasNoModuleForIsRefused() {
        Chain feedback = Chain.inputs(2).dense(3, Activation.TANH).classes(2).with(Feedback.FIXED);
        Chain reshaped = new Chain(
                List.of(
                        new DenseLayer(2, 4, Activation.TANH),
                        new AveragePooling(new ImageShape(2, 2, 1), Window.of(2)),
                        new DenseLayer(1, 2, Activation.LOG_SOFTMAX)),
                Loss.NEGATIVE_LOG_LIKELIHOOD);
        for (Chain chain : List.of(feedback, reshaped)) {
            String said = assertThrows(IllegalArgumentException.class, () -> new Sequential(chain))
                    .getMessage();
            assertTrue(said.startsWith("layer 1 of the chain " + chain + " is "), said);
        }
    }

    @Test
    void metadataSayWhatTheyCan() {
        Chain dense = new Chain(
                List.of(
                        new DenseLayer(2, 2, Activation.GELU),
                        new DenseLayer(2, 2, Activation.GELU),
                        new DenseLayer(2, 2, Activation.LOG_SOFTMAX)),
                List.of(new Skip(0, 2), new Skip(1, 2)),
                Loss.NEGATIVE_LOG_LIKELIHOOD);
        assertEquals(
                Map.of(
                        StateDict.ACTIVATION,
                        "gelu",
                        StateDict.ACTIVATIONS,
                        "gelu gelu log-softmax",
                        StateDict.SKIPS,
                        "0-2 1-2"),
                Sequential.metadata(dense));
        assertEquals(Map.of(), Sequential.metadata(CHAIN));
    }
}
