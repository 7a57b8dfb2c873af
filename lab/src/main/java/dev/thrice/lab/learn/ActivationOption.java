package dev.thrice.lab.learn;

import dev.thrice.base.Printable;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.safetensors.StateDict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What follows the hidden layers of a network in a file, where the file does not say it. */
public final class ActivationOption {
    private static final String NAMES = String.join(", ", new ActivationName.OnCommandLine());

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            converter = ActivationName.OnCommandLine.class,
            completionCandidates = ActivationName.OnCommandLine.class,
            description =
                    "What follows the hidden layers: ${COMPLETION-CANDIDATES} (default: what the network's file says).")
    private ActivationName activation;

    private ActivationOption() {}

    /**
     * The option as it was given.
     *
     * @return its activation, or nothing
     */
    public Optional<Activation> given() {
        return Optional.ofNullable(activation).map(ActivationName::activation);
    }

    /**
     * The option as it was given, for a process that is to have the same.
     *
     * @return one argument or none
     */
    public List<String> arguments() {
        return activation == null ? List.of() : List.of("--activation=" + Names.of(activation));
    }

    /**
     * The chain of a file's layers, with the negative log-likelihood. A guess of what follows them would be a wrong number now and then,
     * and nobody would know.
     *
     * @param file that they are in
     * @param saved its layers
     * @return the chain
     * @throws UserError if the file says what Thrice does not have, or no log-softmax of the last layer
     * @throws UsageError if neither the file nor the option says what follows, or they say different things
     * @throws FormatException if the file does not say it of each layer
     */
    public Chain chain(Path file, StateDict saved) throws FormatException {
        int layers = saved.layers().size();
        if (saved.skips().isPresent()) {
            throw new UserError(file + ": " + StateDict.SKIPS + " is '"
                    + Printable.name(saved.skips().get()) + "', expected a chain without skips here");
        }
        Optional<List<String>> each = saved.activations();
        if (each.isPresent()) {
            String last = each.get().getLast();
            if (!last.equals(Activation.LOG_SOFTMAX.name())) {
                throw new UserError(
                        file + ": layer " + (layers - 1) + " is followed by '" + Printable.name(last) + "', expected "
                                + Activation.LOG_SOFTMAX.name() + ", as of a network that tells classes apart");
            }
            List<Activation> hidden = new ArrayList<>();
            for (String said : each.get().subList(0, layers - 1)) {
                hidden.add(agreed(file, StateDict.ACTIVATIONS, said));
            }
            return SavedNetwork.chain(saved, hidden);
        }
        Optional<String> said = saved.activation();
        if (said.isEmpty() && activation == null && layers > 1) {
            throw new UsageError(file + " does not say what follows its hidden layers: give --activation (" + NAMES
                    + "), or write it into the file's __metadata__ as " + StateDict.ACTIVATION);
        }
        Activation hidden = said.isPresent()
                ? agreed(file, StateDict.ACTIVATION, said.get())
                : given().orElse(Activation.IDENTITY); // of a single layer nobody asks
        return SavedNetwork.chain(saved, Collections.nCopies(layers - 1, hidden));
    }

    /** What a file says, which is what the option says, if that was given. */
    private Activation agreed(Path file, String key, String said) {
        Activation hidden = Activation.named(said)
                .filter(each -> !each.equals(Activation.LOG_SOFTMAX))
                .orElseThrow(() -> new UserError(
                        file + ": " + key + " is '" + Printable.name(said) + "', expected one of " + NAMES));
        if (!given().orElse(hidden).equals(hidden)) {
            throw new UsageError("--activation " + Names.of(activation) + ", but " + file + " says " + key + " is "
                    + hidden.name() + "; leave the option out, or correct the file");
        }
        return hidden;
    }
}
