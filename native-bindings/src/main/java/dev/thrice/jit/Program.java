package dev.thrice.jit;

import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;

/** A planned product: calls of kernels, one after the other. */
final class Program implements GemmKernel {
    private final Call[] calls;
    private final MemorySegment packedA;
    private final MemorySegment packedB;
    private final MemorySegment kept;
    private final Holdings holdings;

    /** With kernels that the holdings have, which are closed with this. */
    Program(List<Call> calls, Holdings holdings, long bytesOfA, long bytesOfB, long bytesKept) {
        this.calls = calls.toArray(Call[]::new);
        this.holdings = holdings;
        packedA = holdings.allocate(bytesOfA);
        packedB = holdings.allocate(bytesOfB);
        kept = holdings.allocate(bytesKept);
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        long rowD = (long) ldd * Float.BYTES;
        try {
            for (Call call : calls) {
                call.run(a, packedA.address(), b, packedB.address(), c, d, rowD, sums, kept.address());
            }
        } finally {
            Reference.reachabilityFence(holdings);
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
    long bytesOfB() {
        return packedB.byteSize();
    }

    /** Bytes of the buffer that calls keep a panel in. */
    long bytesKept() {
        return kept.byteSize();
    }

    @Override
    public void close() {
        holdings.close();
    }
}
