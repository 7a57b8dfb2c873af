package dev.thrice.ranks;

/** Who adds gradients up over ranks, and in which order. */
public enum Reduction {
    /** Terms are added in the order of ranks: the bits depend on how the batch is divided, and on nothing else. */
    RANK_ORDER,
    /** MPI_Allreduce adds them, in an order that is the library's: MPI does not promise that two runs have the same bits. */
    ALLREDUCE
}
