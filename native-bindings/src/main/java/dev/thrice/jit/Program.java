package dev.thrice.jit;

import dev.thrice.kernels.spi.GemmKernel;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A planned product: calls of kernels, one after the other. */
final class Program implements GemmKernel {
    private final Call[] calls;
    private final Kernel[] kernels;
    private final MemorySegment packedA;
    private final MemorySegment packedB;
    private final MemorySegment kept;
    private final Holdings holdings = new Holdings();

    /** Holds nothing if it fails. */
    Program(Planner.Outline outline) {
        calls = outline.calls().toArray(Call[]::new);
        try {
            packedA = holdings.allocate(outline.bytesOfA());
            packedB = holdings.allocate(outline.bytesOfB());
            kept = holdings.allocate(outline.bytesKept());
            Map<KernelSpec, Kernel> acquired = new HashMap<>();
            kernels = outline.calls().stream()
                    .map(call -> acquired.computeIfAbsent(call.spec(), holdings::acquire))
                    .toArray(Kernel[]::new);
        } catch (Throwable e) {
            holdings.close();
            throw e;
        }
    }

    @Override
    public void run(long a, long b, long c, long d, int ldd, long sums) {
        long rowD = (long) ldd * Float.BYTES;
        try {
            for (int i = 0; i < calls.length; i++) {
                calls[i].run(kernels[i], a, packedA.address(), b, packedB.address(), c, d, rowD, sums, kept.address());
            }
        } finally {
            Reference.reachabilityFence(holdings);
        }
    }

    @Override
    public String description() {
        String each = Arrays.stream(calls)
                .map(call -> call.spec().description())
                .distinct()
                .collect(Collectors.joining("; "));
        return calls.length + (calls.length == 1 ? " call: " : " calls: ") + each;
    }

    @Override
    public void close() {
        holdings.close();
    }
}
