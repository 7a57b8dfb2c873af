package dev.thrice.jit;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.Comparison;
import dev.thrice.assembler.Label;
import dev.thrice.assembler.Memory;
import dev.thrice.assembler.Vector;
import dev.thrice.kernels.spec.Epilogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What becomes of a tile's sums: scales, old values of C, the epilogue, sums of columns, stores; then pointers go to the next tile. All of it is done in
 * registers but tanh and sigmoid, which take more of them than a tile leaves: they go over the tile's rows as soon as these are stored. Tiles of a single
 * vector would have each wait for the last: there they go over all rows in the end, a few vectors at once.
 */
final class Finish {
    private final BlockSpec spec;
    private final Assembler asm;
    private final VectorUnit unit;
    private final Pointers pointers;
    private final Epilogue epilogue;
    private final boolean sumsColumns;

    /** The loops that tanh or sigmoid are in, one for each shape of a row. */
    private final Map<Panel, Label> loops = new LinkedHashMap<>();

    Finish(BlockSpec spec, Assembler asm, VectorUnit unit, Pointers pointers) {
        this.spec = spec;
        this.asm = asm;
        this.unit = unit;
        this.pointers = pointers;
        epilogue = spec.epilogue();
        sumsColumns = epilogue.sumsColumns();
    }

    void beginPanel(Panel panel) {
        if (sumsColumns && spec.firstRows()) {
            Vector zero = unit.register(0);
            for (int v = 0; v < panel.vectors(); v++) {
                unit.zero(zero);
                unit.store(Memory.at(Arguments.COLUMN_SUMS, panel.at(v)), zero, panel.lanes(v));
            }
        }
    }

    /** From the end of a panel to the top of the next. */
    void endPanel(Panel panel, int m) {
        pointers.move(Arguments.C, panel.bytes() - m * spec.rowC());
        if (epilogue.operand() == Epilogue.Operand.MATRIX) {
            asm.imul(Arguments.SCRATCH, Arguments.ROW_D, m);
            asm.sub(Arguments.D, Arguments.SCRATCH);
        }
        if (epilogue.operand() != Epilogue.Operand.NONE) {
            pointers.move(Arguments.D, panel.bytes());
        }
        if (sumsColumns) {
            pointers.move(Arguments.COLUMN_SUMS, panel.bytes());
        }
    }

    void tile(Panel panel, int height) {
        asm.remark("finished sums");
        Tile tile = new Tile(panel, height);
        tile.scale();
        tile.addOld();
        tile.step();
        if (sumsColumns && !spec.takesFunction()) {
            tile.sumColumns();
        }
        tile.store();
        if (spec.takesFunction() && !spec.inLanes()) {
            asm.mov(Arguments.COUNT, height);
            asm.call(loops.computeIfAbsent(panel, key -> new Label()));
        } else {
            pointers.move(Arguments.C, height * spec.rowC());
        }
    }

    private ElementFunction function(List<ElementFunction.Registers> vectors) {
        return epilogue.step() == Epilogue.Step.BIAS_TANH
                ? new TanhFunction(unit, vectors)
                : new SigmoidFunction(unit, vectors);
    }

    /** Loops over so many rows of C, from where its pointer is, and leaves it behind them. */
    void subroutines() {
        loops.forEach((panel, label) -> {
            asm.place(label);
            Label row = asm.loop();
            asm.remark("a row of %d columns", panel.columns());
            int atOnce = ElementFunction.atOnce(spec.isa());
            for (int v = 0; v < panel.vectors(); v += atOnce) {
                functionOfVectors(panel, v, Math.min(panel.vectors(), v + atOnce));
            }
            pointers.move(Arguments.C, spec.rowC());
            asm.dec(Arguments.COUNT);
            asm.jne(row);
            asm.ret();
        });
    }

    /** Where it is taken of all rows in the end, from behind the last panel. */
    void end() {
        if (!spec.takesFunction() || !spec.inLanes()) {
            return;
        }
        int n = spec.size().n();
        int atOnce = ElementFunction.atOnce(spec.isa());
        Panel full = new Panel(spec.isa(), atOnce, atOnce * spec.isa().lanes());
        int whole = n / full.width();
        int left = n - whole * full.width();
        Panel last = new Panel(spec.isa(), spec.isa().vectors(left), left);
        right(-spec.isa().vectors(n) * (long) spec.isa().bytes());
        pointers.repeat(Arguments.TILES, spec.size().m(), () -> {
            asm.remark("a row of %d columns", n);
            pointers.repeat(Arguments.COUNT, whole, () -> {
                functionOfVectors(full, 0, full.vectors());
                right(full.bytes());
            });
            if (left > 0) {
                functionOfVectors(last, 0, last.vectors());
            }
            right(-whole * full.bytes());
            pointers.move(Arguments.C, spec.rowC());
        });
    }

    private void right(long bytes) {
        pointers.move(Arguments.C, bytes);
        if (sumsColumns) {
            pointers.move(Arguments.COLUMN_SUMS, bytes);
        }
    }

