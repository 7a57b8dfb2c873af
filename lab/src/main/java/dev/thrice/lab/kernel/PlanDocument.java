package dev.thrice.lab.kernel;

import dev.thrice.jit.JitPlan;
import java.util.List;

/**
 * A plan as it is written into a file.
 *
 * @param product in words
 * @param instructionSet that it is for
 * @param calls of a run, one after the other: each the place of its kernel in the list
 * @param kernels each once
 */
record PlanDocument(String product, String instructionSet, List<Integer> calls, List<Kernel> kernels) {
    static PlanDocument of(String product, JitPlan plan) {
        List<Kernel> kernels = plan.kernels().stream().map(Kernel::of).toList();
        return new PlanDocument(product, plan.instructionSet(), plan.calls(), kernels);
    }

    /** A kernel, as {@link JitPlan.Code} describes it. */
    record Kernel(
            String work,
            int m,
            int n,
            int k,
            List<Tile> tiles,
            int vectorRegisters,
            List<String> otherRegisters,
            List<Line> lines,
            String constants) {
        private static Kernel of(JitPlan.Code code) {
            return new Kernel(
                    code.work(),
                    code.m(),
                    code.n(),
                    code.k(),
                    code.tiles().stream()
                            .map(tile -> new Tile(tile.count(), tile.rows(), tile.columns()))
                            .toList(),
                    code.vectorRegisters(),
                    code.otherRegisters(),
                    code.lines().stream()
                            .map(line -> new Line(line.offset(), line.bytes(), line.text(), line.remarks()))
                            .toList(),
                    code.constants());
        }
    }

    /** Some tiles of one size. */
    record Tile(int count, int rows, int columns) {}

    /** An instruction; a jump's text has the offset that it goes to. */
    record Line(int offset, String bytes, String text, List<String> remarks) {}
}
