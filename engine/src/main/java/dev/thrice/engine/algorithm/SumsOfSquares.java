package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Sums of squares of something of the hidden nodes, sample by sample, so that any division of them gives the same bits. */
final class SumsOfSquares {
    private final Kernels kernels;
    private final double[][] squares; // by node and sample

    SumsOfSquares(Nodes nodes) {
        kernels = nodes.kernels();
        squares = new double[nodes.chain().length()][nodes.batch()];
    }

    /** Plans to forget those of some samples of a node. */
    Operation clear(int node, int firstRow, int rows) {
        return () -> Arrays.fill(squares[node], firstRow, firstRow + rows, 0);
    }

    /** Plans those of some samples of a node, the first of which is this row of the batch. */
    Operation of(Tensor tensor, int node, int firstRow) {
        Tensor[] rows = IntStream.range(0, tensor.rows())
                .mapToObj(i -> tensor.rows(i, 1))
                .toArray(Tensor[]::new);
        return () -> {
            for (int i = 0; i < rows.length; i++) {
                squares[node][firstRow + i] = kernels.sumOfSquares(rows[i]);
            }
        };
    }

    /** Over the samples of a node. */
    double total(int node) {
        double sum = 0;
        for (double square : squares[node]) {
            sum += square;
        }
        return sum;
    }

    /** Over all nodes. */
    double total() {
        double sum = 0;
        for (int l = 1; l < squares.length; l++) {
            sum += total(l);
        }
        return sum;
    }
}
