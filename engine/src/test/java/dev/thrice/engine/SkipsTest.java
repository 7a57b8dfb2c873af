package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ChainBuilder;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Paths;
import dev.thrice.engine.chain.Skip;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Chains with skips, against float64, and the law by which errors arrive along several paths. */
class SkipsTest {
    private static final double ROUNDING = 5e-6;
    private static final int BATCH = 3;

    @Property(tries = 50)
    void backpropagationIsThatOfTheDefinition(
            @ForAll @IntRange(min = 1, max = 16) int chainLength, @ForAll boolean keepsErrors, @ForAll long seed) {
        try (Network network = Networks.skipping(chainLength, BATCH, seed)) {
            Engine engine = Networks.engine(network, new Backpropagation(keepsErrors, LossReduction.SUM));
            engine.gradients();
            Reference reference = new Reference(network);
            Reference.State[] states = new Reference.State[BATCH];
            for (int s = 0; s < BATCH; s++) {
                states[s] = reference.backpropagated(s);
                Vectors.assertNear(
                        states[s].mu[chainLength],
                        network.activation(chainLength).rows(s, 1),
                        ROUNDING);
                for (int l = 1; l < chainLength && keepsErrors; l++) {
                    Vectors.assertNear(states[s].e[l], engine.error(l).rows(s, 1), ROUNDING);
                }
            }
            for (int l = 0; l < chainLength; l++) {
                double[][] expected = Reference.ofWeights(reference.meanGradient(states, l, 1));
                Vectors.assertClose(expected, engine.gradient().weight(l), 1e-5, "layer " + l);
            }
        }
    }

    /** The reference's own gradient is the central difference of its loss. */
    @Property(tries = 20)
    void theReferencesGradientIsThatOfTheLoss(@ForAll @IntRange(min = 2, max = 8) int chainLength, @ForAll long seed) {
        double step = 1e-5;
        try (Network network = Networks.skipping(chainLength, 1, seed)) {
            Reference reference = new Reference(network);
            Reference.State state = reference.backpropagated(0);
            for (int l = 0; l < chainLength; l++) {
                double[][] gradient = reference.parameterGradient(state, l, 1);
                double[] row = reference.weights[l][0];
                double at = row[0];
                row[0] = at + step;
                double above = reference.loss();
                row[0] = at - step;
                double below = reference.loss();
                row[0] = at;
                assertEquals((above - below) / (2 * step), gradient[0][0], 1e-8);
            }
        }
    }

    @Property(tries = 50)
    void errorsUnderFixedPredictionsFollowTheReference(
            @ForAll @IntRange(min = 1, max = 16) int chainLength,
            @ForAll @IntRange(max = 30) int steps,
            @ForAll boolean sharesNodes,
            @ForAll long seed) {
        try (Network network = Networks.skipping(chainLength, BATCH, seed);
                WorkerTeam team = new WorkerTeam(sharesNodes ? 2 : 1)) {
            Engine engine = new Engine(network, new FixedPrediction(steps, .5f), new BatchParallel(team));
            engine.gradients();
            Reference reference = new Reference(network);
            Reference.State[] states = new Reference.State[BATCH];
            for (int s = 0; s < BATCH; s++) {
                states[s] = reference.feedforward(s);
                for (int t = 0; t < steps; t++) {
                    reference.step(s, states[s], .5, reference.ones(), true);
                }
                for (int l = 1; l < chainLength; l++) {
                    Vectors.assertNear(states[s].e[l], engine.error(l).rows(s, 1), ROUNDING);
                }
                System.arraycopy(
                        states[s].mu, 1, states[s].x, 1, chainLength - 1); // parameters learn at fixed predictions
            }
            for (int l = 0; l < chainLength; l++) {
                double[][] expected = Reference.ofWeights(reference.meanGradient(states, l, 1));
                Vectors.assertClose(expected, engine.gradient().weight(l), 2e-5, "layer " + l);
            }
        }
    }

