package dev.thrice.learn;

import static java.util.function.Predicate.not;

import dev.thrice.base.Printable;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Skip;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.data.Scaling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model's file: safetensors with the names that PyTorch gives a Sequential of Linear layers with an activation after each, and in its
 * metadata what else the model is.
 */
final class ModelFile {
    private static final String LOSS = "thrice.loss";

    /** Numbers between blanks. */
    private static final String MEANS = "thrice.scaling.means";

    private static final String DEVIATIONS = "thrice.scaling.deviations";

    /** A line each. */
    private static final String CLASSES = "thrice.classes";

    private final Path path;
    private final Map<String, String> metadata;
    private final StateDict layers;

    private ModelFile(SafetensorsFile file) throws FormatException {
        this(file, new StateDict(file));
    }

    private ModelFile(SafetensorsFile file, StateDict layers) {
        path = file.path();
        metadata = file.metadata();
        this.layers = layers;
    }

    /** Writes all of it, or nothing. */
    static void save(Model model, Path path) throws IOException {
        Chain chain = model.chain();
        SafetensorsWriter writer = new SafetensorsWriter();
        for (int l = 0; l < chain.length(); l++) {
            DenseLayer layer = dense(model, l);
            requireFinite(model, l);
            Optional<Tensor> bias =
                    layer.biased() ? Optional.of(model.parameters().bias(l)) : Optional.empty();
            StateDict.add(writer, StateDict.sequential(l), model.parameters().weight(l), bias);
        }
        describe(writer, model);
        writer.write(path);
    }

    /** Says what follows each layer, if all are dense, and what is known of the data. */
    static void describe(SafetensorsWriter writer, Model model) {
        Chain chain = model.chain();
        Map<String, String> said = Sequential.metadata(chain);
        said.forEach(writer::metadata);
        if (said.containsKey(StateDict.ACTIVATIONS)) {
            writer.metadata(LOSS, lower(chain.loss()));
        }
        model.scaling().ifPresent(scaling -> {
            writer.metadata(MEANS, joined(scaling.means()));
            writer.metadata(DEVIATIONS, joined(scaling.deviations()));
        });
        if (!model.classNames().isEmpty()) {
            writer.metadata(
                    CLASSES, model.classNames().stream().map(ModelFile::line).collect(Collectors.joining("\n")));
        }
    }

    /** Has a model know what a file says of the data that were learned from. */
    static void recall(SafetensorsFile file, Model model) throws FormatException {
        ModelFile described = new ModelFile(file, null);
        model.recall(described.scaling(model.chain()), described.classNames(model.chain()));
    }

    private static DenseLayer dense(Model model, int index) {
        ElementaryFunction function = model.chain().function(index);
        if (function instanceof DenseLayer layer && layer.feedback() == Feedback.SYMMETRIC) {
            requireNameable(model, index, layer.activation());
            return layer;
        }
        String found = function instanceof DenseLayer ? "has feedback weights" : "is " + function;
        throw new IllegalArgumentException("save: layer " + index + " of " + model + " " + found
                + ", expected dense layers without, which alone PyTorch's names tell of");
    }

    private static void requireNameable(Model model, int index, Activation activation) {
        String name = activation.name();
        if (!name.matches("\\S+")
                || Activation.named(name).filter(not(activation::equals)).isPresent()) {
            throw new IllegalArgumentException("save: the activation of layer " + index + " of " + model
                    + " is called \"" + name + "\", expected a name without blanks that none of Thrice's own has");
        }
    }

    private static void requireFinite(Model model, int layer) {
        for (Tensor tensor : model.parameters().of(layer)) {
            if (!model.kernels().allFinite(tensor)) {
                throw new DivergenceException("save: NaN or infinity in the parameters of layer " + layer + " of "
                        + model + ", expected finite numbers");
            }
        }
    }

    /**
     * Reads a model.
     *
     * @param chain of the caller's; null for what the file says
     */
    static Model load(Path path, Chain chain, Kernels kernels) throws IOException {
        try (SafetensorsFile safetensors = SafetensorsFile.open(path)) {
            ModelFile file = new ModelFile(safetensors);
            Chain whole = chain == null ? file.chain() : file.requireOf(chain);
            Optional<Scaling> scaling = file.scaling(whole);
            List<String> names = file.classNames(whole);
            Model model = Model.learned(whole, kernels, scaling, names);
            try {
                file.copyTo(model.parameters());
            } catch (Throwable e) {
                model.close();
                throw e;
            }
            return model;
        }
    }

    private void copyTo(Parameters parameters) throws IOException {
        for (int l = 0; l < parameters.length(); l++) {
            StateDict.Layer layer = layers.layers().get(l);
            Tensor bias = layer.bias().isPresent() ? parameters.bias(l) : null;
            layers.copy(layer, parameters.weight(l), bias);
        }
    }

