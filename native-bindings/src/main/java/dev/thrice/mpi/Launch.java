package dev.thrice.mpi;

import java.util.List;
import java.util.function.UnaryOperator;

/** Who started this process, as the environment tells. */
enum Launch {
    OPEN_MPI("mpirun of Open MPI", "OMPI_COMM_WORLD_SIZE", "libmpi.so.40"),
    /** Its library as Debian calls it, and as MPICH, Intel and others do. */
    MPICH("mpirun of MPICH", "PMI_SIZE", "libmpich.so.12 libmpi.so.12"),
    /** By nobody, hence as the only rank, or by who leaves no word in the environment. */
    ALONE("no mpirun", null, OPEN_MPI.libraries + " " + MPICH.libraries);

    private final String words;
    private final String sizeVariable;
    private final String libraries;

    Launch(String words, String sizeVariable, String libraries) {
        this.words = words;
        this.sizeVariable = sizeVariable;
        this.libraries = libraries;
    }

    static Launch of(UnaryOperator<String> environment) {
        for (Launch launch : List.of(OPEN_MPI, MPICH)) {
            if (environment.apply(launch.sizeVariable) != null) {
                return launch;
            }
        }
        return ALONE;
    }

    /** Libraries to try, in this order: another one would take each process for the only rank. */
    List<String> libraries() {
        return List.of(libraries.split(" ", -1));
    }

    /** How many processes were started together. */
    int size(UnaryOperator<String> environment) {
        String started = sizeVariable == null ? null : environment.apply(sizeVariable);
        return started != null && started.matches("\\d{1,9}") ? Integer.parseInt(started) : 1;
    }

    /** That the library sees as many ranks as were started: one of another version than mpirun takes each process for the only rank. */
    void requireSize(int size, String library, UnaryOperator<String> environment) {
        String started = sizeVariable == null ? null : environment.apply(sizeVariable);
        if (started != null && !started.equals(Integer.toString(size))) {
            throw new IllegalStateException("MPI: " + words + " has started " + started + " ranks, but " + library
                    + " sees " + size + "; expected the library that belongs to this mpirun");
        }
    }

    @Override
    public String toString() {
        return words;
    }
}
