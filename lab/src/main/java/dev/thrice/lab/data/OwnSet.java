package dev.thrice.lab.data;

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

    /** Where its files may be, under each of their names. */
    Stream<Path> candidates();

    /**
     * Reads it.
     *
     * @throws IOException if a file is not there, cannot be read, is not what it should be, or does not fit the others
     */
    Mnist read(Arena arena) throws IOException;
}
