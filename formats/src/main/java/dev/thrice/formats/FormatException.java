package dev.thrice.formats;

import java.io.IOException;

/** A file is not what was expected. The message is one line: the file, what it holds, what was expected. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message one line
     */
    public FormatException(String message) {
        super(message);
    }
}
