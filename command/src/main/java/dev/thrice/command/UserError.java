package dev.thrice.command;

/** A mistake of the user's or of the machine's, told in the one line that is its message; no stack trace. */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Tells it.
     *
     * @param message names the thing, what was found and what was expected
     */
    public UserError(String message) {
        super(message);
    }
}
