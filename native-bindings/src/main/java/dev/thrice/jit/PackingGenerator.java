package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Gpr;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Vector;
import java.util.List;

/**
 * Packs a block. Where steps are rows of what is stored, four rows at a time go through all panels, so that whole cache lines are read and written; where
 * they are its columns, panels are turned one after the other.
 */
final class PackingGenerator {
    private static final Gpr FROM = Arguments.A;
    private static final Gpr TO = Arguments.B;

    /** Steps at a time. */
    private static final int STEPS = Transposition.STEPS;

    private final PackingSpec spec;
    private final Assembler asm;
    private final VectorUnit unit;
    private final Pointers pointers;
    private final Transposition transposition;

    PackingGenerator(PackingSpec spec, Assembler asm) {
        this.spec = spec;
        this.asm = asm;
        unit = VectorUnit.of(spec.isa(), asm);
        pointers = new Pointers(asm, Arguments.SCRATCH);
        transposition = new Transposition(unit, pointers);
    }

    void generate() {
        int left = spec.extent();
        for (Tiling.Run run : spec.panels()) {
            int whole = Math.min(run.count(), left / run.size());
            panels(whole, run.size(), run.size());
            left -= whole * run.size();
            if (whole < run.count()) {
                panels(1, run.size(), left);
            }
        }
        asm.vzeroupper();
        asm.ret();
    }

    /** Some panels of the same width and the same live columns. */
    private void panels(int count, int width, int live) {
        if (count == 0) {
            return;
        }
        asm.remark("panels %d wide, of which %d are there: %d", width, live, count);
        Panel panel = new Panel(spec.isa(), spec.isa().vectors(width), live);
        if (live % spec.isa().lanes() != 0) {
            unit.partial(live % spec.isa().lanes(), Arguments.SCRATCH);
        }
        if (spec.from().isContiguous()) {
            rows(count, width, panel);
        } else {
            pointers.repeat(Arguments.TILES, count, () -> columns(width, panel));
        }
    }

    /** Steps are rows of what is stored: four at a time, panel after panel. */
    private void rows(int count, int width, Panel panel) {
        long step = spec.from().step();
        long columns = (long) width * Float.BYTES;
        long stepTo = spec.to().step();
        long panelTo = spec.to().panel();
        int fours = spec.depth() / STEPS;
        int rest = spec.depth() % STEPS;
        pointers.repeat(Arguments.TILES, fours, () -> {
            pointers.repeat(Arguments.COUNT, count, () -> copy(STEPS, width, panel));
            pointers.move(FROM, STEPS * step - count * columns);
            pointers.move(TO, STEPS * stepTo - count * panelTo);
        });
        if (rest > 0) {
            pointers.repeat(Arguments.COUNT, count, () -> copy(rest, width, panel));
            pointers.move(FROM, -count * columns);
            pointers.move(TO, -count * panelTo);
        }
        pointers.move(FROM, count * columns - (long) fours * STEPS * step);
        pointers.move(TO, count * panelTo - (long) fours * STEPS * stepTo);
    }

    private void copy(int steps, int width, Panel panel) {
        for (int i = 0; i < steps; i++) {
            for (int v = 0; v < panel.vectors(); v++) {
                unit.load(
                        unit.register(i * panel.vectors() + v),
                        pointers.at(FROM, i * spec.from().step() + panel.at(v)),
                        panel.lanes(v));
            }
        }
        for (int i = 0; i < steps; i++) {
            for (int v = 0; v < panel.vectors(); v++) {
                int lanes = Math.min(spec.isa().lanes(), width - v * spec.isa().lanes());
                Memory place = Memory.at(TO, i * spec.to().step() + panel.at(v));
                unit.store(place, unit.register(i * panel.vectors() + v), lanes);
            }
        }
        pointers.move(FROM, (long) width * Float.BYTES);
        pointers.move(TO, spec.to().panel());
    }

    /** Steps are columns of what is stored: four at a time, down the panel. */
    private void columns(int width, Panel panel) {
        int fours = spec.depth() / STEPS;
        int rest = spec.depth() % STEPS;
        pointers.repeat(Arguments.COUNT, fours, () -> {
            turn(STEPS, panel);
            pointers.move(FROM, STEPS * (long) Float.BYTES);
            pointers.move(TO, STEPS * spec.to().step());
        });
        if (rest > 0) {
            unit.partialSteps(rest, Arguments.SCRATCH);
            turn(rest, panel);
        }
        pointers.move(FROM, width * spec.from().extent() - (long) fours * STEPS * Float.BYTES);
        pointers.move(TO, spec.to().panel() - (long) fours * STEPS * spec.to().step());
    }

    private void turn(int steps, Panel panel) {
        for (int v = 0; v < panel.vectors(); v++) {
            int lanes = spec.isa().lanes();
            long from = (long) v * lanes * spec.from().extent();
            List<Vector> turned = transposition.load(FROM, from, spec.from().extent(), panel.lanes(v), steps, 0);
            for (int i = 0; i < steps; i++) {
                asm.vmovups(Memory.at(TO, i * spec.to().step() + panel.at(v)), turned.get(i));
            }
        }
    }
}
