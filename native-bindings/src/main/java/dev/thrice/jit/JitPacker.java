package dev.thrice.jit;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.OperandPacker;
import java.lang.ref.Reference;

/** Packs all of op(B), in the panels that kernels go through. */
final class JitPacker implements OperandPacker {
    private final Holdings holdings = new Holdings();
    private final Kernel kernel;
    private final long panel;
    private final int panels;

    JitPacker(GemmSpec spec, Isa isa) {
        Access to = Access.panelsOfB(isa, spec.k());
        panel = to.panel();
        panels = spec.k() == 0 ? 0 : Math.ceilDiv(spec.n(), to.width());
        kernel = panels == 0 ? null : holdings.acquire(packing(spec, isa));
    }

    /** What packs it. */
    static PackingSpec packing(GemmSpec spec, Isa isa) {
        Access from = Access.ofB(spec.transposeB(), spec.ldb());
        return PackingSpec.ofB(isa, from, Access.panelsOfB(isa, spec.k()), spec.k(), spec.n());
    }

    @Override
    public long bytes() {
        return Math.multiplyExact(panel, panels);
    }

    @Override
    public void pack(long from, long to) {
        if (kernel == null) {
            return;
        }
        try {
            kernel.run(from, to, 0, 0, 0, 0, 0);
        } finally {
            Reference.reachabilityFence(holdings);
        }
    }

    @Override
    public void close() {
        holdings.close();
    }
}
