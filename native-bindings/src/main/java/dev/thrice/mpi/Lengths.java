package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * How long messages will be, which who sends them tells when they are planned, and who receives them asks for before they are started first.
 * Open MPI 4.1 writes beyond the end of the receiver's memory when a long message is longer than that, and only then says that it was.
 */
final class Lengths {
    private static final int BYTES = 2 * Long.BYTES;

    private final MpiLibrary library;
    private final Handle communicator;

    /** How many messages of the same two ranks and tag were planned so far, from and to here. */
    private final Map<Route, Long> planned = new HashMap<>();

    /** By a communicator that nothing else is sent by. */
    Lengths(MpiLibrary library, Handle communicator) {
        this.library = library;
        this.communicator = communicator;
    }

    /** Numbers a message among those of its route, and tells the receiver its length if it is one that is sent. */
    Plan plan(Message message) {
        long number = planned.merge(new Route(message.isReceived(), message.rank(), message.tag()), 1L, Long::sum);
        MemorySegment request = Arena.ofAuto().allocate(JAVA_LONG);
        if (!message.isReceived()) {
            // For as long as the process lasts, since nobody may ever receive it.
            MemorySegment told = Arena.global().allocateFrom(JAVA_LONG, number, message.floats());
            Handle bytes = library.abi().bytes();
            library.call("MPI_Isend", told, BYTES, bytes, message.rank(), message.tag(), communicator, request);
        }
        return new Plan(message, number, request);
    }

    /** Waits for the length of a message that will be received, and compares. */
    void require(Plan plan) {
        Message message = plan.message;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment told = arena.allocate(JAVA_LONG, 2);
            MemorySegment status = status(arena);
            Handle bytes = library.abi().bytes();
            do { // what was planned and never started is passed over
                library.call("MPI_Recv", told, BYTES, bytes, message.rank(), message.tag(), communicator, status);
            } while (told.getAtIndex(JAVA_LONG, 0) < plan.number);
            long floats = told.getAtIndex(JAVA_LONG, 1);
            if (floats != message.floats()) {
                throw new MpiException(
                        "exchange: " + message + " has " + floats + " floats, expected " + message.floats());
            }
        }
    }

    /** Ends what told the length of a message that will be sent. */
    void end(Plan plan) {
        try (Arena arena = Arena.ofConfined()) {
            library.call("MPI_Wait", plan.request, status(arena));
        }
    }

    private MemorySegment status(Arena arena) {
        return arena.allocate(library.abi().statusBytes(), Long.BYTES);
    }

    /** A message, which of its route it is, and the request by which its length was sent. */
    record Plan(Message message, long number, MemorySegment request) {}

    private record Route(boolean received, int rank, int tag) {}
}
