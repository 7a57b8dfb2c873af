package dev.thrice.jit;

import java.util.ArrayList;
import java.util.List;

/**
 * What a block is cut into: panels of columns, a few vectors wide, and tiles of rows, whose sums are in registers.
 *
 * <p>A step of k of a tile takes as long as its multiplications on two FMA units, as its loads through two ports, or as a sum waits for itself. Tiles
 * of about equal height, and panels of about equal width, lose least.
 *
 * @param isa the instruction set
 * @param m rows of the block
 * @param k its steps
 * @param turns whether tiles turn B
 * @param keeps whether the first of a panel does so for all
 * @param packedRows rows of a panel that A is packed in, 0 where it is not packed
 * @param panels in vectors
 */
record Tiling(Isa isa, int m, int k, boolean turns, boolean keeps, int packedRows, List<Run> panels) {
    /** Vectors of a panel that B is packed in: with its tile it keeps both units busy on either instruction set. */
    static final int PANEL_VECTORS = 2;

    private static final int MOST_VECTORS = 4;
    private static final int MOST_TURNED = 6;
    private static final int HIGHEST = 14;
    static final int UNITS = 2;
    static final int LATENCY = 5;

    /** Cycles a vector and step that turning takes. */
    private static final double TURNING = 1.5;

    // Cycles beside the steps: of a tile; of each row of it, whose lines are fetched and written, more where one of
    // them is not whole; of each vector.
    private static final double TILE = 4;
    static final double ROW = 8;
    private static final double PART_OF_LINE = 4;
    static final double VECTOR = 2;
    private static final int CACHE_LINE = 64;

    /**
     * Pieces of equal size, one after the other.
     *
     * @param count how many
     * @param size of each
     */
    record Run(int count, int size) {}

    /** The cheapest; where B is packed, panels are as wide as they are for all m. */
    static Tiling of(BlockSpec spec) {
        int m = spec.size().m();
        int vectors = spec.isa().vectors(spec.size().n());
        boolean turns = spec.turnsB();
        int packedRows = spec.a().isPacked() ? spec.a().width() : 0;
        if (spec.inLanes()) {
            return new Tiling(spec.isa(), m, spec.size().k(), turns, spec.keepsPanels(), 1, divided(vectors, 1));
        }
        if (spec.b().isPacked() || spec.keepsPanels()) {
            return new Tiling(spec.isa(), m, spec.size().k(), turns, spec.keepsPanels(), packedRows, panels(vectors));
        }
        Tiling best = null;
        for (int most = 1; most <= Math.min(turns ? MOST_TURNED : MOST_VECTORS, vectors); most++) {
            if (height(spec.isa(), most, turns) < packedRows) {
                break;
            }
            Tiling tiling = new Tiling(
                    spec.isa(), m, spec.size().k(), turns, spec.keepsPanels(), packedRows, divided(vectors, most));
            best = best == null || tiling.cycles() < best.cycles() ? tiling : best;
        }
        return best;
    }

    /** Tiles of a panel. Where it is turned once for all, by the first of them, that one is not as high. */
    List<Run> rows(int vectors) {
        if (keeps) {
            int first = Math.min(m, height(isa, PANEL_VECTORS, true));
            List<Run> runs = new ArrayList<>(List.of(new Run(1, first)));
            runs.addAll(divided(m - first, height(isa, vectors, false)));
            return runs;
        }
        return divided(m, packedRows > 0 ? packedRows : height(isa, vectors, turns));
    }

    /** Rows of the highest tile: beside sums a row of B and one element of A are in registers, or what turning takes. */
    static int height(Isa isa, int vectors, boolean turns) {
        int free = isa.registers() - (turns ? Transposition.REGISTERS + 1 : vectors + 1);
        return Math.max(1, Math.min(HIGHEST, free / vectors));
    }

    private double cycles() {
        return panels.stream().mapToDouble(run -> run.count * cycles(run.size)).sum();
    }

    private double cycles(int vectors) {
        return rows(vectors).stream()
                .mapToDouble(run -> run.count * cycles(run.size, vectors))
                .sum();
    }

    private double cycles(int rows, int vectors) {
        double multiplications = (double) rows * vectors / UNITS;
        double loads = (double) (rows + vectors) / UNITS;
        double step = Math.max(LATENCY, Math.max(multiplications, loads));
        double turned = multiplications + TURNING * vectors + LATENCY;
        double row = ROW + VECTOR * vectors + (vectors * isa.bytes() % CACHE_LINE == 0 ? 0 : PART_OF_LINE);
        return k * (turns ? turned : step) + TILE + rows * row;
    }

    /** Rows of the highest tile of the first panels. */
    int highest() {
        return rows(panels.getFirst().size).getFirst().size;
    }

    /** Panels of a packed op(B): full ones, and what is left. */
    static List<Run> panels(int vectors) {
        List<Run> runs = new ArrayList<>();
        if (vectors >= PANEL_VECTORS) {
            runs.add(new Run(vectors / PANEL_VECTORS, PANEL_VECTORS));
        }
        if (vectors % PANEL_VECTORS > 0) {
            runs.add(new Run(1, vectors % PANEL_VECTORS));
        }
        return List.copyOf(runs);
    }

    /** About equal pieces, the larger first. */
    static List<Run> divided(int extent, int most) {
        int pieces = Math.ceilDiv(extent, most);
        int smaller = extent / pieces;
        int larger = extent - smaller * pieces;
        List<Run> runs = new ArrayList<>();
        if (larger > 0) {
            runs.add(new Run(larger, smaller + 1));
        }
        runs.add(new Run(pieces - larger, smaller));
        return List.copyOf(runs);
    }
}
