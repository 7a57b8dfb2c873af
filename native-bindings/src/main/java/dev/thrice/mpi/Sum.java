package dev.thrice.mpi;

/**
 * A sum of tensors over ranks, element by element, on every rank: planned once by {@link Mpi}, and run often without allocating. All ranks run
 * it at the same place in the order of what they do together.
 */
public sealed interface Sum extends AutoCloseable permits OrderedSum, LibrarySum {
    /**
     * Sums, in place of each rank's values.
     *
     * @throws IllegalStateException if it is closed, memory was freed, or another thread calls it than runs the program
     * @throws MpiException if MPI fails
     */
    void run();

    /** Ends it. Closing twice is harmless; what is open when the program ends is closed then. */
    @Override
    void close();
}
