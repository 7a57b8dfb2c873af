package dev.thrice.openblas;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;

/** What went wrong, in one line. */
final class Reasons {
    private Reasons() {}

    static String of(Throwable e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        if (e instanceof AccessDeniedException denied) {
            text = denied.getFile() + ": permission denied";
        } else if (e instanceof NotDirectoryException file) {
            text = file.getFile() + ": not a folder";
        } else if (e instanceof FileSystemException other && other.getReason() == null) {
            text = other.getFile() + ": " + other.getClass().getSimpleName();
        }
        return oneLine(text);
    }

    private static String oneLine(String text) {
        return text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    }
}
