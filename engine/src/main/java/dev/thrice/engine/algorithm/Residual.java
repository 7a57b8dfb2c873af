package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** ||gamma dF/dx|| of a step, relative to the first step's. Summed sample by sample, so that any division of them gives the same bits. */
final class Residual {
    private final Kernels kernels;
    private final double[][] squares;
    private double first;

    Residual(Nodes nodes) {
        kernels = nodes.kernels();
        squares = new double[nodes.chain().length()][nodes.batch()];
    }

    /** Plans to forget the moves of another run: what an executor does not move at first has not moved. */
    Operation clear(int node, int firstRow, int rows) {
        return () -> Arrays.fill(squares[node], firstRow, firstRow + rows, 0);
    }

    /** Plans the sums of squares of a node's moves. */
    Operation sumOfSquares(Tensor move, int node, int firstRow) {
        Tensor[] rows =
                IntStream.range(0, move.rows()).mapToObj(i -> move.rows(i, 1)).toArray(Tensor[]::new);
        return () -> {
            for (int i = 0; i < rows.length; i++) {
                squares[node][firstRow + i] = kernels.sumOfSquares(rows[i]);
            }
        };
    }

    /** The residual of step t, 1 at the first; 0 if there was nothing to be moved by. */
    double relative(int t) {
        double sum = 0;
        for (double[] node : squares) {
            for (double square : node) {
                sum += square;
            }
        }
        double norm = Math.sqrt(sum);
        if (t == 1) {
            first = norm;
        }
        return first == 0 ? 0 : norm / first;
    }
}
