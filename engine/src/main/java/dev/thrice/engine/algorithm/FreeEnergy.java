package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.kernels.Tensor;
import java.util.stream.IntStream;

/** F = P_L loss(mu_L) + sum_(l=1..L-1) 1/2 P_l ||e_l||^2, summed over the batch (3.5), and a watch over its descent. */
final class FreeEnergy {
    /** A rise below this part of F is rounding. */
    private static final double ROUNDING = 1e-6;

    private final Nodes nodes;
    private final Tensor[][] errors;
    private final Inference inference;
    private final LossReduction reduction;
    private final int risesAllowed;
    private double last;
    private int rises;

    FreeEnergy(Nodes nodes, Inference inference, LossReduction reduction, int risesAllowed) {
        this.nodes = nodes;
        errors = new Tensor[nodes.chain().length()][];
        for (int l = 1; l < errors.length; l++) {
            int node = l;
            errors[l] = IntStream.range(0, nodes.batch())
                    .mapToObj(row -> nodes.error(node, row, 1))
                    .toArray(Tensor[]::new);
        }
        this.inference = inference;
        this.reduction = reduction;
        this.risesAllowed = risesAllowed;
    }

    /** Looks at F after a step; at the feedforward pass it is the loss alone. */
    void requireDescent(int t) {
        int length = nodes.chain().length();
        if (t == 1) {
            last = outputEnergy(nodes.loss(nodes.feedforward(length)));
            rises = 0;
        }
        double now = outputEnergy(nodes.loss(nodes.prediction(length)));
        for (int l = 1; l < length; l++) {
            now += inference.precision(l) * squareOfError(l) / 2;
        }
        rises = now <= last * (1 + ROUNDING) ? 0 : rises + 1; // a NaN is a rise
        if (rises >= risesAllowed) {
            throw new DivergenceException("inference diverges: F rose in " + rises + " steps in a row, to " + now
                    + " at step " + t + "; expected it to fall, try a smaller step size");
        }
        last = now;
    }

    /** Summed sample by sample, so that any division of them gives the same bits. */
    private double squareOfError(int node) {
        double sum = 0;
        for (Tensor row : errors[node]) {
            sum += nodes.kernels().sumOfSquares(row);
        }
        return sum;
    }

    private double outputEnergy(double loss) {
        return inference.precision(nodes.chain().length()) * reduction.factor(nodes.batch()) * loss;
    }
}
