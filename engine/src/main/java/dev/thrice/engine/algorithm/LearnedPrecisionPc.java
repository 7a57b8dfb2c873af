package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Operation;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Variational predictive coding that learns the precisions of its hidden nodes, one number each, with the parameters (Friston 2005; Bogacz
 * 2017, whose variances are their inverses). With them the free energy of a batch of B samples, whose nodes have n_l elements, is
 *
 * <pre>F = loss(mu_L) + sum_(l=1..L-1) (1/2 P_l ||x_l - mu_l||^2 - 1/2 B n_l ln P_l),</pre>
 *
 * <p>and after each {@linkplain dev.thrice.engine.execution.TrainingStep training step} ln P_l descends it, by -2 rate / (B n_l) dF/dln P_l:
 *
 * <pre>ln P_l = ln P_l + rate (1 - P_l mean(e_l^2)).</pre>
 *
 * <p>Where that comes to rest, P_l is 1 / mean(e_l^2), the maximum likelihood's. Precisions are 1 at first and are {@link
 * Nodes#precisions()}, to be read; the output's stays 1. An inference alone moves none, nor does a training step that diverges.
 *
 * <p>Inference and parameters have the precisions of the step before, as {@link VariationalPc} has constant ones. A node passes on P_l e_l,
 * which is what the engine has as its error.
 *
 * <p>Where errors are small against what they are to explain, they fall as 1 / P_l, P_l mean(e_l^2) with them, and the precision rises to
 * the highest there is. Where all have come to that, k, it is {@link VariationalPc#infiniteVariance} with step size gamma k.
 *
 * @param inferenceSteps T, at least 0
 * @param stepSize gamma, in (0, 2)
 * @param precisionRate rate of the precisions, in [0, 1]
 * @param lowestPrecision above 0, at most 1
 * @param highestPrecision at least 1, below 2 / gamma: in a step a node takes 1 - gamma P_l times its error along
 * @param reduction of the loss
 */
public record LearnedPrecisionPc(
        int inferenceSteps,
        float stepSize,
        float precisionRate,
        float lowestPrecision,
        float highestPrecision,
        LossReduction reduction)
        implements LearningAlgorithm {
    private static final float USUAL_RATE = .1f;
    private static final float USUALLY_LOWEST = 0x1p-10f;

    /** gamma P_l at most; with 1, which brings backpropagation's errors, values go too far where a layer makes them larger. */
    private static final float USUAL_MOVE = .25f;

    private static final Set<NodeVariable> KEPT = Set.of(
            NodeVariable.VALUE,
            NodeVariable.PREDICTION,
            NodeVariable.ERROR,
            NodeVariable.DELTA,
            NodeVariable.PRECISION);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public LearnedPrecisionPc {
        Requirements.steps(inferenceSteps);
        Requirements.stepSize(stepSize);
        if (!(precisionRate >= 0 && precisionRate <= 1)) {
            throw new IllegalArgumentException("precision rate " + precisionRate + ", expected 0 to 1");
        }
        if (!(lowestPrecision > 0 && lowestPrecision <= 1)) {
            throw new IllegalArgumentException(
                    "lowest precision " + lowestPrecision + ", expected above 0 and at most 1");
        }
        if (!(highestPrecision >= 1 && stepSize * highestPrecision < 2)) {
            throw new IllegalArgumentException("highest precision " + highestPrecision
                    + ", expected at least 1 and below " + 2 / stepSize + ", which is 2 / step size");
        }
    }

    /**
     * With a rate of .1, precisions from 2^-10 to 1 / (4 gamma), or to 1 if that is more, and the loss summed.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @throws IllegalArgumentException if a number is out of range
     */
    public LearnedPrecisionPc(int inferenceSteps, float stepSize) {
        this(inferenceSteps, stepSize, LossReduction.SUM);
    }

    /**
     * With a rate of .1, and precisions from 2^-10 to 1 / (4 gamma), or to 1 if that is more.
     *
     * @param inferenceSteps T, at least 0
     * @param stepSize gamma, in (0, 2)
     * @param reduction of the loss
     * @throws IllegalArgumentException if a number is out of range
     */
    public LearnedPrecisionPc(int inferenceSteps, float stepSize, LossReduction reduction) {
        this(inferenceSteps, stepSize, USUAL_RATE, USUALLY_LOWEST, Math.max(1f, USUAL_MOVE / stepSize), reduction);
    }

    @Override
    public Set<NodeVariable> keeps() {
        return KEPT;
    }

    @Override
    public boolean takesSkips() {
        return true;
    }

    @Override
    public Inference plan(Nodes nodes) {
        return new Weighted(nodes);
    }

    /** A node's error is P_l e_l as soon as it is passed on, so that all that goes by errors goes by precisions as they are. */
    private final class Weighted extends VariationalInference {
        private final Kernels kernels;
        private final int[] widths; // of the hidden nodes, which functions of images work out anew each time
        private final int batch;
        private final Tensor precisions;
        private final SumsOfSquares squares; // of P_l e_l

        Weighted(Nodes nodes) {
            super(nodes, stepSize, Precisions.ONES, reduction);
            kernels = nodes.kernels();
            batch = nodes.batch();
            widths = IntStream.range(1, nodes.chain().length())
                    .map(nodes.chain()::width)
                    .toArray();
            precisions = nodes.precisions().orElseThrow().fill(1f);
            squares = new SumsOfSquares(nodes);
        }

        @Override
        public int steps() {
            return inferenceSteps;
        }

        @Override
        Operation credit(NodeRows own) {
            int index = own.node() - 1;
            Tensor e = own.error();
            return () -> kernels.axpby(precisions.get(0, index), e, 0f, e);
        }

        @Override
        Operation end(NodeRows own) {
            return squares.of(own.error(), own.node(), own.first());
        }

        @Override
        public void adapt() {
            for (int l = 1; l <= widths.length; l++) {
                double precision = precisions.get(0, l - 1);
                double mean = squares.total(l) / batch / widths[l - 1];
                if (Double.isFinite(mean)) { // if no parameter leads to the node, nobody else has looked
                    double moved = precision * StrictMath.exp(precisionRate * (1 - mean / precision));
                    precisions.set(0, l - 1, (float) Math.clamp(moved, lowestPrecision, highestPrecision));
                }
            }
        }
    }
}
