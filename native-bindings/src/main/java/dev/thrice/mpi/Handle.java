package dev.thrice.mpi;

/** A handle of MPI's, such as a communicator: an address for Open MPI, an int for MPICH. */
record Handle(long value) {}
