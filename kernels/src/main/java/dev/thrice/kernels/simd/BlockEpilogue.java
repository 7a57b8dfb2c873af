package dev.thrice.kernels.simd;

import dev.thrice.kernels.Epilogue;

/** An epilogue, applied to a tile of C while it is still in the first-level cache. */
@FunctionalInterface
interface BlockEpilogue {
    /**
     * Applies it.
     *
     * @param rows rows of the tile
     * @param columns columns of the tile
     * @param c its address
     * @param rowC bytes from one row of C to the next
     * @param d address of the epilogue's operand at the tile's columns, and rows if it has rows
     * @param rowD bytes from one row of the operand to the next, 0 where it is one row
     */
    void apply(int rows, int columns, long c, long rowC, long d, long rowD);

    static BlockEpilogue of(Epilogue epilogue) {
        return switch (epilogue) {
            case NONE -> (rows, columns, c, rowC, d, rowD) -> {};
            case BIAS ->
                (rows, columns, c, rowC, d, rowD) -> {
                    for (int i = 0; i < rows; i++) {
                        SimdArithmetic.axpbyRow(columns, 1f, c + i * rowC, 1f, d, c + i * rowC);
                    }
                };
            case BIAS_TANH ->
                (rows, columns, c, rowC, d, rowD) -> {
                    for (int i = 0; i < rows; i++) {
                        SimdArithmetic.axpbyRow(columns, 1f, c + i * rowC, 1f, d, c + i * rowC);
                        TanhKernel.row(columns, c + i * rowC, c + i * rowC);
                    }
                };
            case TANH_DERIVATIVE ->
                (rows, columns, c, rowC, d, rowD) -> {
                    for (int i = 0; i < rows; i++) {
                        LogisticDerivative.tanhRow(columns, c + i * rowC, d + i * rowD, c + i * rowC);
                    }
                };
        };
    }
}
