package dev.thrice.lab.data;

import dev.thrice.command.UsageError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Files of the user's own that are one data set, known by their names. */
interface OwnSet {
    /** Names that begin alike, by which it is asked for in a folder that has others; "" where there are none such. */
    default String prefix() {
        return "";
    }

    /** Whether its classes are where {@code --labels} says. */
    default boolean takesLabels() {
        return false;
    }

    /** Where its files may be, under each of their names. */
    Stream<Path> candidates();

    /**
     * Reads it.
     *
     * @throws UsageError if it was not said where the classes are
     * @throws IOException if a file is not there, cannot be read, is not what it should be, or does not fit the others
     */
    Mnist read(Arena arena) throws IOException;
}
