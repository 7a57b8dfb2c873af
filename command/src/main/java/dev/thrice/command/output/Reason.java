package dev.thrice.command.output;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Puts an exception's reason in words, since many of the JDK's have a file name or nothing at all for a message. */
public final class Reason {
    private Reason() {}

    /**
     * Why it failed, without the file's name, which the caller knows.
     *
     * @param e what was thrown
     * @return a few words
     */
    public static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no such file or folder";
            case FileAlreadyExistsException exists -> "exists and is not a folder";
            case DirectoryNotEmptyException full -> "the folder is not empty";
            case NotDirectoryException file -> "not a folder";
            case FileSystemLoopException loop -> "its links go round in a circle";
            case FileSystemException other -> Objects.requireNonNullElse(other.getReason(), kind(other));
            case EOFException end -> "ends too early";
            case CharacterCodingException bytes -> "not a text in UTF-8";
            case UnknownHostException host -> "unknown host";
            case ConnectException failed -> unconnected(failed);
            default -> Objects.requireNonNullElse(e.getMessage(), kind(e));
        };
    }

    private static String unconnected(ConnectException e) {
        boolean unresolved = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(UnresolvedAddressException.class::isInstance);
        return unresolved ? "unknown host" : Objects.requireNonNullElse(e.getMessage(), "cannot connect");
    }

    /** Its class in words, for want of a message: a ClosedChannelException is "closed channel". */
    private static String kind(IOException e) {
        return e.getClass()
                .getSimpleName()
                .replaceFirst("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
