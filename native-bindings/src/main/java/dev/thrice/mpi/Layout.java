package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.thrice.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a message's elements lie in memory, as MPI is told it: {@code count} of a data type, from an address on. One run of floats is told as
 * such; several are a data type of absolute addresses, so that whatever lies between rows is neither sent nor overwritten.
 */
final class Layout implements AutoCloseable {
    private final MpiLibrary library;
    private final MemorySegment address;
    private final int count;
    private final Handle type;
    private final boolean own;

    private Layout(MpiLibrary library, MemorySegment address, int count, Handle type, boolean own) {
        this.library = library;
        this.address = address;
        this.count = count;
        this.type = type;
        this.own = own;
    }

    static Layout of(MpiLibrary library, List<Tensor> tensors) {
        List<Run> runs = runs(tensors);
        Handle floats = library.abi().floats();
        if (runs.size() <= 1) {
            Run run = runs.isEmpty() ? new Run(0, 0) : runs.getFirst();
            return new Layout(library, MemorySegment.ofAddress(run.address), run.floats, floats, false);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lengths = arena.allocate(JAVA_INT, runs.size());
            MemorySegment addresses = arena.allocate(JAVA_LONG, runs.size());
            for (int i = 0; i < runs.size(); i++) {
                lengths.setAtIndex(JAVA_INT, i, runs.get(i).floats);
                addresses.setAtIndex(JAVA_LONG, i, runs.get(i).address);
            }
            MemorySegment type = arena.allocate(JAVA_LONG);
            library.call("MPI_Type_create_hindexed", runs.size(), lengths, addresses, floats, type);
            library.call("MPI_Type_commit", type);
            return new Layout(library, MemorySegment.NULL, 1, library.abi().read(type), true);
        }
    }

    MemorySegment address() {
        return address;
    }

    int count() {
        return count;
    }

    Handle type() {
        return type;
    }

    /** Requests that were made of it keep what they need. */
    @Override
    public void close() {
        if (own) {
            try (Arena arena = Arena.ofConfined()) {
                library.call("MPI_Type_free", library.abi().stored(type, arena));
            }
        }
    }

    private static List<Run> runs(List<Tensor> tensors) {
        List<Run> runs = new ArrayList<>();
        for (Tensor tensor : tensors) {
            long floats = Parts.elements(tensor);
            if (floats != 0 && isOneRun(tensor)) { // not longer than a message may be
                runs.add(new Run(tensor.segment().address(), (int) floats));
            } else if (floats != 0) {
                for (int row = 0; row < tensor.rows(); row++) {
                    runs.add(new Run(tensor.rows(row, 1).segment().address(), tensor.columns()));
                }
            }
        }
        return runs;
    }

    /** Whether a tensor's rows lie one behind the other. */
    static boolean isOneRun(Tensor tensor) {
        return tensor.rows() == 1 || tensor.leadingDimension() == tensor.columns();
    }

    /** Floats that lie one behind the other. */
    private record Run(long address, int floats) {}
}
