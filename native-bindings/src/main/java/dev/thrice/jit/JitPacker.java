package dev.thrice.jit;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.OperandPacker;
import java.lang.ref.Reference;

/** Packs all of op(B), in the panels that kernels go through. */
final class JitPacker implements OperandPacker {
    private final Holdings holdings = new Holdings();
    private final Kernel kernel;
    private final long bytes;

    JitPacker(GemmSpec spec, Isa isa) {
        Access from = Access.ofB(spec.transposeB(), spec.ldb());
        Access to = Access.panelsOfB(isa, spec.k());
        bytes = spec.n() == 0 || spec.k() == 0 ? 0 : to.panel() * Math.ceilDiv(spec.n(), to.width());
        kernel = bytes == 0 ? null : holdings.acquire(PackingSpec.ofB(isa, from, to, spec.k(), spec.n()));
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void pack(long from, long to) {
        if (kernel == null) {
            return;
        }
        try {
            kernel.run(from, to, 0, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(holdings);
        }
    }

    @Override
    public void close() {
        holdings.close();
    }
}
