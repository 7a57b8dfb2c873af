package dev.thrice.mpi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** MPI_Allreduce of floats by all ranks, of the one library of this process; as {@link PersistentCalls}. */
final class Allreduce {
    private static final MethodHandle SUM = sum(MpiLibrary.loaded());

    private Allreduce() {}

    private static MethodHandle sum(MpiLibrary library) {
        Abi abi = library.abi();
        MemoryLayout handle = abi.handle();
        MethodHandle any = library.function("MPI_Allreduce", JAVA_LONG, JAVA_LONG, JAVA_INT, handle, handle, handle);
        MethodHandle floats = MethodHandles.insertArguments(
                any, 3, abi.argument(abi.floats()), abi.argument(abi.sum()), abi.argument(abi.world()));
        return MethodHandles.insertArguments(floats, 0, abi.inPlace());
    }

    /** Replaces floats by their sums; has the error code. */
    static int inPlace(long address, int count) {
        try {
            return (int) SUM.invokeExact(address, count);
        } catch (Throwable e) {
            throw MpiLibrary.unexpected(e);
        }
    }
}
