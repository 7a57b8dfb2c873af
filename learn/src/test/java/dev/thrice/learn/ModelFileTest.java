package dev.thrice.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.ScalarActivation;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.Window;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    private static final Kernels SCALAR = Kernels.select("scalar");

    @TempDir
    Path folder;

    @Test
    void whatWasSavedAnswersWithTheSameBits() throws IOException {
        Split data = Problems.spiral(40, 1).split(.75, 1).standardized();
        Path path = folder.resolve("spiral.safetensors");
        Chain chain = new Chain(
                List.of(
                        new DenseLayer(2, 8, Activation.GELU),
                        new DenseLayer(8, 5, Activation.RELU, false),
                        new DenseLayer(5, 3, Activation.LOG_SOFTMAX)),
                Loss.NEGATIVE_LOG_LIKELIHOOD);
        try (Model model = Model.of(chain, 3)) {
            Trainer trainer = model.trainer(new Backpropagation(), new Adam(.01f));
            trainer.fit(data.train(), 2, epoch -> assertSaves(model, path));
            try (Model loaded = Model.load(path);
                    Predictor expected = model.predictor();
                    Predictor found = loaded.predictor()) {
                assertEquals(chain, loaded.chain());
                assertEquals(model.scaling(), loaded.scaling());
                TrainerTest.assertSameBits(model, loaded);
                float[] sample = {.3f, -.7f};
                assertArrayEquals(
                        expected.probabilities(sample, new float[3]), found.probabilities(sample, new float[3]));
                Path again = folder.resolve("again");
                loaded.save(again);
                assertArrayEquals(Files.readAllBytes(path), Files.readAllBytes(again));
                loaded.trainer(new Backpropagation(), new Adam(.01f)).fit(data.train(), 1);
            }
        }
    }

    private static void assertSaves(Model model, Path path) {
        try {
            model.save(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesAreThoseOfASequential() throws IOException {
        Path path = folder.resolve("net");
        try (Model model = Model.of(Chain.multilayerPerceptron(4, 2, 3, 2), 1)) {
            model.save(path);
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertEquals(Set.of("0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"), file.names());
            assertEquals(
                    Map.of(
                            "format",
                            "pt",
                            "thrice.activation",
                            "tanh",
                            "thrice.activations",
                            "tanh tanh log-softmax",
                            "thrice.loss",
                            "negative-log-likelihood"),
                    file.metadata());
        }
    }

    @Test
    void skipsComeBack() throws IOException {
        Path path = folder.resolve("net");
        Chain chain = Chain.inputs(3)
                .dense(4, Activation.TANH)
                .dense(4, Activation.GELU)
                .skipOver(1)
                .dense(4, Activation.TANH)
                .skipOver(2)
                .classes(2);
        try (Model model = Model.of(chain, 1)) {
            model.save(path);
            for (Model loaded : List.of(Model.load(path), Model.load(path, chain))) {
                try (loaded) {
                    assertEquals(chain, loaded.chain());
                    assertEquals(
                            List.of(new Skip(1, 2), new Skip(1, 3)),
                            loaded.chain().skips());
                    TrainerTest.assertSameBits(model, loaded);
                    assertPredictsAsItsNetwork(loaded);
                }
            }
        }
        Chain other = new Chain(chain.functions(), List.of(new Skip(1, 2)), chain.loss());
        refused(
                path + ": thrice.skips is 1-2 1-3, expected those of the chain 3 - 4 - 4 - 4 - 2, skips 1 to 2",
                () -> Model.load(path, other));
        bad("thrice.skips has \"1to2\", expected two nodes such as 1-3", said("thrice.skips", "1to2"));
        bad(
                "chain: skip from node 0 to 1, which are 3 and 4 wide, expected nodes of one width",
                said("thrice.skips", "0-1"));
    }

    /** Its own parameters, in another network. */
    private static void assertPredictsAsItsNetwork(Model model) {
        try (Network network = new Network(model.chain(), 1, model.kernels(), model.parameters());
                Predictor predictor = model.predictor()) {
            float[] sample = {.5f, -2f, 1.5f};
            network.inputs().copyFrom(sample);
            network.forward();
            float[] probabilities = predictor.probabilities(sample, new float[2]);
            for (int i = 0; i < 2; i++) {
                assertEquals(Math.exp(network.activation(4).get(0, i)), probabilities[i], 1e-6);
            }
        }
    }

    @Test
    void aRegressionComesBack() throws IOException {
        Path path = folder.resolve("net");
        Chain chain = new Chain(List.of(new DenseLayer(3, 2, Activation.SIGMOID)), Loss.SQUARED_ERROR);
        try (Model model = Model.of(chain, 1)) {
            model.save(path);
            try (Model loaded = Model.load(path, SCALAR)) {
                assertEquals(chain, loaded.chain());
                assertEquals("scalar", loaded.kernels().provider());
                TrainerTest.assertSameBits(model, loaded);
            }
        }
    }

    /** As PyTorch saves it, and the command line of old. */
    @Test
    void filesThatSayLess() throws IOException {
        Path bare = write(Map.of("format", "pt"));
        refused(
                bare + ": its metadata have no thrice.activations, expected what follows each layer; Model.load(path,"
                        + " chain) takes that from a chain",
                () -> Model.load(bare));
        Chain chain = Chain.multilayerPerceptron(3, 1, 4, 2);
        try (Model model = Model.load(bare, chain)) {
            assertEquals(chain, model.chain());
            assertEquals(.5f, model.parameters().weight(1).get(1, 3));
        }
        refused(
                bare + ": 2 layers with parameters, expected the 1 of the chain 3 - 4",
                () -> Model.load(bare, Chain.multilayerPerceptron(3, 0, 1, 4)));
        refused(
                bare + ": 0.weight (F32 [4, 3]), expected [5, 3] for layer 0 of the chain 3 - 5 - 2",
                () -> Model.load(bare, Chain.multilayerPerceptron(3, 1, 5, 2)));
        try (Model model = Model.load(write(Map.of("thrice.activation", "relu")))) {
            assertEquals(
                    new Chain(
                            List.of(
                                    new DenseLayer(3, 4, Activation.RELU),
                                    new DenseLayer(4, 2, Activation.LOG_SOFTMAX)),
                            Loss.NEGATIVE_LOG_LIKELIHOOD),
                    model.chain());
        }
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        bad("thrice.activations has 1, expected 2, one a layer", Map.of("thrice.activations", "tanh"));
        bad(
                "activation wavy of layer 0, expected one of Thrice's own;"
                        + " Model.load(path, chain) takes others from a chain",
                Map.of("thrice.activations", "wavy log-softmax"));
        bad(
                "thrice.loss is hinge, expected negative-log-likelihood or squared-error",
                Map.of("thrice.activations", "tanh identity", "thrice.loss", "hinge"));
        FormatException e = assertThrows(
                FormatException.class, () -> Model.load(write(Map.of("thrice.activations", "tanh identity"))));
        assertTrue(e.getMessage().contains(": chain: the last layer is "), e.getMessage());
        bad(
                "scaling by 2 means and 1 deviations, expected 3 of each, one a feature",
                said("thrice.scaling.means", "1 2", "thrice.scaling.deviations", "1"));
        bad("thrice.scaling.deviations has \"\", expected a number", said("thrice.scaling.means", "1 2 3"));
        bad(
                "scaling: mean 1.0 and deviation 0.0 of feature 0, expected finite numbers, the deviation above 0",
                said("thrice.scaling.means", "1 2 3", "thrice.scaling.deviations", "0 1 1"));
        bad("thrice.classes has 3 names, expected at most 2, one an output", said("thrice.classes", "a\nb\nc"));
        Path absent = folder.resolve("absent");
        IOException none = assertThrows(IOException.class, () -> Model.load(absent));
        assertEquals(absent + ": no such file", none.getMessage());
    }

    @Test
    void classNamesComeBack() throws IOException {
        try (Model model = Model.load(write(said("thrice.classes", "iris \\\\ setosa\nx\\ny")))) {
            assertEquals(List.of("iris \\ setosa", "x\ny"), model.classNames());
            Path again = folder.resolve("again");
            model.save(again);
            try (Model loaded = Model.load(again)) {
                assertEquals(model.classNames(), loaded.classNames());
            }
        }
    }

    @Test
    void whatAFileCannotTellIsNotSaved() throws IOException {
        Path path = folder.resolve("net");
        try (Model fixed = Model.of(Chain.multilayerPerceptron(3, 1, 4, 2).with(Feedback.FIXED), 1);
                Model own = Model.of(Chain.inputs(3).then(new Doubled()).classes(2), 1);
                Model diverged = Model.of(Chain.multilayerPerceptron(3, 1, 4, 2), 1)) {
            String fed = message(IllegalArgumentException.class, () -> fixed.save(path));
            assertTrue(fed.startsWith("save: layer 1 of the chain 3 - 4 - 2 is DenseLayer"), fed);
            assertTrue(fed.endsWith("expected one that PyTorch has a module for, without feedback weights"), fed);
            String unknown = message(IllegalArgumentException.class, () -> own.save(path));
            assertTrue(unknown.startsWith("save: layer 0 of the chain 3 - 3 - 2 is Doubled"), unknown);
            diverged.parameters().bias(1).set(0, 0, Float.NaN);
            assertEquals(
                    "save: NaN or infinity in the parameters of layer 1 of model 3 - 4 - 2, expected finite numbers",
                    message(DivergenceException.class, () -> diverged.save(path)));
        }
        assertTrue(Files.notExists(path));
    }

    /** What a file's metadata cannot say a chain has to. */
    @Test
    void aModelOfImagesComesBackByItsChain() throws IOException {
        Path path = folder.resolve("net");
        Chain chain = new ImageShape(6, 5, 2)
                .chain()
                .convolution(3, Window.of(3), Activation.GELU)
                .convolution(3, Window.of(1), Activation.RELU)
                .skipOver(1)
                .maxPooling(2)
                .flat()
                .then(new LayerNorm(6))
                .classes(2);
        try (Model model = Model.of(chain, 1)) {
            model.save(path);
            try (Model loaded = Model.load(path, chain)) {
                TrainerTest.assertSameBits(model, loaded);
            }
            Chain plain = new Chain(chain.functions(), chain.loss());
            refused(
                    path + ": thrice.skips is 1-2, expected those of the chain " + plain,
                    () -> Model.load(path, plain));
        }
        refused(
                path + ": its metadata have no thrice.activations, expected what follows each layer; Model.load(path,"
                        + " chain) takes that from a chain",
                () -> Model.load(path));
        assertTrue(message(IllegalArgumentException.class, () -> Model.load(path, chain.with(Feedback.FIXED)))
                .startsWith("load: layer 4 of the chain "));
    }

    private record Doubled() implements ElementaryFunction {
        @Override
        public int inputs() {
            return 3;
        }

        @Override
        public int outputs() {
            return 3;
        }

        @Override
        public long forwardFlops(int batch) {
            return 0;
        }

        @Override
        public long inputVjpFlops(int batch) {
            return 0;
        }

        @Override
        public long parameterVjpFlops(int batch) {
            return 0;
        }

        @Override
        public Operation forward(Kernels kernels, Tensor x, List<Tensor> theta, Output y) {
            return () -> kernels.axpby(2f, x, 0f, y.value());
        }

        @Override
        public Operation cotangent(Kernels kernels, Tensor x, Output y, Tensor e, Tensor delta) {
            return () -> kernels.axpby(1f, e, 0f, delta);
        }

        @Override
        public Operation inputVjp(
                Kernels kernels, Output y, Tensor delta, List<Tensor> theta, float alpha, float beta, Tensor out) {
            return () -> kernels.axpby(2f * alpha, delta, beta, out);
        }
    }

    /** Under the name that it has; what it is the loader says. */
    @Test
    void anActivationOfOnesOwnComesBackByItsChain() throws IOException {
        Path path = folder.resolve("net");
        Chain chain = Chain.inputs(3).dense(4, new Square("square")).classes(2);
        try (Model model = Model.of(chain, 1)) {
            model.save(path);
            try (Model loaded = Model.load(path, chain)) {
                assertEquals(chain, loaded.chain());
                TrainerTest.assertSameBits(model, loaded);
            }
        }
        refused(
                path + ": activation square of layer 0, expected one of Thrice's own;"
                        + " Model.load(path, chain) takes others from a chain",
                () -> Model.load(path));
    }

    /** Else it would be taken for another when it is loaded. */
    @ParameterizedTest
    @ValueSource(strings = {"tanh", "leaky-relu(0.3)", "my square", ""})
    void anActivationThatAFileCannotTellFromOthersIsNotSaved(String name) {
        Path path = folder.resolve("net");
        try (Model model = Model.of(Chain.inputs(3).dense(4, new Square(name)).classes(2), 1)) {
            assertEquals(
                    "save: the activation of layer 0 of model 3 - 4 - 2 is called \"" + name
                            + "\", expected a name without blanks that none of Thrice's own has",
                    message(IllegalArgumentException.class, () -> model.save(path)));
        }
        assertTrue(Files.notExists(path));
    }

    private record Square(String name) implements ScalarActivation {
        @Override
        public float value(float x) {
            return x * x;
        }

        @Override
        public float derivative(float x, float y) {
            return 2 * x;
        }
    }

    private static Map<String, String> said(String... more) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("thrice.activations", "tanh log-softmax");
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    /** 3 - 4 - 2, all parameters .5. */
    private Path write(Map<String, String> metadata) throws IOException {
        Path path = folder.resolve("written");
        try (TensorArena arena = TensorArena.open()) {
            SafetensorsWriter writer = new SafetensorsWriter().metadata(metadata);
            writer.add("0.weight", Tensor.allocate(arena, 4, 3).fill(.5f));
            writer.add("0.bias", Tensor.allocate(arena, 1, 4).fill(.5f), 4);
            writer.add("2.weight", Tensor.allocate(arena, 2, 4).fill(.5f));
            writer.add("2.bias", Tensor.allocate(arena, 1, 2).fill(.5f), 2);
            writer.write(path);
        }
        return path;
    }

    private void bad(String expected, Map<String, String> metadata) throws IOException {
        Path path = write(metadata);
        refused(path + ": " + expected, () -> Model.load(path));
    }

    private static void refused(String expected, Executable what) {
        assertEquals(expected, message(FormatException.class, what));
    }

    private static String message(Class<? extends Throwable> type, Executable what) {
        return assertThrows(type, what).getMessage();
    }
}
