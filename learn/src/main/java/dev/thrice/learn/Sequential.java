package dev.thrice.learn;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.LayerNorm;
import dev.thrice.engine.chain.Nonlinearity;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.images.AveragePooling;
import dev.thrice.engine.images.ChannelsFirst;
import dev.thrice.engine.images.Convolution;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.MaxPooling;
import dev.thrice.engine.images.Window;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.ModuleStates;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.formats.safetensors.TensorEntry;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chain as PyTorch's {@code nn.Sequential}: which name, shape and order of elements each parameter has in its {@code state_dict}.
 *
 * <p>Modules are counted from 0. A convolution (Conv2d) and a dense layer (Linear) are two each, the layer and the activation after it, the
 * identity too; a pooling, a layer normalization and an activation by itself are one; where images become features is a Flatten. Skips
 * are not a Sequential's and take no number. A convolution's weight is [outputs, channels, height, width], a normalization's gain and
 * shift are its weight and bias, [channels, height, width] of images; what goes from images to features has them channel by channel.
 */
public final class Sequential {
    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    /**
     * A parameter as a file has it.
     *
     * @param name unique in the file
     * @param tensor its numbers, in PyTorch's order
     * @param shape the sizes of its dimensions
     */
    public record Named(String name, Tensor tensor, List<Integer> shape) {
        /**
         * Adds it to a file.
         *
         * @param writer of the file
         * @throws IllegalArgumentException if the file has such a name already
         */
        public void addTo(SafetensorsWriter writer) {
            writer.add(name, tensor, shape.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /** A parameter of a module: its index in the function's order, its shape in PyTorch, the channels in a row. */
    private record Slot(int parameter, List<Integer> shape, int channels) {}

    /** A module that has parameters: the function's, its number, what PyTorch calls weight and bias. */
    private record Numbered(int layer, int number, Slot weight, Optional<Slot> bias) {}

    private final Chain chain;
    private final ChannelsFirst order;
    private final List<Numbered> modules = new ArrayList<>();

    /**
     * Counts the modules.
     *
     * @param chain of functions that PyTorch has modules for
     * @throws IllegalArgumentException if it has others, has feedback weights or takes features for images
     */
    public Sequential(Chain chain) {
        this.chain = chain;
        this.order = new ChannelsFirst(chain);
        int number = 0;
        for (int l = 0; l < chain.length(); l++) {
            if (order.images(l).isPresent() && order.images(l + 1).isEmpty()) {
                number++; // Flatten
            }
            number += add(l, number);
        }
    }

    /** Adds a function, and says how many modules it is. */
    private int add(int layer, int number) {
        ElementaryFunction function = chain.function(layer);
        if (function instanceof Convolution convolution && isOf(convolution.input(), layer)) {
            Window window = convolution.window();
            List<Integer> shape = List.of(
                    convolution.outputChannels(), convolution.input().channels(), window.height(), window.width());
            modules.add(affine(layer, number, shape, convolution.biased()));
            return 2;
        }
        if (function instanceof DenseLayer dense && dense.feedback() == Feedback.SYMMETRIC) {
            modules.add(affine(layer, number, List.of(dense.outputs(), dense.inputs()), dense.biased()));
            return 2;
        }
        if (function instanceof LayerNorm norm) {
            List<Integer> shape = order.images(layer)
                    .map(images -> List.of(images.channels(), images.height(), images.width()))
                    .orElse(List.of(norm.width()));
            modules.add(new Numbered(layer, number, slot(layer, 0, shape), Optional.of(slot(layer, 1, shape))));
            return 1;
        }
        boolean known = function instanceof Nonlinearity
                || (function instanceof AveragePooling average && isOf(average.input(), layer))
                || (function instanceof MaxPooling max && isOf(max.input(), layer));
        if (!known) {
            throw new IllegalArgumentException("layer " + layer + " of the chain " + chain + " is " + function + " on "
                    + order.images(layer).map(images -> "images of " + images).orElse("features")
                    + ", expected one that PyTorch has a module for, without feedback weights");
        }
        return 1;
    }

    private boolean isOf(ImageShape input, int node) {
        return order.images(node).equals(Optional.of(input));
    }

    private Numbered affine(int layer, int number, List<Integer> shape, boolean biased) {
        Optional<Slot> bias = biased ? Optional.of(slot(layer, 1, shape.subList(0, 1))) : Optional.empty();
        return new Numbered(layer, number, slot(layer, 0, shape), bias);
    }

    private Slot slot(int layer, int parameter, List<Integer> shape) {
        return new Slot(parameter, shape, order.channels(layer, parameter));
    }

    /**
     * What PyTorch calls the modules that have parameters.
     *
     * @return their numbers, such as 0, 3, 7
     */
    public List<String> names() {
        return modules.stream().map(module -> String.valueOf(module.number)).toList();
    }

    /**
     * Parameters, or what has their shapes, as a file has them.
     *
     * @param names of the modules that have some, as of {@link #names} or of a file's modules
     * @param values of the chain
     * @param arena owns the memory of what is in another order than here
     * @return them with their names, in order
     */
    public List<Named> named(List<String> names, Parameters values, TensorArena arena) {
        List<Named> all = new ArrayList<>();
        for (int m = 0; m < modules.size(); m++) {
            Numbered module = modules.get(m);
            List<Tensor> own = values.of(module.layer);
            String name = names.get(m);
            all.add(named(name + "." + WEIGHT, own, module.weight, arena));
            module.bias.ifPresent(bias -> all.add(named(name + "." + BIAS, own, bias, arena)));
        }
        return all;
    }

    private static Named named(String name, List<Tensor> own, Slot slot, TensorArena arena) {
        return named(name, own.get(slot.parameter), slot.channels, slot.shape, arena);
    }

    /**
     * A tensor as a file has it.
     *
     * @param name unique in the file
     * @param tensor its rows in the order here
     * @param channels numbers of a pixel in a row; 1 of what is no image
     * @param shape the sizes of its dimensions in PyTorch
     * @param arena owns the memory of what is in another order than here
     * @return it with its name
     */
    public static Named named(String name, Tensor tensor, int channels, List<Integer> shape, TensorArena arena) {
        Tensor turned = channels == 1
                ? tensor
                : ChannelsFirst.fromPixels(tensor, channels, Tensor.allocate(arena, tensor.rows(), tensor.columns()));
        return new Named(name, turned, shape);
    }

    /**
     * Checks that a file's modules are the chain's.
     *
     * @param states of a file
     * @throws FormatException that names the first whose shape is another, or how many there are
     */
    public void requireFit(ModuleStates states) throws FormatException {
        List<ModuleStates.State> found = states.modules();
        for (int m = 0; m < Math.min(found.size(), modules.size()); m++) {
            Numbered module = modules.get(m);
            requireFit(states, found.get(m).weight(), module.weight, module.layer);
            Optional<TensorEntry> bias = found.get(m).bias();
            if (bias.isPresent() != module.bias.isPresent()) {
                throw bad(
                        states,
                        found.get(m).weight() + " with" + (bias.isPresent() ? "" : "out") + " a bias, expected one with"
                                + (bias.isPresent() ? "out" : "") + " for layer " + module.layer + " of the chain "
                                + chain);
            }
            if (bias.isPresent()) {
                requireFit(states, bias.get(), module.bias.orElseThrow(), module.layer);
            }
        }
        if (found.size() != modules.size()) {
            throw bad(
                    states,
                    found.size() + " layers with parameters, expected the " + modules.size() + " of the chain "
                            + chain);
        }
    }

    private void requireFit(ModuleStates states, TensorEntry entry, Slot slot, int layer) throws FormatException {
        if (!entry.shape().equals(slot.shape.stream().map(Integer::longValue).toList())) {
            throw bad(states, entry + ", expected " + slot.shape + " for layer " + layer + " of the chain " + chain);
        }
    }

    private static FormatException bad(ModuleStates states, String what) {
        return new FormatException(states.file().path() + ": " + what);
    }

    /**
     * Copies a file's parameters.
     *
     * @param states of a file
     * @param to the chain's parameters
     * @throws FormatException as of {@link #requireFit}, or if a number is not finite or one is not of F32, F16 or BF16
     * @throws IOException if they cannot be read
     */
    public void copy(ModuleStates states, Parameters to) throws IOException {
        requireFit(states);
        for (int m = 0; m < modules.size(); m++) {
            Numbered module = modules.get(m);
            List<Tensor> own = to.of(module.layer);
            copy(states, states.modules().get(m).weight(), own, module.weight);
            if (module.bias.isPresent()) {
                copy(states, states.modules().get(m).bias().orElseThrow(), own, module.bias.get());
            }
        }
    }

    private static void copy(ModuleStates states, TensorEntry entry, List<Tensor> own, Slot slot) throws IOException {
        Tensor tensor = own.get(slot.parameter);
        TensorEntry matrix = entry.folded(tensor.rows() > 1 ? 1 : 0); // a single row may be any shape's
        copy(states.file(), matrix, slot.channels, tensor);
    }

    /**
     * Copies a tensor whose rows are in PyTorch's order.
     *
     * @param file that it is in
     * @param entry of two dimensions
     * @param channels numbers of a pixel in a row; 1 of what is no image
     * @param to of its shape
     * @throws FormatException if a number is not finite or of another type than F32, F16 or BF16
     * @throws IOException if it cannot be read
     */
    public static void copy(SafetensorsFile file, TensorEntry entry, int channels, Tensor to) throws IOException {
        if (channels == 1) {
            file.copyFinite(entry, to);
            return;
        }
        try (TensorArena arena = TensorArena.open()) {
            Tensor turned = Tensor.allocate(arena, to.rows(), to.columns());
            file.copyFinite(entry, turned);
            ChannelsFirst.toPixels(turned, channels, to);
        }
    }

    /**
     * What a file's metadata say of a chain beside its parameters: of dense layers what follows each, of any the skips.
     *
     * @param chain any
     * @return texts by the keys of {@link StateDict}
     */
    public static Map<String, String> metadata(Chain chain) {
        Map<String, String> all = new LinkedHashMap<>();
        List<String> activations = chain.functions().stream()
                .filter(DenseLayer.class::isInstance)
                .map(layer -> ((DenseLayer) layer).activation().name())
                .toList();
        if (activations.size() == chain.length()) {
            List<String> hidden = activations.subList(0, activations.size() - 1);
            if (hidden.stream().distinct().count() == 1) {
                all.put(StateDict.ACTIVATION, hidden.getFirst());
            }
            all.put(StateDict.ACTIVATIONS, String.join(" ", activations));
        }
        if (!chain.skips().isEmpty()) {
            all.put(StateDict.SKIPS, StateDict.skips(chain.skips(), Skip::from, Skip::to));
        }
        return all;
    }
}
