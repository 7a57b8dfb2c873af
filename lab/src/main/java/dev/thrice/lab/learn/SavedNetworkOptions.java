package dev.thrice.lab.learn;

import dev.thrice.base.Printable;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Chain;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.ModuleStates;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.lab.layers.NetworkDescription;
import dev.thrice.learn.Sequential;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** What the network of a file of parameters is: what the file says, a description beside it, or dense layers. */
public final class SavedNetworkOptions {
    @Mixin
    private LayersOption layers;

    @Mixin
    private ActivationOption activation;

    private SavedNetworkOptions() {}

    /**
     * The chain of a file's parameters.
     *
     * @param file that they are in
     * @param saved its modules
     * @return the chain, with the negative log-likelihood; whether the parameters fit it is still to be checked
     * @throws UserError if what the file says is not what a description says, or as of {@link ActivationOption#chain}
     * @throws UsageError if an option has no effect, or as of {@link ActivationOption#chain}
     * @throws FormatException as of {@link StateDict}
     */
    public Chain chain(Path file, ModuleStates saved) throws FormatException {
        Optional<String> said = Optional.ofNullable(saved.file().metadata().get(StateDict.LAYERS));
        Optional<Chain> given = layers.chain();
        if (said.isEmpty() && given.isEmpty()) {
            return activation.chain(file, new StateDict(saved));
        }
        if (activation.given().isPresent()) {
            throw new UsageError("--activation with "
                    + (given.isPresent() ? LayersOption.NAME : file + ", which has " + StateDict.LAYERS)
                    + ", expected none");
        }
        Optional<Chain> own = said.map(text -> NetworkDescription.parse(file + ": " + StateDict.LAYERS, text));
        Chain chain = given.or(() -> own).orElseThrow();
        if (!own.orElse(chain).equals(chain)) {
            throw new UserError(file + ": " + StateDict.LAYERS + " describes the chain " + own.get()
                    + ", expected that of " + layers.file().orElseThrow() + ", layer by layer");
        }
        requireSame(file, saved.file().metadata(), Sequential.metadata(chain));
        return chain;
    }

    /** That the file says nothing else than the chain does. */
    private static void requireSame(Path file, Map<String, String> said, Map<String, String> expected) {
        for (String key : List.of(StateDict.ACTIVATION, StateDict.ACTIVATIONS, StateDict.SKIPS)) {
            String found = said.get(key);
            if (found != null && !found.equals(expected.get(key))) {
                throw new UserError(file + ": " + key + " is '" + Printable.name(found) + "', expected "
                        + (expected.containsKey(key) ? "'" + expected.get(key) + "'" : "none")
                        + ", as its layers are described");
            }
        }
    }
}
