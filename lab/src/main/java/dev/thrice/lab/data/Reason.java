package dev.thrice.lab.data;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.stream.Stream;

/** Puts an exception's reason in words, since many of the JDK's have a file name or nothing at all for a message. */
final class Reason {
    private Reason() {}

    static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no such file or folder";
            case FileAlreadyExistsException exists -> "exists and is not a folder";
            case FileSystemException other -> Objects.requireNonNullElse(other.getReason(), other.toString());
            case EOFException end -> "ends too early";
            case ConnectException failed -> unconnected(failed);
            default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
        };
    }

    private static String unconnected(ConnectException e) {
        boolean unresolved = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(UnresolvedAddressException.class::isInstance);
        return unresolved ? "unknown host" : Objects.requireNonNullElse(e.getMessage(), "cannot connect");
    }
}
