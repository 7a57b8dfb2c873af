package dev.thrice.learn;

import static java.util.function.Predicate.not;

import dev.thrice.base.Printable;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Skip;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.ModuleStates;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Scaling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model's file: safetensors with the names of a {@link Sequential}, and in its metadata what else the model is. */
final class ModelFile {
    private static final String LOSS = "thrice.loss";

    /** Numbers between blanks. */
    private static final String MEANS = "thrice.scaling.means";

    private static final String DEVIATIONS = "thrice.scaling.deviations";

    /** A line each. */
    private static final String CLASSES = "thrice.classes";

    private final Path path;
    private final Map<String, String> metadata;

    private ModelFile(SafetensorsFile file) {
        path = file.path();
        metadata = file.metadata();
    }

    /** Writes all of it, or nothing. */
    static void save(Model model, Path path) throws IOException {
        Sequential sequential = sequential("save", model.chain());
        for (int l = 0; l < model.chain().length(); l++) {
            if (model.chain().function(l) instanceof DenseLayer layer) {
                requireNameable(model, l, layer.activation());
            }
            requireFinite(model, l);
        }
        SafetensorsWriter writer = new SafetensorsWriter();
        try (TensorArena arena = TensorArena.open()) {
            sequential.named(sequential.names(), model.parameters(), arena).forEach(each -> each.addTo(writer));
            describe(writer, model);
            writer.write(path);
        }
    }

    private static Sequential sequential(String what, Chain chain) {
        try {
            return new Sequential(chain);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
        }
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
        ModelFile described = new ModelFile(file);
        model.recall(described.scaling(model.chain()), described.classNames(model.chain()));
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
            ModuleStates states = new ModuleStates(safetensors);
            Chain whole = chain == null ? file.chain(states) : file.requireOf(chain, states);
            Optional<Scaling> scaling = file.scaling(whole);
            List<String> names = file.classNames(whole);
            Model model = Model.learned(whole, kernels, scaling, names);
            try {
                new Sequential(whole).copy(states, model.parameters());
            } catch (Throwable e) {
                model.close();
                throw e;
            }
            return model;
        }
    }

    /** That the file's layers are a chain's. */
    private Chain requireOf(Chain chain, ModuleStates states) throws FormatException {
        sequential("load", chain).requireFit(states);
        String skips = metadata.getOrDefault(StateDict.SKIPS, joined(chain.skips()));
        if (!skips.equals(joined(chain.skips()))) {
            throw bad(StateDict.SKIPS + " is " + Printable.name(skips) + ", expected those of the chain " + chain);
        }
        return chain;
    }

    private Chain chain(ModuleStates states) throws FormatException {
        if (!metadata.containsKey(StateDict.ACTIVATIONS) && !metadata.containsKey(StateDict.ACTIVATION)) {
            throw bad("its metadata have no " + StateDict.ACTIVATIONS
                    + ", expected what follows each layer; Model.load(path, chain) takes that from a chain");
        }
        StateDict layers = new StateDict(states);
        List<String> activations = activations(layers);
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
            return new Chain(functions, skips(layers), loss());
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private static String joined(List<Skip> skips) {
        return StateDict.skips(skips, Skip::from, Skip::to);
    }

    private List<Skip> skips(StateDict layers) throws FormatException {
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

    private List<String> activations(StateDict layers) throws FormatException {
        Optional<List<String>> said = layers.activations();
        if (said.isPresent()) {
            return said.get();
        }
        List<String> each = new ArrayList<>(Collections.nCopies(
                layers.layers().size() - 1, metadata.get(StateDict.ACTIVATION))); // which says that log-softmax follows
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
