package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.function.IntFunction;

/** What skips make of the output of a function. */
final class SkipSum {
    private SkipSum() {}

    /**
     * Plans sum = y + the values of the nodes where skips into a node begin, one after the other.
     *
     * @param y the output of f_(l-1)
     * @param value of a node below
     * @param sum apart from y; y itself where no skip ends
     */
    static Operation plan(Chain chain, Kernels kernels, int node, Tensor y, IntFunction<Tensor> value, Tensor sum) {
        Operation all = Operation.NOTHING;
        Tensor first = y;
        for (int from : chain.skipsInto(node)) {
            Tensor before = first;
            Tensor added = value.apply(from);
            all = all.then(() -> kernels.axpby(1f, before, 1f, added, sum));
            first = sum;
        }
        return all;
    }
}
