package dev.thrice.jit;

import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * A planned product: calls of kernels, one after the other. It holds its kernels until it is closed, or until nobody can run it any more.
 */
final class Program implements GemmKernel {
    static final Cleaner CLEANER = Cleaner.create();

    private final Call[] calls;
    private final Kernel[] kernels;
    private final MemorySegment packedA;
    private final MemorySegment packedB;
    private final Cleaner.Cleanable hold;

    Program(Planner.Outline outline) {
        calls = outline.calls().toArray(Call[]::new);
        Arena arena = Arena.ofAuto(); // freed with this plan
        packedA = arena.allocate(outline.bytesOfA(), 64);
        packedB = arena.allocate(outline.bytesOfB(), 64);
        List<Kernel> used = new ArrayList<>();
        hold = CLEANER.register(this, () -> used.forEach(Kernel::giveBack)); // what there is, if one cannot be had
        for (Call call : calls) {
            used.add(Kernel.acquire(call.spec()));
        }
        kernels = used.toArray(Kernel[]::new);
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        long rowD = (long) ldd * Float.BYTES;
        try {
            for (int i = 0; i < calls.length; i++) {
                calls[i].run(kernels[i], a, packedA.address(), b, packedB.address(), c, d, rowD, sums);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    void close() {
        hold.clean();
    }
}
