package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/**
 * What differs between the two families of MPI libraries, from their mpi.h: handles, and what a status is.
 *
 * @param handle what a handle is passed and stored as
 * @param world the communicator of all ranks
 * @param floats the data type of a float
 * @param bytes the data type of a byte
 * @param sum the operation of a reduction that adds
 * @param inPlace stands for a buffer that is sent, where it is that which receives
 * @param errorsReturn the error handler that has functions return
 * @param statusBytes size of a status
 * @param statusError where in a status the error is
 * @param errorInStatus returned where the errors are in the statuses
 * @param pending a status's error where its message has none, but is not there yet
 */
record Abi(
        MemoryLayout handle,
        Handle world,
        Handle floats,
        Handle bytes,
        Handle sum,
        long inPlace,
        Handle errorsReturn,
        long statusBytes,
        long statusError,
        int errorInStatus,
        int pending) {
    /** Of MPI 3 and 4 in both. */
    static final int FUNNELED = 1;

    /** In both. */
    static final int ANY_TAG = -1;

    /** Larger than what any of these libraries writes. */
    static final int TEXT_BYTES = 8192;

    private static final Abi MPICH = new Abi(
            JAVA_INT,
            new Handle(0x44000000),
            new Handle(0x4c00040a),
            new Handle(0x4c00010d),
            new Handle(0x58000003),
            -1,
            new Handle(0x54000001),
            20,
            16,
            17,
            18);

    /** The one of a loaded library, by what it exports; empty if it is neither. */
    static Optional<Abi> of(SymbolLookup library) {
        if (library.find("ompi_mpi_comm_world").isPresent()) {
            return Optional.of(new Abi(
                    JAVA_LONG,
                    symbol(library, "ompi_mpi_comm_world"),
                    symbol(library, "ompi_mpi_float"),
                    symbol(library, "ompi_mpi_byte"),
                    symbol(library, "ompi_mpi_op_sum"),
                    1,
                    symbol(library, "ompi_mpi_errors_return"),
                    24,
                    8,
                    18,
                    19));
        }
        return library.find("MPI_UNWEIGHTED").map(any -> MPICH); // an object in MPICH's ABI, a number in Open MPI's
    }

    private boolean hasInts() {
        return handleBytes() == Integer.BYTES;
    }

    long handleBytes() {
        return handle.byteSize();
    }

    /** As it is passed to a function. */
    Object argument(Handle of) {
        return hasInts() ? (Object) (int) of.value() : (Object) of.value();
    }

    /** What a function has written. */
    Handle read(MemorySegment written) {
        return new Handle(hasInts() ? written.get(JAVA_INT, 0) : written.get(JAVA_LONG, 0));
    }

    /** As a function reads it that is to change it. */
    MemorySegment stored(Handle of, Arena arena) {
        return hasInts() ? arena.allocateFrom(JAVA_INT, (int) of.value()) : arena.allocateFrom(JAVA_LONG, of.value());
    }

    /** The error code in one of several statuses. */
    int error(MemorySegment statuses, int index) {
        return statuses.get(JAVA_INT, index * statusBytes + statusError);
    }

    private static Handle symbol(SymbolLookup library, String name) {
        return new Handle(library.find(name).orElseThrow().address());
    }
}
