package dev.thrice.lab.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Nonlinearity;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.images.AveragePooling;
import dev.thrice.engine.images.Convolution;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageNodes;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.MaxPooling;
import dev.thrice.engine.images.Window;
import dev.thrice.learn.Sequential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written {@code 'like this'} here has double quotes in the file. */
class NetworkDescriptionTest {
    private static final String LAST = "{'dense': 10, 'activation': 'log-softmax'}";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("net.json");
    }

    private Chain read(String text) throws IOException {
        return NetworkDescription.read(Files.writeString(file(), text.replace('\'', '"')));
    }

    private String refused(String text) throws IOException {
        Files.writeString(file(), text.replace('\'', '"'));
        return refusal();
    }

    private String refusal() {
        String message = assertThrows(UserError.class, () -> NetworkDescription.read(file()))
                .getMessage();
        assertTrue(message.contains(file().toString()), message);
        assertFalse(message.contains("\n"), message);
        assertFalse(message.matches(".*(java[.]|Exception|fasterxml).*"), message);
        return message;
    }

    @Test
    void allThatLayersCanBeIsRead() throws IOException {
        ImageShape inputs = new ImageShape(12, 10, 3);
        Convolution convolution =
                new Convolution(inputs, 4, new Window(3, 2, 2, 1), Activation.leakyRelu(.2f), false); // 6 x 6 x 4
        MaxPooling max = new MaxPooling(convolution.output(), new Window(2, 3, 1, 1)); // 7 x 6 x 4
        AveragePooling mean = new AveragePooling(max.output(), Window.sideBySide(2)); // 3 x 3 x 4
        Convolution same = new Convolution(mean.output(), 4, Window.of(3).padded(1), Activation.IDENTITY);
        Chain expected = new Chain(
                List.of(
                        convolution,
                        max,
                        mean,
                        new LayerNorm(36, .5f),
                        new Nonlinearity(36, Activation.GELU),
                        same,
                        new DenseLayer(36, 5, Activation.SOFTPLUS, false),
                        new LayerNorm(5),
                        new DenseLayer(5, 5, Activation.SILU),
                        new DenseLayer(5, 10, Activation.LOG_SOFTMAX)),
                List.of(new Skip(3, 6), new Skip(4, 6), new Skip(7, 9)),
                Loss.NEGATIVE_LOG_LIKELIHOOD);
        assertEquals(expected, read("""
                        {'inputs': [12, 10, 3], 'layers': [
                          {'conv': 4, 'kernel': [3, 2], 'stride': 2, 'padding': 1, 'activation': 'leaky-relu(0.2)',
                           'bias': false},
                          {'maxPool': [2, 3], 'stride': 1, 'padding': 1},
                          {'averagePool': 2, 'name': 'mean'},
                          {'layerNorm': true, 'epsilon': 5e-1, 'name': 'norm'},
                          {'activation': 'gelu'},
                          {'conv': 4, 'kernel': 3, 'padding': 1, 'skipFrom': ['mean', 'norm'], 'bias': true},
                          {'dense': 5, 'activation': 'softplus', 'bias': false, 'name': 'a \\u00e9'},
                          {'layerNorm': true},
                          {'dense': 5, 'activation': 'silu', 'skipFrom': 'a é'},
                          {'dense': 10, 'activation': 'log-softmax'}]}"""));
    }

    @Test
    void lenet5IsDescribedAsItIsDefined() throws IOException {
        String description = """
                {'inputs': [28, 28, 1], 'layers': [
                  {'conv': 6, 'kernel': 5, 'padding': 2, 'activation': 'tanh'}, {'averagePool': 2},
                  {'conv': 16, 'kernel': 5, 'activation': 'tanh'}, {'averagePool': 2},
                  {'dense': 120, 'activation': 'tanh'}, {'dense': 84, 'activation': 'tanh'},
                  {'dense': 10, 'activation': 'log-softmax'}]}""";
        Chain lenet5 = ImageChain.lenet5(new ImageShape(28, 28, 1), 10);
        assertEquals(lenet5, read(description));
        assertEquals(new ObjectMapper().readTree(description.replace('\'', '"')), NetworkDescription.of(lenet5));
    }

    /** Its numbers of modules, too, are those that the page has. */
    @Test
    void theExampleOfTheDocumentsIsRead() throws IOException {
        String page = Files.readString(Path.of("../docs/networks.md"));
        String example = page.substring(page.indexOf("```json") + "```json".length());
        Chain chain = NetworkDescription.parse("", example.substring(0, example.indexOf("```")));
        assertEquals("784 - 4704 - 1176 - 120 - 120 - 120 - 10, skips 3 to 5", chain.toString());
        assertEquals(List.of("0", "4", "6", "7", "9"), new Sequential(chain).names());
        for (String name : List.of("`0.weight` [6, 1, 5, 5]", "`4.weight` [120, 1176]", "`7.weight`, `9.weight`")) {
            assertTrue(page.replaceAll("\\s+", " ").contains(name), name);
        }
    }

    /** Which could be written, and would be read as another. */
    @Test
    void imagesThatNoLayerMakesAreNotDescribed() {
        ImageShape made = new ImageShape(4, 4, 1);
        for (ElementaryFunction first : List.of(
                new DenseLayer(16, 16, Activation.TANH), new Convolution(made, 1, Window.of(1), Activation.TANH))) {
            Chain reshaped = new Chain(
                    List.of(
                            first,
                            new MaxPooling(new ImageShape(2, 8, 1), Window.of(2)),
                            new DenseLayer(7, 2, Activation.LOG_SOFTMAX)),
                    Loss.NEGATIVE_LOG_LIKELIHOOD);
            assertThrows(IllegalArgumentException.class, () -> NetworkDescription.of(reshaped));
        }
    }

    @Test
    void theInputMayBeSkippedFromAndFeaturesAreANumber() throws IOException {
        Chain chain = read("{'inputs': 4, 'layers': [{'dense': 4, 'skipFrom': 'inputs'}, " + LAST + "]}");
        assertEquals(List.of(new Skip(0, 1)), chain.skips());
        assertEquals(chain, read("{'inputs': [4], 'layers': [{'dense': 4, 'skipFrom': ['inputs']}, " + LAST + "]}"));
    }

    /** Of random chains, with all kinds of layers and skips. */
    @Test
    void whatIsWrittenIsReadAsTheSame() {
        for (int seed = 0; seed < 500; seed++) {
            Chain chain = random(new SplittableRandom(seed));
            String text = NetworkDescription.of(chain).toString();
            assertEquals(chain, NetworkDescription.parse("here", text), text);
        }
    }

    private static Chain random(SplittableRandom random) {
        List<ElementaryFunction> functions = new ArrayList<>();
        Optional<ImageShape> images = Optional.empty();
        int width = 1 + random.nextInt(5);
        if (random.nextBoolean()) {
            ImageShape inputs = new ImageShape(1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(3));
            images = Optional.of(inputs);
            functions.add(new Convolution(inputs, 2, Window.of(1), activation(random), random.nextBoolean()));
            width = functions.getLast().outputs();
            images = ImageNodes.after(functions.getLast(), images);
        }
        for (int l = random.nextInt(8); l >= 0; l--) {
            ElementaryFunction next =
                    images.isPresent() && random.nextInt(5) > 0 ? ofImages(images.get(), random) : any(width, random);
            functions.add(next);
            width = next.outputs();
            images = ImageNodes.after(next, images);
        }
        functions.add(new DenseLayer(width, 3, Activation.LOG_SOFTMAX, random.nextBoolean()));
        Chain plain = new Chain(functions, Loss.NEGATIVE_LOG_LIKELIHOOD);
        List<Optional<ImageShape>> nodes = ImageNodes.of(plain);
        List<Skip> skips = new ArrayList<>();
        for (int from = 0; from < plain.length(); from++) {
            for (int to = from + 1; to < plain.length(); to++) {
                if (plain.width(from) == plain.width(to)
                        && nodes.get(from).equals(nodes.get(to))
                        && random.nextBoolean()) {
                    skips.add(new Skip(from, to));
                }
            }
        }
        return new Chain(functions, skips, Loss.NEGATIVE_LOG_LIKELIHOOD);
    }

    private static Activation activation(SplittableRandom random) {
        List<String> names = new ArrayList<>(Activation.names());
        names.remove("log-softmax");
        names.add("leaky-relu(" + (float) random.nextDouble(1e-3, 2) + ")");
        return Activation.named(names.get(random.nextInt(names.size()))).orElseThrow();
    }

    private static ElementaryFunction any(int width, SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> new LayerNorm(width, random.nextBoolean() ? 1e-5f : (float) random.nextDouble(1e-6, 1));
            case 1 -> new Nonlinearity(width, activation(random));
            default -> new DenseLayer(width, 1 + random.nextInt(5), activation(random), random.nextBoolean());
        };
    }

    private static ElementaryFunction ofImages(ImageShape images, SplittableRandom random) {
        int height = 1 + random.nextInt(Math.min(3, images.height()));
        int width = 1 + random.nextInt(Math.min(3, images.width()));
        int padding = random.nextInt(Math.min(height, width));
        Window window = new Window(height, width, 1 + random.nextInt(3), padding);
        return switch (random.nextInt(3)) {
            case 0 -> new AveragePooling(images, window);
            case 1 -> new MaxPooling(images, window);
            default -> new Convolution(images, 1 + random.nextInt(3), window, activation(random), random.nextBoolean());
        };
    }

    /** Layers are put before the last of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|layers [], expected a list",
                "3|layers 3, expected a list of at least one layer",
                "[7]|layer 0: 7, expected an object with one of conv, averagePool, maxPool, dense, layerNorm, activation",
                "[{}]|layer 0: no fields, expected one of conv, averagePool",
                "[{'pool': 2}]|layer 0: pool, expected one of conv",
                "[{'conv': 2, 'dense': 3}]|layer 0: conv, dense, expected one of conv",
                "[{'conv': 2}]|layer 0: no kernel among conv, expected one",
                "[{'conv': '2', 'kernel': 3}]|layer 0: conv \"2\", expected a whole number, at least 1",
                "[{'conv': 2.5, 'kernel': 3}]|layer 0: conv 2.5, expected a whole number, at least 1",
                "[{'conv': 2, 'kernel': 3.0}]|layer 0: kernel 3.0, expected a side, or height and width",
                "[{'conv': 2, 'kernel': []}]|layer 0: kernel [], expected a side, or height and width",
                "[{'conv': 2, 'kernel': [1, 2, 3]}]|layer 0: kernel [1,2,3], expected a side",
                "[{'conv': 2, 'kernel': [3, null]}]|layer 0: kernel [3,null], expected a side",
                "[{'conv': 2, 'kernel': 3, 'stride': 0}]|layer 0: stride 0, expected a whole number, at least 1",
                "[{'conv': 2, 'kernel': 3, 'padding': -1}]|layer 0: padding -1, expected a whole number, at least 0",
                "[{'conv': 2, 'kernel': 3, 'bias': 'yes'}]|layer 0: bias \"yes\", expected true or false",
                "[{'conv': 2, 'kernel': 3, 'activation': 'swish'}]|layer 0: activation \"swish\", expected one of identity, tanh, relu, leaky-relu, sigmoid, softplus, silu, gelu, log-softmax",
                "[{'conv': 2, 'kernel': 3, 'activation': 7}]|layer 0: activation 7, expected a text",
                "[{'conv': 2, 'kernel': 3, 'activation': 'log-softmax'}]|layer 0: convolution: activation log-softmax, expected one that goes element by element",
                "[{'conv': 2, 'kernel': 3, 'strides': 1}]|layer 0: a field strides, expected those of a convolution: activation, bias, conv, kernel, name, padding, skipFrom, stride",
                "[{'dense': 2, 'kernel': 3}]|layer 0: a field kernel, expected those of a dense layer: activation, bias, dense, name, skipFrom",
                "[{'conv': 2, 'kernel': 9}]|layer 0: convolution: a window 9 pixels high over an image of 6 x 6 x 1, 6 with its padding, expected one that fits in",
                "[{'conv': 2, 'kernel': 9, 'padding': 1}]|6 x 6 x 1, 8 with its padding",
                "[{'conv': 2147483647, 'kernel': 1}]|layer 0: image: 6 x 6 x 2147483647, expected fewer than 2^31 elements",
                "[{'conv': 1, 'kernel': 1, 'padding': 2147483647}]|layer 0: convolution: a window 1 pixels high at 4294967300 places",
                "[{'conv': 2147483648, 'kernel': 1}]|layer 0: conv 2147483648, expected a whole number, at least 1",
                "[{'averagePool': 7}]|layer 0: pooling: a window 7 pixels high over",
                "[{'maxPool': 2, 'padding': 2}]|layer 0: max pooling: window 2 x 2, stride 2, padding 2, expected a padding smaller",
                "[{'maxPool': [2, 3]}]|layer 0: no stride among maxPool, expected one",
                "[{'dense': 0}]|layer 0: dense 0, expected a whole number, at least 1",
                "[{'dense': true}]|layer 0: dense true, expected a whole number",
                "[{'dense': 3}, {'maxPool': 1}]|layer 1: maxPool on 3 features, expected images, as of inputs [28, 28, 1]",
                "[{'layerNorm': 3}]|layer 0: layerNorm 3, expected true or false",
                "[{'layerNorm': false}]|layer 0: layerNorm false, expected true, or no such layer",
                "[{'layerNorm': true, 'epsilon': 0}]|layer 0: epsilon 0, expected a number above 0",
                "[{'layerNorm': true, 'epsilon': 1e999}]|layer 0: epsilon 1E+999, expected a number above 0",
                "[{'layerNorm': true, 'epsilon': '1'}]|layer 0: epsilon \"1\", expected a number above 0",
                "[{'dense': 3, 'name': 7}]|layer 0: name 7, expected a text",
                "[{'dense': 3, 'name': 'a'}, {'dense': 3, 'name': 'a'}]|layer 1 \"a\": name \"a\", expected one that no other layer",
                "[{'dense': 3, 'name': 'inputs'}]|layer 0 \"inputs\": name \"inputs\", expected one that no other layer and not the input has",
                "[{'dense': 3, 'skipFrom': 'b'}]|layer 0: skipFrom \"b\", which is no layer's name, expected inputs or the name of a layer before",
                "[{'dense': 3, 'skipFrom': 'b'}, {'dense': 3, 'name': 'b'}]|layer 0: skipFrom \"b\", which is layer 1, expected",
                "[{'dense': 3, 'name': 'b', 'skipFrom': 'b'}]|layer 0 \"b\": skipFrom \"b\", which is itself, expected",
                "[{'dense': 3, 'skipFrom': 7}]|layer 0: skipFrom 7, expected a text, or a list of texts",
                "[{'dense': 3, 'skipFrom': ['inputs', 7]}]|layer 0: skipFrom has 7, expected texts",
                "[{'dense': 3, 'name': 'a'}, {'dense': 4}, {'dense': 5, 'skipFrom': 'a'}]|layer 2: skipFrom \"a\", which makes 3 features, expected 5 features as this layer makes",
                "[{'dense': 36, 'skipFrom': 'inputs'}]|which makes images of 6 x 6 x 1, expected 36 features",
                "[{'dense': 3, 'name': 'a'}, {'dense': 3, 'skipFrom': ['a', 'a']}]|layer 1: skipFrom \"a\" twice, expected once",
            })
    void whatIsWrongIsNamed(String layers, String message) throws IOException {
        String end = layers.equals("[]") ? "]" : ", " + LAST + "]";
        String said = refused("{'inputs': [6, 6, 1], 'layers': " + layers.replaceAll("]$", end) + "}");
        assertTrue(said.startsWith(file() + ": layer"), said);
        assertTrue(said.contains(message), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'layers': []}|no inputs among layers, expected one",
                "{'inputs': 3}|no layers among inputs, expected one",
                "{'inputs': 3, 'layers': [{'dense': 3}]}|layer 0 is the last, expected its activation to be log-softmax, as of a network that tells",
                "{'inputs': 3, 'layers': [{'dense': 3, 'activation': 'log-softmax', 'name': 'a', 'skipFrom': 'inputs'}]}|layer 0 \"a\": skipFrom \"inputs\" into the last layer, expected one that another follows",
                "{'inputs': 3, 'layers': [{'dense': 3}], 'loss': 1}|a field loss, expected those of a network: inputs, layers",
                "{'inputs': [3, 4], 'layers': []}|inputs [3, 4], expected a number of features, or [height, width, channels]",
                "{'inputs': [0, 4, 1], 'layers': []}|inputs [0,4,1], expected a number of features",
                "{'inputs': [65536, 65536, 1], 'layers': []}|image: 65536 x 65536 x 1, expected fewer than 2^31 elements",
                "{'inputs': '3', 'layers': []}|inputs \"3\", expected a number of features",
                "{'inputs': null, 'layers': []}|inputs null, expected a number of features",
                "{'inputs': [2, 2, 3], 'layers': [{'dense': 3, 'activation': 'log-softmax'}]}|inputs are images of 2 x 2 x 3, which no convolution or pooling takes, expected features, inputs 12",
                "{'inputs': 3, 'layers': [{'dense': 3, 'activation': 'log-softmax'}, {'dense': 2, 'activation': 'log-softmax'}]}|layer 0: log-softmax, expected it in the last layer alone",
                "{'inputs': [2, 2, 1], 'layers': [{'conv': 3, 'kernel': 1}, {'activation': 'log-softmax'}]}|layer 1: log-softmax of images of 2 x 2 x 3, expected a dense layer that ends in it",
                "[]|[], expected an object with inputs and layers",
                "null|null, expected an object with inputs and layers",
                "``|nothing in it, expected an object with inputs and layers",
                "{'inputs': 3,|no JSON, cut short, or a field twice, at line 1, column 14, expected an object with inputs",
                "{'inputs': 3, 'inputs': 4}|no JSON, cut short, or a field twice, at line 1, column 2",
                "{'inputs': 3} x|no JSON, cut short, or a field twice, at line 1, column 1",
                "inputs = 3|no JSON, cut short, or a field twice, at line 1",
            })
    void soIsWhatIsWrongAroundTheLayers(String text, String message) throws IOException {
        String said = refused(text);
        assertTrue(said.startsWith(file() + ": " + message), said);
    }

    @Test
    void whatCannotBeReadOrIsTooMuchIsNamed() throws IOException {
        assertEquals("cannot read " + file() + ": no such file or folder", refusal());
        Files.write(file(), "x".repeat(1_000_001).getBytes(StandardCharsets.US_ASCII));
        assertEquals(file() + ": larger than 1000000 bytes, expected a network in JSON", refusal());
        Files.write(file(), new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"'});
        assertTrue(refusal().startsWith(file() + ": no "), refusal());
        Files.writeString(file(), "[".repeat(100_000));
        assertTrue(refusal().startsWith(file() + ": no JSON"), refusal());
        Files.delete(file());
        Files.createDirectory(file());
        assertTrue(refusal().startsWith("cannot read " + file()), refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u001b[2J", "\\u202e", "\\n"})
    void namesOfTheFilesOwnReachTheTerminalAsText(String name) throws IOException {
        for (String layer : List.of("{'dense': 3, 'name': '%s', 'skipFrom': '%s'}", "{'dense': 3, '%s': '%s'}")) {
            String said = refused("{'inputs': 3, 'layers': [" + layer.formatted(name, name) + ", " + LAST + "]}");
            assertTrue(said.codePoints().noneMatch(each -> each < ' ' || each == 0x202e), said);
        }
    }

    @Test
    void aChainThatHasOtherThingsIsNotDescribed() {
        Chain feedback = Chain.inputs(2).dense(3, Activation.TANH).classes(2).with(Feedback.FIXED);
        String message = assertThrows(IllegalArgumentException.class, () -> NetworkDescription.of(feedback))
                .getMessage();
        assertTrue(message.startsWith("layer 1 is DenseLayer"), message);
    }
}
