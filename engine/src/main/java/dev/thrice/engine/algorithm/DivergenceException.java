package dev.thrice.engine.algorithm;

/** Values have left the finite numbers, or an inference its way down. The message is one line: step, layer, quantity. */
public final class DivergenceException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message one line
     */
    public DivergenceException(String message) {
        super(message);
    }
}