    private void functionOfVectors(Panel panel, int first, int end) {
        List<ElementFunction.Registers> vectors = IntStream.range(0, end - first)
                .mapToObj(i -> ElementFunction.Registers.of(unit, i))
                .toList();
        for (int v = first; v < end; v++) {
            unit.load(vectors.get(v - first).x(), Memory.at(Arguments.C, panel.at(v)), panel.lanes(v));
        }
        function(vectors).emit();
        for (int v = first; v < end; v++) {
            Vector x = vectors.get(v - first).x();
            if (sumsColumns) {
                Vector sum = vectors.get(v - first).t();
                Memory total = Memory.at(Arguments.COLUMN_SUMS, panel.at(v));
                unit.load(sum, total, panel.lanes(v));
                asm.vaddps(sum, sum, x);
                unit.store(total, sum, panel.lanes(v));
            }
            unit.store(Memory.at(Arguments.C, panel.at(v)), x, panel.lanes(v));
        }
    }

    /** A tile's elements, in registers; the two behind them are free. */
    private final class Tile {
        private final Panel panel;
        private final int height;
        private final Vector first;
        private final Vector second;

        Tile(Panel panel, int height) {
            this.panel = panel;
            this.height = height;
            first = unit.register(height * panel.vectors());
            second = unit.register(height * panel.vectors() + 1);
        }

        /** alpha sum; of no steps, whatever alpha is, nothing. */
        void scale() {
            if (spec.scales().alpha() == 1f || spec.size().k() == 0) {
                return;
            }
            unit.set(first, spec.scales().alpha());
            each((row, v, sum) -> asm.vmulps(sum, first, sum));
        }

        /** + beta C. */
        void addOld() {
            if (spec.scales().beta() == 0f) {
                return;
            }
            unit.set(first, spec.scales().beta());
            each((row, v, sum) -> {
                unit.load(second, placeOfC(row, v), panel.lanes(v));
                asm.vfmadd231ps(sum, first, second);
            });
        }

        void step() {
            switch (epilogue.step()) {
                case NONE -> {}
                case BIAS, BIAS_TANH, BIAS_SIGMOID -> addBias();
                case BIAS_RELU -> {
                    addBias();
                    each((row, v, sum) -> zeroUnlessPositive(sum, sum));
                }
                case ADD -> add();
                case TANH_DERIVATIVE ->
                    eachWithOperand(
                            sum -> { // times 1 - y^2
                                unit.set(second, 1f);
                                asm.vfnmadd231ps(second, first, first);
                                asm.vmulps(sum, second, sum);
                            });
                case SIGMOID_DERIVATIVE ->
                    eachWithOperand(
                            sum -> { // times y (1 - y)
                                unit.set(second, 1f);
                                asm.vsubps(second, second, first);
                                asm.vfmadd213ps(second, first, unit.constant(0f));
                                asm.vmulps(sum, second, sum);
                            });
                case RELU_DERIVATIVE -> eachWithOperand(sum -> zeroUnlessPositive(sum, first));
            }
        }

        private void addBias() {
            for (int v = 0; v < panel.vectors(); v++) {
                unit.load(first, Memory.at(Arguments.D, panel.at(v)), panel.lanes(v));
                for (int row = 0; row < height; row++) {
                    asm.vaddps(unit.sum(panel, row, v), unit.sum(panel, row, v), first);
                }
            }
        }

        private void add() {
            if (epilogue.scale() == 0f) {
                asm.imul(Arguments.SCRATCH, Arguments.ROW_D, height);
                asm.add(Arguments.D, Arguments.SCRATCH);
                return;
            }
            unit.set(second, epilogue.scale());
            eachWithOperand(sum -> asm.vfmadd231ps(sum, second, first));
        }

        /** 0 where y &lt;= 0, so that a NaN stays. */
        private void zeroUnlessPositive(Vector sum, Vector y) {
            unit.choose(sum, sum, unit.constant(0f), y, unit.constant(0f), Comparison.AT_MOST, second);
        }

        /** Sums of columns, in ascending rows. */
        void sumColumns() {
            for (int v = 0; v < panel.vectors(); v++) {
                Memory place = Memory.at(Arguments.COLUMN_SUMS, panel.at(v));
                unit.load(first, place, panel.lanes(v));
                for (int row = 0; row < height; row++) {
                    asm.vaddps(first, first, unit.sum(panel, row, v));
                }
                unit.store(place, first, panel.lanes(v));
            }
        }

        void store() {
            each((row, v, sum) -> unit.store(placeOfC(row, v), sum, panel.lanes(v)));
        }

        private Memory placeOfC(int row, int v) {
            return pointers.at(Arguments.C, row * spec.rowC() + panel.at(v));
        }

        private void each(Element element) {
            for (int row = 0; row < height; row++) {
                for (int v = 0; v < panel.vectors(); v++) {
                    element.emit(row, v, unit.sum(panel, row, v));
                }
            }
        }

        /** With the operand's element in the first free register. Its pointer moves on with the rows. */
        private void eachWithOperand(ElementOfTwo element) {
            for (int row = 0; row < height; row++) {
                for (int v = 0; v < panel.vectors(); v++) {
                    unit.load(first, Memory.at(Arguments.D, panel.at(v)), panel.lanes(v));
                    element.emit(unit.sum(panel, row, v));
                }
                asm.add(Arguments.D, Arguments.ROW_D);
            }
        }
    }

    @FunctionalInterface
    private interface Element {
        void emit(int row, int vector, Vector sum);
    }

    @FunctionalInterface
    private interface ElementOfTwo {
        void emit(Vector sum);
    }
}
