package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec.Scales;
import dev.thrice.kernels.spec.GemmSpec.Size;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that decides the code of a kernel: what one call computes.
 *
 * @param isa the instruction set
 * @param size of the block
 * @param a where op(A) is
 * @param b where op(B) is
 * @param rowC bytes from one row of C to the next
 * @param inLanes whether each element is summed in the lanes of a vector, of rows of A and of B as stored
 * @param scales alpha and beta; before the last steps none
 * @param epilogue of finished elements, likewise
 * @param continues whether C holds sums of earlier steps
 * @param firstRows whether the sums of columns begin here
 */
record BlockSpec(
        Isa isa,
        Size size,
        Access a,
        Access b,
        long rowC,
        boolean inLanes,
        Scales scales,
        Epilogue epilogue,
        boolean continues,
        boolean firstRows)
        implements KernelSpec {
    /** Cycles that tanh or sigmoid of a vector takes. */
    private static final double FUNCTION = 30;

    /** Of what makes no difference there is one value, so that kernels are shared. */
    BlockSpec {
        firstRows |= !epilogue.sumsColumns();
    }

    @Override
    public void write(Assembler asm) {
        new BlockGenerator(this, asm).generate();
    }

    /** What it cuts its block into, in the order in which it goes through them. */
    List<JitPlan.Tile> tiles() {
        Tiling tiling = Tiling.of(this);
        return tiling.panels().stream()
                .flatMap(panels -> tiling.rows(panels.size()).stream()
                        .map(rows -> new JitPlan.Tile(
                                panels.count() * rows.count(), rows.size(), panels.size() * isa.lanes())))
                .toList();
    }

    @Override
    public String description() {
        String tiles = tiles().stream()
                .map(tile -> tile.count() + " of " + tile.rows() + " x " + tile.columns())
                .collect(Collectors.joining(", "));
        return "multiplies " + size.m() + " x " + size.n() + " x " + size.k() + (inLanes ? " in lanes" : "")
                + ", tiles: " + tiles;
    }

    /** The same block with op(A) elsewhere. */
    BlockSpec withA(Access access) {
        return new BlockSpec(isa, size, access, b, rowC, inLanes, scales, epilogue, continues, firstRows);
    }

    /** About how long it takes, with operands in the caches: steps, which wait for each other or for units, then rows and vectors of C. */
    double cycles() {
        double vectors = (double) size.m() * isa.vectors(size.n());
        double step = Math.max(Tiling.LATENCY, vectors / Tiling.UNITS);
        double vector = Tiling.VECTOR + (takesFunction() ? FUNCTION : 0);
        return size.k() * step + size.m() * Tiling.ROW + vectors * vector;
    }

    /** Whether elements end as tanh or sigmoid. */
    boolean takesFunction() {
        return epilogue.step() == Epilogue.Step.BIAS_TANH || epilogue.step() == Epilogue.Step.BIAS_SIGMOID;
    }

    /** Whether rows of B as stored are columns of op(B), which the kernel turns as it goes. */
    boolean turnsB() {
        return !inLanes && !b.isPacked() && !b.isContiguous();
    }

    /** Whether the first tile of a panel leaves what it has turned to the others. */
    boolean keepsPanels() {
        return turnsB() && size.m() > Tiling.height(isa, Tiling.PANEL_VECTORS, true);
    }

    /** Memory that it keeps a panel in. */
    long bytesKept() {
        return keepsPanels() ? Access.panelsOfB(isa, size.k()).panel() : 0;
    }
}
