package dev.thrice.mpi;

/** What the MPI library, or a message that came, says is wrong. All ranks are to end: MPI promises nothing of what follows an error. */
public final class MpiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MpiException(String message) {
        super(message);
    }
}
