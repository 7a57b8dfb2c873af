package dev.thrice.lab.learn;

import dev.thrice.engine.chain.Activation;
import java.util.Arrays;
import java.util.Optional;

/** The activations that may follow a hidden layer, by the names they have on the command line: the engine's, in lower case. */
public enum ActivationName {
    /** {@link Activation#TANH}. */
    TANH(Activation.TANH),
    /** {@link Activation#RELU}. */
    RELU(Activation.RELU),
    /** {@link Activation#SIGMOID}. */
    SIGMOID(Activation.SIGMOID),
    /** {@link Activation#IDENTITY}. */
    IDENTITY(Activation.IDENTITY);

    private final Activation activation;

    ActivationName(Activation activation) {
        this.activation = activation;
    }

    /**
     * What has this name.
     *
     * @return the activation
     */
    public Activation activation() {
        return activation;
    }

    /**
     * The activation of a name.
     *
     * @param name as it is written into files
     * @return the activation, if one has this name
     */
    public static Optional<ActivationName> named(String name) {
        return Arrays.stream(values())
                .filter(each -> Names.of(each).equals(name))
                .findFirst();
    }

    /** Of this enum. */
    public static final class OnCommandLine extends Names<ActivationName> {
        /** All of them. */
        public OnCommandLine() {
            super(ActivationName.class);
        }
    }
}
