package dev.thrice.mpi;

/** What was planned of MPI, and has memory of its own: what is left open when the program ends is closed then. */
interface Planned {
    /** Nothing if it is closed. */
    void close();
}
