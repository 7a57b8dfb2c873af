package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Vector;
import java.util.List;

/**
 * The product of a block, by the inner loops of Goto &amp; van de Geijn (2008): panels of columns, in each tiles of rows, in each the steps of
 * k, whose sums are in registers.
 *
 * <pre>
 * for each panel of columns
 *     for each tile of rows
 *         sums = 0, or what C holds of earlier steps
 *         for each step of k
 *             sums += column of A x row of B
 *         C = epilogue(alpha sums + beta C)
 * </pre>
 *
 * <p>Arguments as in the System V ABI: A, B, C, D, bytes from one row of D to the next, sums of columns, memory for a panel that is kept. They
 * are the only pointers: each moves on as it is used and is moved back at the end of its loop. No registers that a caller wants back are used but
 * two, which are saved.
 */
final class BlockGenerator {
    /** Instructions in the body of the loop over steps, about. */
    private static final int BODY = 96;

    private static final int MOST_UNROLLED = 8;

    /** Steps from a load to the prefetch of the same place in the row that many steps on. */
    private static final int AHEAD = 8;

    /** Bytes from row to row beyond which displacements would be too long. */
    private static final long MOST_PREFETCHED = 1 << 24;

    private static final int CACHE_LINE = 64;

    private final BlockSpec spec;
    private final Assembler asm;
    private final VectorUnit unit;
    private final Pointers pointers;
    private final Transposition transposition;
    private final DotProducts dotProducts;
    private final Finish finish;

    BlockGenerator(BlockSpec spec, Assembler asm) {
        this.spec = spec;
        this.asm = asm;
        unit = VectorUnit.of(spec.isa(), asm);
        pointers = new Pointers(asm, Arguments.SCRATCH);
        transposition = new Transposition(unit, pointers);
        dotProducts = new DotProducts(asm, unit, pointers);
        finish = new Finish(spec, asm, unit, pointers);
    }

    void generate() {
        int lanes = spec.isa().lanes();
        int n = spec.size().n();
        Tiling tiling = Tiling.of(spec);
        if (n % lanes != 0) {
            unit.partial(n % lanes, Arguments.SCRATCH);
        }
        asm.push(Arguments.PANELS_LEFT);
        asm.push(Arguments.KEPT);
        if (spec.keepsPanels()) {
            asm.mov(Arguments.KEPT, Memory.at(Gpr.RSP, Arguments.onStack(2)));
        }
        int left = n;
        for (Tiling.Run run : tiling.panels()) {
            int width = run.size() * lanes;
            int whole = Math.min(run.count(), left / width);
            Panel full = new Panel(spec.isa(), run.size(), width);
            pointers.repeat(Arguments.PANELS_LEFT, whole, () -> panel(full, tiling.rows(run.size())));
            left -= whole * width;
            if (whole < run.count()) {
                panel(new Panel(spec.isa(), run.size(), left), tiling.rows(run.size()));
            }
        }
        finish.end();
        asm.pop(Arguments.KEPT);
        asm.pop(Arguments.PANELS_LEFT);
        asm.vzeroupper();
        asm.ret();
        finish.subroutines();
    }

    /** The tiles of a panel, from top to bottom; then all pointers go to the next panel's top. */
    private void panel(Panel panel, List<Tiling.Run> tiles) {
        asm.remark("panel of %d columns", panel.columns());
        finish.beginPanel(panel);
        long down = 0;
        for (Tiling.Run run : tiles) {
            boolean first = down == 0;
            pointers.repeat(Arguments.TILES, run.count(), () -> tile(panel, run.size(), first));
            down += run.count() * spec.a().toNext(run.size());
        }
        pointers.move(Arguments.A, -down);
        pointers.move(Arguments.B, spec.b().toNext(panel.width()));
        finish.endPanel(panel, spec.size().m());
    }

    private void tile(Panel panel, int height, boolean first) {
        asm.remark("tile of %d rows, %d vectors each", height, panel.vectors());
        begin(panel, height);
        steps(panel, height, first);
        finish.tile(panel, height);
        pointers.move(Arguments.A, spec.a().toNext(height));
    }

    private void begin(Panel panel, int height) {
        for (int row = 0; row < height; row++) {
            for (int v = 0; v < panel.vectors(); v++) {
                Vector sum = unit.sum(panel, row, v);
                if (spec.continues()) {
                    unit.load(sum, pointers.at(Arguments.C, row * spec.rowC() + panel.at(v)), panel.lanes(v));
                } else {
                    unit.zero(sum);
                }
            }
        }
    }

    private void steps(Panel panel, int height, boolean first) {
        int k = spec.size().k();
        if (k == 0) {
            return;
        }
        if (spec.inLanes()) {
            dotProducts.emit(k, panel.columns(), spec.b().extent());
            return;
        }
        if (spec.turnsB() && (first || !spec.keepsPanels())) {
            turnedSteps(panel, height);
        } else if (spec.turnsB()) {
            steps(panel, height, Arguments.KEPT, kept().step());
        } else {
            steps(panel, height, Arguments.B, spec.b().step());
        }
    }

