package dev.thrice.openblas;

/** Why there is no OpenBLAS: one line that names the thing and what was expected. */
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
        super(reason);
    }
}
