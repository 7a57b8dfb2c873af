/**
 * MPI, for programs that {@code mpirun} starts: ranks, persistent messages between them that are tensors, and sums in an order of one's
 * own. It needs Open MPI or MPICH, or a library of the latter's ABI, on Linux.
 */
package dev.thrice.mpi;
