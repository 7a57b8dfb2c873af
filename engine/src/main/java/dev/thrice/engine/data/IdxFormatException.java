package dev.thrice.engine.data;

import java.io.IOException;

/** A file is not the idx file that was expected. The message is one line: the file, what it holds, what was expected. */
public final class IdxFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message one line
     */
    public IdxFormatException(String message) {
        super(message);
    }
}
