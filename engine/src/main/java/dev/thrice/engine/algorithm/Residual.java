package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Tensor;

/** ||gamma dF/dx|| of a step, relative to the first step's. */
final class Residual {
    private final SumsOfSquares squares;
    private double first;

    Residual(Nodes nodes) {
        squares = new SumsOfSquares(nodes);
    }

    /** Plans to forget the moves of another run: what an executor does not move at first has not moved. */
    Operation clear(int node, int firstRow, int rows) {
        return squares.clear(node, firstRow, rows);
    }

    /** Plans the sums of squares of a node's moves. */
    Operation sumOfSquares(Tensor move, int node, int firstRow) {
        return squares.of(move, node, firstRow);
    }

    /** The residual of step t, 1 at the first; 0 if there was nothing to be moved by. */
    double relative(int t) {
        double norm = Math.sqrt(squares.total());
        if (t == 1) {
            first = norm;
        }
        return first == 0 ? 0 : norm / first;
    }
}
