package dev.thrice.lab.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Somewhere data files can be had from. */
interface Source {
    /** What a user is told, "from" this. */
    String name();

    /**
     * Puts verified files into a folder. It may leave other things there too, but nothing elsewhere and no process.
     *
     * @param files which
     * @param folder exists and is empty
     * @throws IOException if one of the files cannot be had, with a message of one line
     * @throws InterruptedException as soon as the thread is interrupted, when another source was faster
     */
    void fetch(List<DataFile> files, Path folder) throws IOException, InterruptedException;
}
