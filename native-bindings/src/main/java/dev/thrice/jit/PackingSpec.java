package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import java.util.List;

/**
 * What a kernel packs: a block, into panels. Arguments: from where, to where.
 *
 * @param isa the instruction set
 * @param from the block as it is stored
 * @param to its panels
 * @param depth steps of k
 * @param panels their widths, in rows of A or columns of B, one after the other
 * @param extent rows or columns that there are; the rest of the last panel is padding
 */
record PackingSpec(Isa isa, Access from, Access to, int depth, List<Tiling.Run> panels, int extent)
        implements KernelSpec {
    PackingSpec {
        panels = List.copyOf(panels);
    }

    /** Packs columns of op(B). */
    static PackingSpec ofB(Isa isa, Access from, Access to, int depth, int columns) {
        List<Tiling.Run> panels = Tiling.panels(isa.vectors(columns)).stream()
                .map(run -> new Tiling.Run(run.count(), run.size() * isa.lanes()))
                .toList();
        return new PackingSpec(isa, from, to, depth, panels, columns);
    }

    /** Packs rows of op(A) for the tiles of a block. */
    static PackingSpec ofA(BlockSpec block, Access to, Tiling tiling) {
        List<Tiling.Run> tiles = tiling.rows(tiling.panels().getFirst().size());
        return new PackingSpec(
                block.isa(),
                block.a(),
                to,
                block.size().k(),
                tiles,
                block.size().m());
    }

    @Override
    public String description() {
        return "packs " + extent + " x " + depth + " in panels";
    }

    @Override
    public void write(Assembler asm) {
        new PackingGenerator(this, asm).generate();
    }
}
