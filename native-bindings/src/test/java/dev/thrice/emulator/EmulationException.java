package dev.thrice.emulator;

/** What code must not do, or what is not emulated. */
public final class EmulationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EmulationException(String message) {
        super(message);
    }
}
