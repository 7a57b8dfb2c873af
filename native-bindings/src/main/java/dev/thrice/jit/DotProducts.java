package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Vector;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of op(A) times as many columns of op(B) as a vector has lanes, where both lie along k: each product is summed in the lanes of a vector of its own, lane by
 * lane in ascending k; then all these vectors are added up into the lanes of one, in an order that is the same for every product.
 */
final class DotProducts {
    private static final int UNROLLED = 2;

    private final Assembler asm;
    private final VectorUnit unit;
    private final Pointers pointers;
    private final int lanes;

    DotProducts(Assembler asm, VectorUnit unit, Pointers pointers) {
        this.asm = asm;
        this.unit = unit;
        this.pointers = pointers;
        lanes = unit.isa.lanes();
    }

    /**
     * Leaves the products in the first register; pointers are as they were.
     *
     * @param k steps, of which a row of A and a column of B hold one after the other
     * @param columns how many columns there are, at most the lanes
     * @param extent bytes from one of them to the next
     */
    void emit(int k, int columns, long extent) {
        for (int column = 0; column < lanes; column++) {
            unit.zero(sum(column));
        }
        int rounds = k / (UNROLLED * lanes);
        long bytes = (long) UNROLLED * unit.isa.bytes();
        pointers.repeat(Arguments.COUNT, rounds, () -> {
            for (int i = 0; i < UNROLLED; i++) {
                steps((long) i * unit.isa.bytes(), lanes, columns, extent);
            }
            pointers.move(Arguments.A, bytes);
            pointers.move(Arguments.B, bytes);
        });
        int rest = k - rounds * UNROLLED * lanes;
        for (int at = 0; at < rest; at += lanes) {
            int live = Math.min(lanes, rest - at);
            if (live < lanes) {
                unit.partialSteps(live, Arguments.SCRATCH);
            }
            steps((long) at * Float.BYTES, live, columns, extent);
        }
        pointers.move(Arguments.A, -rounds * bytes);
        pointers.move(Arguments.B, -rounds * bytes);
        List<Vector> sums = new ArrayList<>();
        for (int column = 0; column < lanes; column++) {
            sums.add(sum(column));
        }
        unit.addLanes(sums, x());
    }

    private void steps(long at, int live, int columns, long extent) {
        unit.loadSteps(x(), Memory.at(Arguments.A, at), live);
        for (int column = 0; column < columns; column++) {
            Memory place = pointers.at(Arguments.B, at + column * extent);
            if (live == lanes) {
                asm.vfmadd231ps(sum(column), x(), place);
            } else {
                unit.loadSteps(y(), place, live);
                asm.vfmadd231ps(sum(column), x(), y());
            }
        }
    }

    private Vector sum(int column) {
        return unit.register(column);
    }

    private Vector x() {
        return unit.register(lanes);
    }

    private Vector y() {
        return unit.register(lanes + 1);
    }
}
