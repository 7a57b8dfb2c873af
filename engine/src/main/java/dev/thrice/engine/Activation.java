package dev.thrice.engine;

/** What follows a dense layer's affine map. */
public enum Activation {
    /** tanh, element by element. */
    TANH,
    /** log-softmax over each row; the last layer of a chain, followed by the negative log-likelihood. */
    LOG_SOFTMAX
}
