package dev.thrice.lab.learn;

import dev.thrice.engine.chain.Activation;

/** The activations that may follow a hidden layer, by the names they have on the command line: those that {@link Activation#named} knows. */
public enum ActivationName {
    /** {@link Activation#TANH}. */
    TANH,
    /** {@link Activation#RELU}. */
    RELU,
    /** {@link Activation#LEAKY_RELU}. */
    LEAKY_RELU,
    /** {@link Activation#SIGMOID}. */
    SIGMOID,
    /** {@link Activation#SOFTPLUS}. */
    SOFTPLUS,
    /** {@link Activation#SILU}. */
    SILU,
    /** {@link Activation#GELU}. */
    GELU,
    /** {@link Activation#IDENTITY}. */
    IDENTITY;

    /**
     * What has this name.
     *
     * @return the activation
     */
    public Activation activation() {
        return Activation.named(Names.of(this)).orElseThrow();
    }

    /** Of this enum. */
    public static final class OnCommandLine extends Names<ActivationName> {
        /** All of them. */
        public OnCommandLine() {
            super(ActivationName.class);
        }
    }
}
