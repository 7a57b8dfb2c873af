package dev.thrice.jit;

import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;

/**
 * A planned product: calls of kernels, one after the other. It holds its kernels until it is closed, or until nobody can run it any more.
 */
final class Program implements GemmKernel {
    static final Cleaner CLEANER = Cleaner.create();

    private final Call[] calls;
    private final MemorySegment packedA;
    private final MemorySegment packedB;
    private final MemorySegment kept;
    private final Cleaner.Cleanable kernels;

    Program(List<Call> calls, long bytesOfA, long bytesOfB, long bytesKept) {
        this.calls = calls.toArray(Call[]::new);
        Arena arena = Arena.ofAuto(); // freed with this plan
        packedA = arena.allocate(bytesOfA, 64);
        packedB = arena.allocate(bytesOfB, 64);
        kept = arena.allocate(bytesKept, 64);
        List<Kernel> used = calls.stream().map(Call::kernel).toList();
        kernels = CLEANER.register(this, () -> used.forEach(Kernel::giveBack));
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        long rowD = (long) ldd * Float.BYTES;
        try {
            for (Call call : calls) {
                call.run(a, packedA.address(), b, packedB.address(), c, d, rowD, sums, kept.address());
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** What a run does. */
    List<Call> calls() {
        return List.of(calls);
    }

    /** Bytes of the buffer that calls pack A into. */
    long bytesOfA() {
        return packedA.byteSize();
    }

    /** Likewise. */
    long bytesKept() {
        return kept.byteSize();
    }

    long bytesOfB() {
        return packedB.byteSize();
    }

    void close() {
        kernels.clean();
    }
}
