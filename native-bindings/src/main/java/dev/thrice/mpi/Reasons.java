package dev.thrice.mpi;

import java.util.Locale;

/** What a program that threw says, in one line. */
final class Reasons {
    private Reasons() {}

    static String of(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? kind(e) : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** Its class in words, for want of a message: a StackOverflowError is "stack overflow error". */
    private static String kind(Throwable e) {
        return e.getClass()
                .getName()
                .replaceFirst(".*[.$]", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
