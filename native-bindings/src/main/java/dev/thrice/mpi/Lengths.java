package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
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

    private final int[] told; // by rank, how many lengths
    private final int[] heard;

    /** By a communicator that nothing else is sent by. */
    Lengths(MpiLibrary library, Handle communicator, int ranks) {
        this.library = library;
        this.communicator = communicator;
        told = new int[ranks];
        heard = new int[ranks];
    }

    /** Numbers a message among those of its route, and tells the receiver its length if it is one that is sent. */
    Plan plan(Message message) {
        long number = planned.merge(new Route(message.isReceived(), message.rank(), message.tag()), 1L, Long::sum);
        MemorySegment request = Arena.ofAuto().allocate(JAVA_LONG);
        if (!message.isReceived()) {
            // For as long as the process lasts, since nobody may receive it before the end.
            MemorySegment length = Arena.global().allocateFrom(JAVA_LONG, number, message.floats());
            Handle bytes = library.abi().bytes();
            library.call("MPI_Isend", length, BYTES, bytes, message.rank(), message.tag(), communicator, request);
            told[message.rank()]++;
        }
        return new Plan(message, number, request);
    }

    /** Waits for the length of a message that will be received, and compares. */
    void require(Plan plan) {
        Message message = plan.message;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(JAVA_LONG, 2);
            do { // what was planned and never started is passed over
                hear(message.rank(), message.tag(), length, arena);
            } while (length.getAtIndex(JAVA_LONG, 0) < plan.number);
            long floats = length.getAtIndex(JAVA_LONG, 1);
            if (floats != message.floats()) {
                throw new MpiException(
                        "exchange: " + message + " has " + floats + " floats, expected " + message.floats());
            }
        }
    }

    private void hear(int rank, int tag, MemorySegment length, Arena arena) {
        Handle bytes = library.abi().bytes();
        library.call("MPI_Recv", length, BYTES, bytes, rank, tag, communicator, status(arena));
        heard[rank]++;
    }

    /** How many lengths this rank has told each. */
    byte[] told() {
        ByteBuffer bytes = ByteBuffer.allocate(told.length * Integer.BYTES);
        bytes.asIntBuffer().put(told);
        return bytes.array();
    }

    /**
     * Receives what has been told of messages that were planned and never started, before MPI ends: nothing that is sent may be left.
     *
     * @param rank this one
     * @param all what each rank has {@link #told}
     */
    void hearAll(int rank, List<byte[]> all) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(JAVA_LONG, 2);
            for (int other = 0; other < heard.length; other++) {
                int sent = ByteBuffer.wrap(all.get(other)).getInt(rank * Integer.BYTES);
                while (heard[other] < sent) {
                    hear(other, Abi.ANY_TAG, length, arena);
                }
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
