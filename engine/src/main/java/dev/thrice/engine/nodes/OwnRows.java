package dev.thrice.engine.nodes;

import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.chain.Chain;
import dev.thrice.kernels.Tensor;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a worker keeps of its rows in memory of its own. Where two workers' rows of a tensor meet, the hardware's prefetch for the one
 * takes lines away from the other, so what every step reads and writes is better not in one tensor.
 */
final class OwnRows {
    private final Chain chain;
    private final int first;
    private final int count;
    private final Tensor passingDelta;
    private final Tensor[] errors;

    OwnRows(NetworkParts network, Set<NodeVariable> kept, int first, int count) {
        this.first = first;
        this.count = count;
        chain = network.chain();
        passingDelta = kept.contains(NodeVariable.PASSING_DELTA)
                ? network.memory().allocate(count, widestHidden(chain))
                : null;
        errors = new Tensor[chain.length()];
        for (int l = 1; l < errors.length && kept.contains(NodeVariable.ERROR); l++) {
            errors[l] = network.memory().allocate(count, chain.width(l));
        }
    }

    boolean has(int row) {
        return row >= first && row < first + count;
    }

    /** These rows of a tensor of the whole batch. */
    Tensor of(Tensor tensor) {
        return tensor.rows(first, count);
    }

    /** The rows of the error of node l in 1 .. L - 1. */
    Tensor error(int node) {
        if (errors[node] == null) {
            throw new IllegalStateException(
                    "error of node " + node + ": this algorithm goes from cotangent to cotangent and keeps no errors");
        }
        return errors[node];
    }

    Tensor error(int node, int firstRow, int rows) {
        return error(node).rows(firstRow - first, rows);
    }

    /** The same memory for every node. */
    Tensor passingDelta(int node, int firstRow, int rows) {
        return passingDelta.rows(firstRow - first, rows).columns(0, chain.width(node));
    }

    /** The width of the widest of the nodes 1 .. L - 1, 0 if there is none. */
    static int widestHidden(Chain chain) {
        return IntStream.range(1, chain.length()).map(chain::width).max().orElse(0);
    }
}
