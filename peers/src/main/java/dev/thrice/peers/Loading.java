package dev.thrice.peers;

import java.util.Optional;

/** Whether a library works here. */
final class Loading {
    private Loading() {}

    /**
     * Tries it.
     *
     * @param trial some use of the library
     * @return what went wrong, if anything
     */
    static Optional<String> of(Runnable trial) {
        try {
            trial.run();
            return Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of(reason(cause));
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
            return "a part of it is missing, " + message;
        }
        return message == null || message.isBlank() ? "it does not load and does not say why" : message;
    }
}
