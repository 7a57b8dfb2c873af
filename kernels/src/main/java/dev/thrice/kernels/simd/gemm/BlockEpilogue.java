package dev.thrice.kernels.simd.gemm;

import dev.thrice.kernels.simd.Simd;
import dev.thrice.kernels.simd.rows.LogisticDerivative;
import dev.thrice.kernels.simd.rows.ReluKernel;
import dev.thrice.kernels.simd.rows.SigmoidKernel;
import dev.thrice.kernels.simd.rows.SimdArithmetic;
import dev.thrice.kernels.simd.rows.TanhKernel;
import dev.thrice.kernels.spec.Epilogue;

/** An epilogue, applied to some rows of a panel of C while they are still in the first-level cache. */
final class BlockEpilogue {
    /** What becomes of the rows; parameters as those of {@link BlockEpilogue#apply}. */
    @FunctionalInterface
    private interface Step {
        void apply(int rows, int columns, long c, long rowC, long d, long rowD);
    }

    private final boolean sumsColumns;
    private final Step step;

    BlockEpilogue(Epilogue epilogue) {
        sumsColumns = epilogue.sumsColumns();
        step = step(epilogue.step(), epilogue.scale());
    }

    /**
     * Begins a run.
     *
     * @param n columns of C
     * @param sums address of the sums of columns, if the epilogue takes any
     */
    void begin(int n, long sums) {
        if (sumsColumns) {
            SimdArithmetic.fillRow(n, 0f, sums);
        }
    }

    /**
     * Applies it. The rows of a column have to come in ascending order.
     *
     * @param rows how many
     * @param columns columns of the panel
     * @param c address of the first row
     * @param rowC bytes from one row of C to the next
     * @param d address of the epilogue's operand at the panel's columns, and the first row if it has rows
     * @param rowD bytes from one row of the operand to the next, 0 where it is one row
     * @param sums address of the sums of columns at the panel's columns, if the epilogue takes any
     */
    void apply(int rows, int columns, long c, long rowC, long d, long rowD, long sums) {
        step.apply(rows, columns, c, rowC, d, rowD);
        if (sumsColumns) {
            for (int i = 0; i < rows; i++) {
                SimdArithmetic.axpbyRow(columns, 1f, c + i * rowC, 1f, sums, sums);
            }
        }
    }

    private static Step step(Epilogue.Step kind, float scale) {
        return switch (kind) {
            case NONE -> (rows, columns, c, rowC, d, rowD) -> {};
            case BIAS -> (rows, columns, c, rowC, d, rowD) -> add(rows, columns, c, rowC, 1f, d, rowD);
            case ADD ->
                scale == 0f
                        ? (rows, columns, c, rowC, d, rowD) -> {}
                        : (rows, columns, c, rowC, d, rowD) -> add(rows, columns, c, rowC, scale, d, rowD);
            case BIAS_TANH ->
                (rows, columns, c, rowC, d, rowD) -> {
                    add(rows, columns, c, rowC, 1f, d, rowD);
                    int runs = runs(rows, columns, rowC, rowC);
                    for (int i = 0; i < runs; i++) {
                        TanhKernel.row(length(rows, columns, runs), c + i * rowC, c + i * rowC);
                    }
                };
            case BIAS_SIGMOID ->
                (rows, columns, c, rowC, d, rowD) -> {
                    add(rows, columns, c, rowC, 1f, d, rowD);
                    int runs = runs(rows, columns, rowC, rowC);
                    for (int i = 0; i < runs; i++) {
                        SigmoidKernel.row(length(rows, columns, runs), c + i * rowC, c + i * rowC);
                    }
                };
            case BIAS_RELU ->
                (rows, columns, c, rowC, d, rowD) -> {
                    add(rows, columns, c, rowC, 1f, d, rowD);
                    int runs = runs(rows, columns, rowC, rowC);
                    for (int i = 0; i < runs; i++) {
                        ReluKernel.row(length(rows, columns, runs), c + i * rowC, c + i * rowC, c + i * rowC);
                    }
                };
            case TANH_DERIVATIVE ->
                (rows, columns, c, rowC, d, rowD) -> {
                    int runs = runs(rows, columns, rowC, rowD);
                    for (int i = 0; i < runs; i++) {
                        LogisticDerivative.tanhRow(
                                length(rows, columns, runs), c + i * rowC, d + i * rowD, c + i * rowC);
                    }
                };
            case SIGMOID_DERIVATIVE ->
                (rows, columns, c, rowC, d, rowD) -> {
                    int runs = runs(rows, columns, rowC, rowD);
                    for (int i = 0; i < runs; i++) {
                        LogisticDerivative.sigmoidRow(
                                length(rows, columns, runs), c + i * rowC, d + i * rowD, c + i * rowC);
                    }
                };
            case RELU_DERIVATIVE ->
                (rows, columns, c, rowC, d, rowD) -> {
                    int runs = runs(rows, columns, rowC, rowD);
                    for (int i = 0; i < runs; i++) {
                        ReluKernel.row(length(rows, columns, runs), c + i * rowC, d + i * rowD, c + i * rowC);
                    }
                };
        };
    }

    /** How many runs without gaps the rows are: one, where they lie one behind the other in C and in the operand. */
    private static int runs(int rows, int columns, long rowC, long rowD) {
        boolean one = rowC == rowD && rowC == Simd.bytes(columns) && (long) rows * columns <= Integer.MAX_VALUE;
        return one ? Math.min(rows, 1) : rows;
    }

    /** Elements of each run. */
    private static int length(int rows, int columns, int runs) {
        return runs == rows ? columns : rows * columns;
    }

    private static void add(int rows, int columns, long c, long rowC, float scale, long d, long rowD) {
        if (rowD == 0 && scale == 1f) {
            SimdArithmetic.addRowToBlock(rows, columns, c, rowC, d, c, rowC);
            return;
        }
        int runs = runs(rows, columns, rowC, rowD);
        for (int i = 0; i < runs; i++) {
            SimdArithmetic.axpbyRow(length(rows, columns, runs), 1f, c + i * rowC, scale, d + i * rowD, c + i * rowC);
        }
    }
}