    /** That the file's layers are a chain's. */
    private Chain requireOf(Chain chain) throws FormatException {
        List<StateDict.Layer> found = layers.layers();
        if (found.size() != chain.length()) {
            throw bad(found.size() + " layers, expected " + chain.length() + " for the chain " + chain);
        }
        for (int l = 0; l < found.size(); l++) {
            StateDict.Layer layer = found.get(l);
            DenseLayer fits = chain.function(l) instanceof DenseLayer dense
                    ? new DenseLayer(
                            layer.inputs(),
                            layer.outputs(),
                            dense.activation(),
                            layer.bias().isPresent())
                    : null;
            if (!chain.function(l).equals(fits)) {
                throw bad("layer " + Printable.name(layer.name()) + " of " + layer.inputs() + " inputs and "
                        + layer.outputs() + " outputs with" + (layer.bias().isPresent() ? "" : "out")
                        + " a bias, expected one of the chain's, " + chain.function(l));
            }
        }
        if (layers.skips().isPresent() && !layers.skips().get().equals(joined(chain.skips()))) {
            throw bad(StateDict.SKIPS + " is " + Printable.name(layers.skips().get()) + ", expected those of the chain "
                    + chain);
        }
        return chain;
    }

    private Chain chain() throws FormatException {
        List<String> activations = activations();
        List<ElementaryFunction> functions = new ArrayList<>();
        for (int l = 0; l < activations.size(); l++) {
            StateDict.Layer layer = layers.layers().get(l);
            String name = activations.get(l);
            Activation activation = Activation.named(name)
                    .orElseThrow(() -> bad("activation " + Printable.name(name) + " of layer "
                            + Printable.name(layer.name()) + ", expected one of Thrice's own;"
                            + " Model.load(path, chain) takes others from a chain"));
            functions.add(new DenseLayer(
                    layer.inputs(), layer.outputs(), activation, layer.bias().isPresent()));
        }
        try {
            return new Chain(functions, skips(), loss());
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private static String joined(List<Skip> skips) {
        return StateDict.skips(skips, Skip::from, Skip::to);
    }

    private List<Skip> skips() throws FormatException {
        List<Skip> skips = new ArrayList<>();
        for (String said :
                layers.skips().map(all -> List.of(all.split(" ", -1))).orElse(List.of())) {
            if (!said.matches("\\d{1,9}-\\d{1,9}")) {
                throw bad(StateDict.SKIPS + " has \"" + Printable.name(said) + "\", expected two nodes such as 1-3");
            }
            int dash = said.indexOf('-');
            skips.add(new Skip(Integer.parseInt(said.substring(0, dash)), Integer.parseInt(said.substring(dash + 1))));
        }
        return skips;
    }

    private List<String> activations() throws FormatException {
        Optional<List<String>> said = layers.activations();
        if (said.isPresent()) {
            return said.get();
        }
        String hidden = metadata.get(StateDict.ACTIVATION); // which says that log-softmax follows
        if (hidden == null) {
            throw bad("its metadata have no " + StateDict.ACTIVATIONS
                    + ", expected what follows each layer; Model.load(path, chain) takes that from a chain");
        }
        List<String> each = new ArrayList<>();
        for (int l = 1; l < layers.layers().size(); l++) {
            each.add(hidden);
        }
        each.add(Activation.LOG_SOFTMAX.name());
        return each;
    }

    private Loss loss() throws FormatException {
        String said = metadata.getOrDefault(LOSS, lower(Loss.NEGATIVE_LOG_LIKELIHOOD));
        return Arrays.stream(Loss.values())
                .filter(loss -> lower(loss).equals(said))
                .findFirst()
                .orElseThrow(() -> bad(LOSS + " is " + Printable.name(said) + ", expected "
                        + Arrays.stream(Loss.values()).map(ModelFile::lower).collect(Collectors.joining(" or "))));
    }

    private Optional<Scaling> scaling(Chain chain) throws FormatException {
        if (!metadata.containsKey(MEANS) && !metadata.containsKey(DEVIATIONS)) {
            return Optional.empty();
        }
        float[] means = numbers(MEANS);
        float[] deviations = numbers(DEVIATIONS);
        int features = chain.width(0);
        if (means.length != features || deviations.length != features) {
            throw bad("scaling by " + means.length + " means and " + deviations.length + " deviations, expected "
                    + features + " of each, one a feature");
        }
        try {
            return Optional.of(new Scaling(means, deviations));
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private float[] numbers(String key) throws FormatException {
        String[] each = metadata.getOrDefault(key, "").split(" ", -1);
        float[] numbers = new float[each.length];
        for (int i = 0; i < each.length; i++) {
            try {
                numbers[i] = Float.parseFloat(each[i]);
            } catch (NumberFormatException e) {
                throw bad(key + " has \"" + Printable.of(each[i]) + "\", expected a number");
            }
        }
        return numbers;
    }

    private List<String> classNames(Chain chain) throws FormatException {
        if (!metadata.containsKey(CLASSES)) {
            return List.of();
        }
        List<String> names = Arrays.stream(metadata.get(CLASSES).split("\n", -1))
                .map(ModelFile::name)
                .toList();
        if (names.size() > chain.width(chain.length())) {
            throw bad(CLASSES + " has " + names.size() + " names, expected at most " + chain.width(chain.length())
                    + ", one an output");
        }
        return names;
    }

    private FormatException bad(String what) {
        return new FormatException(path + ": " + what);
    }

    private static String lower(Loss loss) {
        return loss.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String joined(float[] numbers) {
        return IntStream.range(0, numbers.length)
                .mapToObj(i -> Float.toString(numbers[i]))
                .collect(Collectors.joining(" "));
    }

    /** A name in one line. */
    private static String line(String name) {
        return name.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String name(String line) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            boolean escaped = line.charAt(i) == '\\' && i + 1 < line.length();
            i += escaped ? 1 : 0;
            name.append(escaped && line.charAt(i) == 'n' ? '\n' : line.charAt(i));
        }
        return name.toString();
    }
}
