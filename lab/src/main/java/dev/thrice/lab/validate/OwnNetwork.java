package dev.thrice.lab.validate;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.images.ImageNodes;
import dev.thrice.kernels.Kernels;
import dev.thrice.learn.Model;
import dev.thrice.learn.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network of the user's own.
 *
 * @param name that tells it from any other
 * @param asked the option that it was asked for by
 * @param chain its functions
 * @param file of its parameters; null where they are drawn
 */
record OwnNetwork(String name, String asked, Chain chain, Path file) {
    /**
     * Reads its parameters.
     *
     * @return a model of {@link #chain}, to be closed, or nothing where there is no file
     * @throws UserError if they cannot be read, or a number is not finite
     */
    Optional<Model> model(Kernels kernels) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Model.load(file, chain, kernels));
        } catch (IOException e) { // which names the file
            throw new UserError(e.getMessage());
        }
    }

    /**
     * Checks that it takes the data.
     *
     * @throws UserError if it does not; it names the layer
     */
    void requireFit(Dataset data) {
        int last = chain.length() - 1;
        ImageNodes.of(chain)
                .getFirst()
                .filter(images -> !images.equals(data.image().orElse(images)))
                .ifPresent(images -> {
                    throw new UserError(asked + ": inputs are images of " + images + ", expected the data's, "
                            + data.image().orElseThrow());
                });
        if (chain.width(0) != data.features()) {
            throw new UserError(asked + ": layer 0 takes " + chain.width(0) + " inputs, expected the " + data.features()
                    + " features of the data");
        }
        if (chain.width(last + 1) < data.classes()) {
            throw new UserError(asked + ": layer " + last + " has " + chain.width(last + 1)
                    + " outputs, expected at least the " + data.classes() + " classes of the data");
        }
    }

    /**
     * Checks that neither its outputs nor the errors that come back leave float32.
     *
     * @param network fed with a batch of the data
     * @throws UserError if they do; it names the layer
     */
    void requireFinite(Network network) {
        network.forward();
        network.firstNotFinite().ifPresent(what -> {
            throw notFinite(what);
        });
        Engine engine = new Engine(network, new Backpropagation(true, LossReduction.SUM), new Sequential());
        engine.errors();
        for (int l = chain.length() - 1; l >= 1; l--) {
            if (!network.kernels().allFinite(engine.error(l))) {
                throw notFinite("NaN or infinity in the error of the outputs of layer " + (l - 1));
            }
        }
    }

    private UserError notFinite(String what) {
        return new UserError(asked + ": " + what + " on a batch of the data, expected finite numbers");
    }

    /** Checks that what it has learned to call classes is what the data call them, where both do. */
    void requireNames(List<String> learned, Dataset data) {
        List<String> found = data.classNames();
        if (!learned.isEmpty() && !found.isEmpty() && !learned.equals(found)) {
            throw new UserError(asked + ": its classes are " + Printable.list(learned)
                    + ", expected those of the data, " + Printable.list(found));
        }
    }

    /** What follows a chain's hidden layers, each once, such as "tanh and relu"; "" if there are none. */
    static String activations(Chain chain) {
        return chain.functions().subList(0, chain.length() - 1).stream()
                .map(function -> ((DenseLayer) function).activation().name())
                .distinct()
                .collect(Collectors.joining(" and "));
    }
}
