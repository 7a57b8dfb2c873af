package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What all ranks do together. Of bytes other ranks do not know how many they are: first goes the number, then the bytes. */
final class Collectives {
    private static final int LOOK_MILLIS = 10;

    private final MpiLibrary library;
    private final Abi abi;
    private final int size;

    Collectives(MpiLibrary library, int size) {
        this.library = library;
        this.size = size;
        abi = library.abi();
    }

    void sleepingBarrier() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(JAVA_LONG); // as long as any handle
            MemorySegment through = arena.allocate(JAVA_INT);
            MemorySegment status = arena.allocate(abi.statusBytes(), Long.BYTES);
            library.call("MPI_Ibarrier", abi.world(), request);
            library.call("MPI_Test", request, through, status);
            while (through.get(JAVA_INT, 0) == 0) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                library.call("MPI_Test", request, through, status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while other ranks were waited for", e);
        }
    }

    byte[] broadcast(int root, boolean here, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, here ? bytes.length : 0);
            library.call("MPI_Bcast", length, Integer.BYTES, abi.bytes(), root, abi.world());
            int count = length.get(JAVA_INT, 0);
            MemorySegment message = here ? arena.allocateFrom(JAVA_BYTE, bytes) : arena.allocate(count);
            library.call("MPI_Bcast", message, count, abi.bytes(), root, abi.world());
            return message.toArray(JAVA_BYTE);
        }
    }

    List<byte[]> allgather(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lengths = arena.allocate(JAVA_INT, size);
            library.call(
                    "MPI_Allgather",
                    arena.allocateFrom(JAVA_INT, bytes.length),
                    Integer.BYTES,
                    abi.bytes(),
                    lengths,
                    Integer.BYTES,
                    abi.bytes(),
                    abi.world());
            MemorySegment places = arena.allocate(JAVA_INT, size);
            long total = 0;
            for (int rank = 0; rank < size; rank++) {
                places.setAtIndex(JAVA_INT, rank, (int) total);
                total += lengths.getAtIndex(JAVA_INT, rank);
            }
            if (total > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("allgather: " + total + " bytes, expected at most "
                        + Integer.MAX_VALUE + " of all ranks together");
            }
            MemorySegment gathered = arena.allocate(total);
            library.call(
                    "MPI_Allgatherv",
                    arena.allocateFrom(JAVA_BYTE, bytes),
                    bytes.length,
                    abi.bytes(),
                    gathered,
                    lengths,
                    places,
                    abi.bytes(),
                    abi.world());
            List<byte[]> each = new ArrayList<>();
            for (int rank = 0; rank < size; rank++) {
                each.add(gathered.asSlice(places.getAtIndex(JAVA_INT, rank), lengths.getAtIndex(JAVA_INT, rank))
                        .toArray(JAVA_BYTE));
            }
            return each;
        }
    }
}
