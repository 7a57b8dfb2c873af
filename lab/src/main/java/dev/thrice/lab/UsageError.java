package dev.thrice.lab;

/** Something that was asked for wrongly, told in the one line that is its message; no stack trace. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Tells it.
     *
     * @param message names the option, what was given and what was expected
     */
    public UsageError(String message) {
        super(message);
    }
}