    /** e_l(t) = sum over k of P[Bin(t, gamma) >= k] times what paths of k edges carry, in float64. */
    @Property(tries = 50)
    void eachPathArrivesByTheLawOfItsLength(
            @ForAll @IntRange(min = 1, max = 12) int chainLength,
            @ForAll @IntRange(max = 40) int steps,
            @ForAll @DoubleRange(min = .05, max = 1) double stepSize,
            @ForAll long seed) {
        try (Network network = Networks.skipping(chainLength, 1, seed)) {
            Reference reference = new Reference(network);
            Reference.State state = reference.feedforward(0);
            double[][][] carried = carried(reference, network.chain());
            for (int t = 0; t < steps; t++) {
                reference.step(0, state, stepSize, reference.ones(), true);
            }
            for (int l = 1; l < chainLength; l++) {
                double[] expected = new double[state.e[l].length];
                for (int k = 1; k <= chainLength - l; k++) {
                    double arrived = ArrivalLaw.arrived(k, steps, stepSize);
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] += arrived * carried[l][k][i];
                    }
                }
                assertArrayEquals(expected, state.e[l], 1e-12);
            }
        }
    }

    /** What all paths of k edges from node l carry to it, [l][k]. */
    private static double[][][] carried(Reference reference, Chain chain) {
        int length = chain.length();
        Reference.State state = reference.feedforward(0);
        double[][][] carried = new double[length + 1][length + 1][];
        carried[length][0] = state.e[length];
        for (int l = length - 1; l >= 1; l--) {
            for (int k = 1; k <= length - l; k++) {
                double[] sum = new double[chain.width(l)];
                if (carried[l + 1][k - 1] != null) {
                    sum = reference.inputVjp(l, state, carried[l + 1][k - 1]);
                }
                for (int to : chain.skipsFrom(l)) {
                    for (int i = 0; i < sum.length && carried[to][k - 1] != null; i++) {
                        sum[i] += carried[to][k - 1][i];
                    }
                }
                carried[l][k] = sum;
            }
        }
        return carried;
    }

    @Property(tries = 30)
    void withoutDampingItIsBackpropagationOnceTheLongestPathHasArrived(
            @ForAll @IntRange(min = 1, max = 16) int chainLength,
            @ForAll @IntRange(min = 1, max = 3) int workers,
            @ForAll boolean zeroDivergence,
            @ForAll long seed) {
        LearningAlgorithm algorithm = zeroDivergence ? new ZeroDivergence() : new FixedPrediction(chainLength - 1, 1f);
        try (Network network = Networks.skipping(chainLength, BATCH, seed);
                WorkerTeam team = new WorkerTeam(workers)) {
            Engine expected = Networks.engine(network, new Backpropagation(true, LossReduction.SUM));
            expected.gradients();
            for (Executor executor :
                    List.of(new Sequential(), new BatchParallel(team), new Wavefront(team), new GaussSeidel(team))) {
                Engine actual = new Engine(network, algorithm, executor);
                for (int repeat = 0; repeat < 2; repeat++) {
                    actual.gradients();
                    Vectors.assertSameBits(expected.gradient(), actual.gradient());
                }
            }
        }
    }

    /** Nothing is there before the shortest path's step, and something from it on. */
    @Property(tries = 30)
    void theFirstErrorComesByTheShortestPath(
            @ForAll @IntRange(min = 2, max = 12) int chainLength,
            @ForAll @IntRange(max = 12) int steps,
            @ForAll long seed) {
        try (Network network = Networks.skipping(chainLength, BATCH, seed)) {
            Engine engine = Networks.engine(network, new FixedPrediction(steps, .5f));
            engine.errors();
            Paths paths = new Paths(network.chain());
            for (int l = 1; l < chainLength; l++) {
                assertEquals(steps < paths.shortest(l), Vectors.isZero(engine.error(l)), "node " + l);
                assertEquals(paths.shortest(l), engine.nodes().arrival(l));
            }
        }
    }

    /** Where predictions follow, a node that a skip has moved pulls at those that it predicts, and at what predicts these. */
    @Property(tries = 30)
    void aValueFirstMovesWhenSomethingNearItErrs(
            @ForAll @IntRange(min = 2, max = 8) int chainLength, // from further away it is below an ulp of float64
            @ForAll @IntRange(max = 12) int steps,
            @ForAll long seed) {
        try (Network network = Networks.skipping(chainLength, 1, seed)) {
            Engine engine = Networks.engine(network, new VariationalPc(steps, .25f));
            engine.errors();
            Paths paths = new Paths(network.chain());
            Reference reference = new Reference(network);
            Reference.State state = reference.feedforward(0);
            double[][] start = state.x.clone();
            for (int t = 0; t < steps; t++) {
                reference.step(0, state, .25, reference.ones(), false);
            }
            for (int l = 1; l < chainLength; l++) {
                boolean moved = !Arrays.equals(start[l], state.x[l]);
                assertEquals(steps >= paths.firstMove(l), moved, "node " + l);
                assertTrue(paths.firstMove(l) <= paths.shortest(l));
                Vectors.assertNear(state.x[l], engine.nodes().value(l), ROUNDING);
            }
        }
    }

    /** Of the (L - 1) T input-VJPs those at which a path of t edges, or one at most so long, arrives are of use. */
    @Property(tries = 30)
    void workIsCountedByPaths(
            @ForAll @IntRange(min = 1, max = 12) int chainLength,
            @ForAll @IntRange(max = 15) int steps,
            @ForAll boolean damped,
            @ForAll long seed) {
        try (Network network = Networks.skipping(chainLength, BATCH, seed);
                WorkerTeam team = new WorkerTeam(2)) {
            Paths paths = new Paths(network.chain());
            long useful = 0;
            long reached = 0;
            for (int l = 1; l < chainLength; l++) {
                int node = l;
                IntPredicate arrives = t -> paths.has(node, t);
                IntPredicate isThere = t -> t >= paths.shortest(node);
                useful += IntStream.rangeClosed(1, steps)
                        .filter(damped ? isThere : arrives)
                        .count();
                reached += IntStream.rangeClosed(1, steps).filter(isThere).count();
            }
            LearningAlgorithm algorithm = new FixedPrediction(steps, damped ? .5f : 1f);
            long all = (chainLength - 1L) * steps;
            assertEquals(
                    new Counts(chainLength, 0, all, all - useful, chainLength),
                    counts(network, algorithm, new BatchParallel(team)));
            assertEquals(
                    new Counts(chainLength, 0, reached, reached - useful, chainLength),
                    counts(network, algorithm, new Wavefront(team)));
        }
    }

    private static Counts counts(Network network, LearningAlgorithm algorithm, Executor executor) {
        Engine engine = new Engine(network, algorithm, executor);
        engine.gradients();
        return engine.counts();
    }

    @Test
    void pathsAreAsLongAsTheirEdges() {
        Chain chain = new Chain(
                Networks.savingChain(4, 5, 4, 3).functions(),
                List.of(new Skip(1, 2), new Skip(2, 5)),
                Networks.savingChain(4, 5, 4, 3).loss());
        Paths paths = new Paths(chain);
        assertArrayEquals(
                new int[] {4, 3, 2, 3, 2, 1, 0},
                IntStream.rangeClosed(0, 6).map(paths::shortest).toArray());
        assertArrayEquals(
                new int[] {3, 5},
                IntStream.rangeClosed(0, 9).filter(k -> paths.has(1, k)).toArray());
        assertEquals("4 - 4 - 4 - 4 - 4 - 4 - 3, skips 1 to 2, 2 to 5", chain.toString());
        assertEquals(
                2 * 4 * 7,
                chain.forwardFlops(7) - Networks.savingChain(4, 5, 4, 3).forwardFlops(7));
    }

    @Test
    void aSkipIsOverFunctionsThatAreThere() {
        ChainBuilder begun = Chain.inputs(3).dense(5, Activation.TANH).dense(5, Activation.TANH);
        assertEquals(List.of(new Skip(1, 2)), begun.skipOver(1).classes(2).skips());
        assertEquals(List.of(), begun.classes(2).skips());
        assertEquals(
                "chain: skip over 3 functions, expected 1 to the 2 that there are", message(() -> begun.skipOver(3)));
        assertEquals(
                "chain: skip over 0 functions, expected 1 to the 2 that there are", message(() -> begun.skipOver(0)));
        assertEquals(
                "chain: skip from node 0 to 2, which are 3 and 5 wide, expected nodes of one width",
                message(() -> begun.skipOver(2).classes(2)));
        assertEquals(
                "chain: two skips from node 1 to 2, expected at most one",
                message(() -> begun.skipOver(1).skipOver(1).classes(2)));
        assertEquals(
                "chain: skip from node 2 to 3, expected one that ends at a hidden node, 1 .. 2",
                message(() -> begun.dense(5, Activation.LOG_SOFTMAX)
                        .skipOver(1)
                        .loss(dev.thrice.engine.chain.Loss.NEGATIVE_LOG_LIKELIHOOD)));
        assertEquals(
                "chain: skip from node 2 to node 2, expected one to a node further up", message(() -> new Skip(2, 2)));
    }

    /** Their elements are as many, but lie otherwise. */
    @Test
    void imagesOfTwoShapesAreNotAdded() {
        ImageChain begun = new ImageShape(8, 8, 1)
                .chain()
                .convolution(4, new Window(2, 2, 2, 0), Activation.TANH)
                .convolution(4, Window.of(3).padded(1), Activation.TANH);
        assertEquals(1, begun.skipOver(1).flat().classes(3).skips().size());
        assertEquals(
                "chain: skip over 2 functions from images of 8 x 8 x 1 to 4 x 4 x 4, expected images of one shape",
                message(() -> begun.skipOver(2)));
    }

    /** The finer chain has its skips behind nodes without weights. */
    @Test
    void depthScalesAFinerChainAlike() {
        Chain chain = Chain.inputs(40)
                .dense(40, Activation.TANH)
                .dense(40, Activation.TANH)
                .skipOver(1)
                .dense(40, Activation.TANH)
                .skipOver(1)
                .classes(40);
        double[] coarse = variances(chain);
        double[] fine = variances(chain.split());
        double[] expected = {1 / 40., 1 / 80., 1 / 80., 1 / 1600.};
        for (int w = 0; w < 4; w++) {
            assertEquals(expected[w], coarse[w], .2 * expected[w]);
            assertEquals(coarse[w], fine[w], 0);
        }
    }

    private static double[] variances(Chain chain) {
        try (Network network = Networks.fed(chain, 1, 1)) {
            network.parameters().initialize(Initialization.DEPTH_SCALED, 9);
            return IntStream.range(0, chain.length())
                    .filter(l -> !chain.function(l).parameters().isEmpty())
                    .mapToDouble(l ->
                            network.kernels().sumOfSquares(network.parameters().weight(l)) / 1600)
                    .toArray();
        }
    }

    @Test
    void whatCannotTakeSkipsRefusesThem() {
        try (Network network = Networks.fed(
                Chain.inputs(3)
                        .dense(5, Activation.TANH)
                        .dense(5, Activation.TANH)
                        .skipOver(1)
                        .classes(2),
                2,
                1)) {
            for (LearningAlgorithm algorithm : List.of(
                    new FixedPredictionClosedForm(3, .5f),
                    new ZeroDivergence(.5f, true, 0, LossReduction.SUM),
                    new ZeroDivergence(1f, false, 0, LossReduction.SUM),
                    new ZeroDivergence(1f, true, 1, LossReduction.SUM))) {
                String refused = message(() -> Networks.engine(network, algorithm));
                assertTrue(refused.contains("3 - 5 - 5 - 2, skips 1 to 2, expected one without skips"), refused);
            }
        }
    }

    @Test
    void aFinerChainHasTheSameSkips() {
        Chain chain = Networks.skippingChain(9, 4);
        assertFalse(chain.skips().isEmpty());
        try (Network coarse = Networks.fed(chain, BATCH, 4);
                Network fine = Networks.fed(chain.split(), BATCH, 4)) {
            assertArrayEquals(
                    coarse.activation(chain.length()).toArray(),
                    fine.activation(fine.chain().length()).toArray(),
                    1e-6f);
        }
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}
