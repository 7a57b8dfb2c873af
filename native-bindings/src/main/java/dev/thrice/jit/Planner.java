package dev.thrice.jit;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.GemmSpec.Scales;
import dev.thrice.kernels.spec.GemmSpec.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The outer loops of Goto &amp; van de Geijn (2008), written down as the calls that they make: blocks of columns, of steps, of rows. A small product
 * is one call.
 */
final class Planner {
    /** Cycles of some three microseconds, beside which an ordinary call's few nanoseconds do not count. */
    private static final double BRIEF_CYCLES = 10_000;

    private final GemmSpec spec;
    private final Isa isa;
    private final Blocking blocking;
    private final int k;
    private final Access a;
    private final Access b;
    private final List<Call> calls = new ArrayList<>();

    /** Each once: the largest products are millions of calls, of a few kernels. */
    private final Map<KernelSpec, KernelSpec> kernels = new HashMap<>();

    private long bytesOfA;
    private long bytesOfB;
    private long bytesKept;

    private Planner(GemmSpec spec, int rowsOfWhole, Isa isa) {
        this.spec = spec;
        this.isa = isa;
        blocking = Blocking.of(spec, rowsOfWhole, isa);
        k = spec.alpha() == 0f ? 0 : spec.k();
        a = Access.ofA(spec.transposeA(), spec.lda());
        b = spec.packed() == Packed.B ? Access.panelsOfB(isa, spec.k()) : Access.ofB(spec.transposeB(), spec.ldb());
    }

    /** What a product is made of; nothing of it is assembled yet. */
    static Outline plan(GemmSpec spec, int rowsOfWhole, Isa isa) {
        Planner planner = new Planner(spec, rowsOfWhole, isa);
        planner.columns();
        return new Outline(List.copyOf(planner.calls), planner.bytesOfA, planner.bytesOfB, planner.bytesKept);
    }

    /**
     * A product's calls, one after the other.
     *
     * @param calls of kernels
     * @param bytesOfA of the buffer that they pack A into
     * @param bytesOfB likewise
     * @param bytesKept of the one that they keep a panel in
     */
    record Outline(List<Call> calls, long bytesOfA, long bytesOfB, long bytesKept) {}

    private void columns() {
        for (int j = 0, width; j < spec.n(); j += width) {
            width = Math.min(blocking.nc(), spec.n() - j);
            int p = 0;
            do { // once even where k is 0: C has to become beta C
                int depth = Math.min(blocking.kc(), k - p);
                Access block = blocking.packsB() ? packB(j, width, p, depth) : b;
                rows(j, width, p, depth, block);
                p += depth;
            } while (p < k);
        }
    }

    private Access packB(int j, int width, int p, int depth) {
        Access to = Access.panelsOfB(isa, depth);
        PackingSpec packing = PackingSpec.ofB(isa, b, to, depth, width);
        calls.add(Call.packing(Call.Work.PACKS_B, once(packing), b.at(j, p)));
        bytesOfB = Math.max(bytesOfB, to.at(Math.ceilDiv(width, to.width()) * to.width(), 0));
        return to;
    }

    private void rows(int j, int width, int p, int depth, Access blockB) {
        for (int i = 0, height; i < spec.m(); i += height) {
            height = Math.min(blocking.mc(), spec.m() - i);
            boolean finishes = p + depth == k;
            BlockSpec block = new BlockSpec(
                    isa,
                    new Size(height, width, depth),
                    a,
                    blockB,
                    (long) spec.ldc() * Float.BYTES,
                    blocking.inLanes(),
                    finishes ? spec.scales() : Scales.NONE,
                    finishes ? spec.epilogue() : Epilogue.NONE,
                    p > 0,
                    i == 0);
            if (blocking.packsA()) {
                block = packA(block, i, p);
            }
            bytesKept = Math.max(bytesKept, block.bytesKept());
            long column = (long) j * Float.BYTES;
            calls.add(new Call(
                    once(block),
                    Call.Work.MULTIPLIES,
                    isAll(block) && block.cycles() <= BRIEF_CYCLES,
                    blocking.packsA(),
                    blocking.packsA() ? 0 : a.at(i, p),
                    blocking.packsB(),
                    blocking.packsB() ? 0 : b.at(j, p),
                    i * block.rowC() + column,
                    i,
                    column));
        }
    }

    private KernelSpec once(KernelSpec kernel) {
        return kernels.computeIfAbsent(kernel, first -> first);
    }

    /** Whether a block is all there is to do: many brief calls, one after the other, might pass for one that is not. */
    private boolean isAll(BlockSpec block) {
        return calls.isEmpty() && block.size().equals(new Size(spec.m(), spec.n(), k));
    }

    private BlockSpec packA(BlockSpec block, int i, int p) {
        Tiling tiling = Tiling.of(block);
        int height = tiling.highest();
        Access to = Access.panels(height, block.size().k());
        PackingSpec packing = PackingSpec.ofA(block, to, tiling);
        calls.add(Call.packing(Call.Work.PACKS_A, once(packing), a.at(i, p)));
        int tiles = packing.panels().stream().mapToInt(Tiling.Run::count).sum();
        bytesOfA = Math.max(bytesOfA, to.panel() * tiles);
        return block.withA(to);
    }
}