    private void steps(Panel panel, int height, Gpr b, long stepB) {
        int k = spec.size().k();
        long stepA = spec.a().step();
        int unrolled = unrolled(panel, height, Math.max(stepA, stepB));
        int rounds = k < 2 * unrolled ? 0 : k / unrolled; // a loop of one round would only move pointers
        pointers.repeat(Arguments.COUNT, rounds, () -> {
            asm.remark("%d of %d steps", unrolled, k);
            for (int i = 0; i < unrolled; i++) {
                step(panel, height, i * stepA, b, i * stepB);
            }
            pointers.move(Arguments.A, unrolled * stepA);
            pointers.move(b, unrolled * stepB);
        });
        for (int i = 0; i < k - rounds * unrolled; i++) {
            step(panel, height, i * stepA, b, i * stepB);
        }
        pointers.move(Arguments.A, -(long) rounds * unrolled * stepA);
        pointers.move(b, -(long) rounds * unrolled * stepB);
    }

    /** Steps in a round of the loop: as many as keep its body short, and displacements within 32 bits. */
    private int unrolled(Panel panel, int height, long step) {
        int instructions = height * panel.vectors() + height + panel.vectors();
        int most = Math.clamp(BODY / instructions, 1, MOST_UNROLLED);
        long reach = Integer.MAX_VALUE - (height - 1) * spec.a().extent() - panel.bytes();
        return Math.clamp(reach / step, 1, Math.min(most, spec.size().k()));
    }

    /** sums += column of A x row of B. */
    private void step(Panel panel, int height, long atA, Gpr b, long atB) {
        int vectors = panel.vectors();
        int firstB = height * vectors;
        for (int v = 0; v < vectors; v++) {
            Memory place = pointers.at(b, atB + panel.at(v));
            unit.load(
                    unit.register(firstB + v),
                    place,
                    spec.b().isPacked() || spec.turnsB() ? spec.isa().lanes() : panel.lanes(v));
        }
        if (prefetches(panel)) {
            for (long at = 0; at < panel.bytes(); at += CACHE_LINE) {
                asm.prefetcht0(Memory.at(b, atB + AHEAD * spec.b().step() + at));
            }
        }
        boolean embedded = spec.isa() == Isa.AVX512 && vectors == 1;
        Vector x = unit.register(firstB + vectors);
        for (int row = 0; row < height; row++) {
            Memory element = pointers.at(Arguments.A, atA + row * spec.a().extent());
            if (embedded) {
                asm.vfmadd231ps(unit.register(row), unit.register(firstB), element.broadcasts());
                continue;
            }
            asm.vbroadcastss(x, element);
            for (int v = 0; v < vectors; v++) {
                asm.vfmadd231ps(unit.sum(panel, row, v), x, unit.register(firstB + v));
            }
        }
    }

    /** Whether rows of B lie too far apart for the processor to foresee them. */
    private boolean prefetches(Panel panel) {
        long step = spec.b().step();
        return spec.b().isContiguous() && !spec.b().isPacked() && step > panel.bytes() && step <= MOST_PREFETCHED;
    }

    /** The same, four steps at a time, where B has to be turned. */
    private void turnedSteps(Panel panel, int height) {
        int k = spec.size().k();
        int fours = k / Transposition.STEPS;
        int rest = k % Transposition.STEPS;
        long stepsA = Transposition.STEPS * spec.a().step();
        long stepsB = Transposition.STEPS * spec.b().step();
        long keptSteps = spec.keepsPanels() ? Transposition.STEPS * kept().step() : 0;
        pointers.repeat(Arguments.COUNT, fours, () -> {
            asm.remark("%d of %d steps, B turned", Transposition.STEPS, k);
            turnedSteps(panel, height, Transposition.STEPS);
            pointers.move(Arguments.A, stepsA);
            pointers.move(Arguments.B, stepsB);
            pointers.move(Arguments.KEPT, keptSteps);
        });
        if (rest > 0) {
            unit.partialSteps(rest, Arguments.SCRATCH);
            turnedSteps(panel, height, rest);
        }
        pointers.move(Arguments.A, -fours * stepsA);
        pointers.move(Arguments.B, -fours * stepsB);
        pointers.move(Arguments.KEPT, -fours * keptSteps);
    }

    private Access kept() {
        return Access.panelsOfB(spec.isa(), spec.size().k());
    }

    private void turnedSteps(Panel panel, int height, int steps) {
        int vectors = panel.vectors();
        int first = height * vectors;
        int firstX = first + Transposition.REGISTERS;
        boolean held = firstX + height * steps <= spec.isa().registers();
        if (held) {
            for (int i = 0; i < steps; i++) {
                for (int row = 0; row < height; row++) {
                    asm.vbroadcastss(unit.register(firstX + i * height + row), elementOfA(row, i));
                }
            }
        }
        for (int v = 0; v < vectors; v++) {
            long from = (long) v * spec.isa().lanes() * spec.b().extent();
            List<Vector> turned =
                    transposition.load(Arguments.B, from, spec.b().extent(), panel.lanes(v), steps, first);
            for (int i = 0; i < steps && spec.keepsPanels(); i++) {
                asm.vmovups(Memory.at(Arguments.KEPT, i * kept().step() + panel.at(v)), turned.get(i));
            }
            for (int i = 0; i < steps; i++) {
                for (int row = 0; row < height; row++) {
                    Vector x = unit.register(held ? firstX + i * height + row : firstX);
                    if (!held) {
                        asm.vbroadcastss(x, elementOfA(row, i));
                    }
                    asm.vfmadd231ps(unit.sum(panel, row, v), x, turned.get(i));
                }
            }
        }
    }

    private Memory elementOfA(int row, int step) {
        return pointers.at(Arguments.A, step * spec.a().step() + row * spec.a().extent());
    }
}
