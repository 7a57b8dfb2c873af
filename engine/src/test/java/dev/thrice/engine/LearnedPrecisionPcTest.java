package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearnedPrecisionPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Tensor;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedPrecisionPcTest {
    /** Float32's rounding of values of order 1, over some steps. */
    private static final double ROUNDING = 1e-5;

    private static final Momentum OPTIMIZER = new Momentum(LearningRates.all(.05f), .9f);

    private static LearnedPrecisionPc constant(int steps, float stepSize) {
        return new LearnedPrecisionPc(steps, stepSize, 0f, 0x1p-10f, 1 / stepSize, LossReduction.SUM);
    }

    private static Tensor precisions(Engine engine) {
        return engine.nodes().precisions().orElseThrow();
    }

    /** Gives the hidden nodes precisions from 1/2 to 2. */
    private static double[] draw(Engine engine, long seed) {
        Tensor precisions = precisions(engine);
        SplittableRandom random = new SplittableRandom(seed);
        for (int l = 1; l < precisions.columns(); l++) {
            precisions.set(0, l - 1, (float) random.nextDouble(.5, 2));
        }
        return Reference.matrix(precisions)[0];
    }

    private static double[] times(double factor, double[] vector) {
        double[] product = vector.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= factor;
        }
        return product;
    }

    @Property(tries = 30)
    void valuesErrorsAndGradientsFollowTheReference(
            @ForAll @IntRange(min = 1, max = 10) int chainLength,
            @ForAll @IntRange(max = 15) int steps,
            @ForAll boolean skips,
            @ForAll long seed) {
        try (Network network = skips ? Networks.skipping(chainLength, 3, seed) : Networks.mixed(chainLength, 3, seed)) {
            Engine engine = Networks.engine(network, constant(steps, .125f));
            double[] precisions = draw(engine, seed);
            engine.gradients();
            Reference reference = new Reference(network);
            Reference.State[] states = new Reference.State[3];
            for (int s = 0; s < 3; s++) {
                states[s] = reference.feedforward(s);
                for (int t = 0; t < steps; t++) {
                    reference.step(s, states[s], .125, precisions, false);
                }
                for (int l = 1; l < chainLength; l++) {
                    Vectors.assertNear(states[s].x[l], engine.nodes().value(l).rows(s, 1), ROUNDING);
                    double[] weighted = times(precisions[l - 1], states[s].e[l]);
                    Vectors.assertNear(weighted, engine.error(l).rows(s, 1), ROUNDING);
                }
            }
            Assume.that(reference.kinkDistance > ROUNDING);
            for (int l = 0; l < chainLength; l++) {
                double[][] mean = Reference.ofWeights(reference.meanGradient(states, l, precisions[l]));
                for (int o = 0; o < mean.length; o++) {
                    Vectors.assertNear(mean[o], engine.gradient().weight(l).rows(o, 1), ROUNDING);
                }
            }
        }
    }

    /** To the bit, as each error times 1 is that error. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void atRateZeroItIsVpc(boolean sweeps) {
        Chain chain = Networks.skippingChain(8, 3);
        try (Network network = Networks.fed(chain, 9, 1);
                Network other = Networks.fed(chain, 9, 1);
                WorkerTeam team = new WorkerTeam(1)) {
            Executor executor = sweeps ? new GaussSeidel(team) : new Sequential();
            Engine engine = new Engine(network, constant(9, .25f), executor);
            Engine vpc = new Engine(other, new VariationalPc(9, .25f), executor);
            TrainingStep step = new TrainingStep(engine, OPTIMIZER);
            TrainingStep otherStep = new TrainingStep(vpc, OPTIMIZER);
            for (int i = 0; i < 5; i++) {
                assertEquals(otherStep.run(), step.run());
                for (int l = 1; l <= 8; l++) {
                    assertArrayEquals(vpc.error(l).toArray(), engine.error(l).toArray(), "e_" + l);
                }
                Vectors.assertSameBits(other.parameters(), network.parameters());
            }
        }
    }

    /** Times gamma P_k for each node that it has come to: with gamma P = 1 nothing is lost. */
    @Test
    void errorsArriveAsBackpropagationsTimesPrecisions() {
        int length = 6;
        try (Network network = Networks.tanh(length, 4, 19)) {
            Reference reference = new Reference(network);
            for (int l = 1; l < length; l++) {
                Engine engine = Networks.engine(network, constant(length - l, .25f));
                double[] precisions = draw(engine, l);
                engine.errors();
                double factor = 1;
                for (int k = l; k < length; k++) {
                    factor *= .25 * precisions[k - 1];
                }
                double[][] expected = new double[4][];
                for (int s = 0; s < 4; s++) {
                    expected[s] = times(factor, reference.backpropagated(s).e[l]);
                }
                Vectors.assertClose(expected, engine.error(l), 2e-6, "e_" + l);
            }
        }
    }

    @Test
    void aLinearChainHasItsClosedFormEquilibrium() {
        try (Network network = Networks.linear(4, 7, 5, 6, 4, 3)) {
            Engine engine = Networks.engine(network, constant(2000, .2f));
            double[] precisions = draw(engine, 1);
            engine.errors();
            Reference reference = new Reference(network);
            for (int s = 0; s < 4; s++) {
                double[][] weighted = LinearChain.weightedErrorsAtEquilibrium(reference, s, precisions);
                for (int l = 1; l <= 3; l++) {
                    Vectors.assertClose(
                            new double[][] {weighted[l]}, engine.error(l).rows(s, 1), 1e-5, "P e of node " + l);
                }
            }
        }
    }

    /** -2 rate / (B n_l) times the central difference of F in ln P_l, values held where they are. */
    @Test
    void precisionsDescendTheFreeEnergy() {
        float rate = .125f;
        double h = 1e-4;
        try (Network network = Networks.linear(6, 7, 5, 6, 4, 3)) {
            network.targets().fill(6f);
            Engine engine =
                    Networks.engine(network, new LearnedPrecisionPc(12, .125f, rate, 0x1p-10f, 8f, LossReduction.SUM));
            double[] before = draw(engine, 5);
            engine.errors();
            engine.inference().adapt();
            for (int l = 1; l < 3; l++) {
                double[] higher = before.clone();
                double[] lower = before.clone();
                higher[l - 1] *= Math.exp(h);
                lower[l - 1] *= Math.exp(-h);
                double slope = (freeEnergy(engine, higher) - freeEnergy(engine, lower)) / (2 * h);
                double expected = -2 * rate / (6 * network.chain().width(l)) * slope;
                double moved = Math.log(precisions(engine).get(0, l - 1) / before[l - 1]);
                assertEquals(expected, moved, 1e-5);
                assertTrue(Math.abs(expected - rate) > .02, "errors of node " + l + " are of no weight: " + expected);
            }
            assertEquals(1f, precisions(engine).get(0, 2), "the output's");
        }
    }

    private static double freeEnergy(Engine engine, double[] precisions) {
        Reference reference = new Reference(engine.network());
        double energy = 0;
        for (int s = 0; s < reference.batch; s++) {
            Reference.State state = reference.feedforward(s);
            for (int l = 1; l < reference.length; l++) {
                state.x[l] = Reference.matrix(engine.nodes().value(l))[s];
                energy -= state.x[l].length * Math.log(precisions[l - 1]) / 2;
            }
            energy += reference.freeEnergy(s, state.x, precisions);
        }
        return energy;
    }

    /** Inference to the end and a step of the precisions, by turns, against both in float64. */
    @Test
    void precisionsOfALinearChainFollowItsClosedForm() {
        try (Network network = Networks.linear(4, 7, 5, 6, 4, 3)) {
            network.targets().fill(3f);
            Engine engine = Networks.engine(
                    network, new LearnedPrecisionPc(4000, .0625f, .25f, 0x1p-10f, 4f, LossReduction.SUM));
            Reference reference = new Reference(network);
            double[] expected = reference.ones();
            for (int i = 0; i < 20; i++) {
                engine.errors();
                engine.inference().adapt();
                double[] squares = new double[3];
                for (int s = 0; s < 4; s++) {
                    double[][] weighted = LinearChain.weightedErrorsAtEquilibrium(reference, s, expected);
                    for (int l = 1; l < 3; l++) {
                        squares[l] += Vectors.dot(weighted[l], weighted[l]);
                    }
                }
                for (int l = 1; l < 3; l++) {
                    double p = expected[l - 1];
                    double mean = squares[l] / (p * p) / (4 * network.chain().width(l));
                    expected[l - 1] = Math.clamp(p * Math.exp(.25 * (1 - p * mean)), 0x1p-10, 4);
                    assertEquals(expected[l - 1], precisions(engine).get(0, l - 1), 1e-4 * expected[l - 1]);
                }
            }
            assertTrue(Math.abs(Math.log(expected[1])) > .1, "precisions have hardly moved: " + expected[1]);
        }
    }

    /**
     * y = x_1 = 0 and targets +-r: e_1 = r / (1 + P), and P r^2 / (1 + P)^2 = 1 has the roots 1/4 and 4 for r = 5/2, of which the first is
     * stable, and none for a smaller r than 2.
     */
    @ParameterizedTest
    @CsvSource({"2.5, .25", "1.5, 4", "0, 4", "100, .0009765625"})
    void precisionsComeToRestAtOneOverTheMeanSquareOrAtABound(float distance, float expected) {
        try (Network network = Networks.linear(4, 1, 3, 1, 1)) {
            network.parameters().weight(0).fill(0f);
            network.parameters().bias(0).fill(0f);
            network.parameters().weight(1).fill(1f);
            network.parameters().bias(1).fill(0f);
            for (int s = 0; s < 4; s++) {
                network.targets().set(s, 0, s % 2 == 0 ? distance : -distance);
            }
            Engine engine =
                    Networks.engine(network, new LearnedPrecisionPc(60, .25f, .5f, 0x1p-10f, 4f, LossReduction.SUM));
            for (int i = 0; i < 100; i++) {
                engine.errors();
                engine.inference().adapt();
            }
            assertEquals(expected, precisions(engine).get(0, 0), 1e-5 * expected);
            if (expected == .25f) {
                double e = engine.error(1).get(0, 0) / expected;
                assertEquals(1 / expected, e * e, 1e-4);
            }
        }
    }

    /** What gradients are asked for leaves precisions as they are. */
    @Test
    void onlyTrainingStepsLearnPrecisions() {
        try (Network network = Networks.tanh(4, 6, 2)) {
            Engine engine = Networks.engine(network, new LearnedPrecisionPc(3, .0625f));
            float[] before = precisions(engine).toArray();
            engine.errors();
            engine.gradients();
            assertArrayEquals(before, precisions(engine).toArray());
            new TrainingStep(engine, OPTIMIZER).run();
            for (int l = 1; l < 4; l++) {
                assertTrue(precisions(engine).get(0, l - 1) > 1);
            }
            assertFalse(Networks.engine(network, new VariationalPc(3, .25f))
                    .nodes()
                    .precisions()
                    .isPresent());
        }
    }

    /** One whose update would be NaN or infinite, and one with an input that is. */
    @ParameterizedTest
    @ValueSource(floats = {1f, Float.NaN})
    void aStepThatDivergesLeavesPrecisions(float input) {
        for (int workers = 1; workers <= 3; workers++) {
            try (Network network = Networks.linear(20, 3, 5, 7, 4);
                    WorkerTeam team = new WorkerTeam(workers)) {
                Engine engine = new Engine(network, new LearnedPrecisionPc(3, .0625f), new BatchParallel(team));
                new TrainingStep(engine, OPTIMIZER).run();
                float[] before = precisions(engine).toArray();
                TrainingStep step = new TrainingStep(engine, new Sgd(LearningRates.all(3e38f)));
                network.targets().fill(1e6f);
                network.inputs().set(0, 0, input);
                assertThrows(DivergenceException.class, step::run);
                assertArrayEquals(before, precisions(engine).toArray());
            }
        }
    }

    /** Batches for which workers have rows of their own, and for which they have nodes. */
    @ParameterizedTest
    @ValueSource(ints = {20, 3})
    void anyNumberOfWorkersLearnsTheSameBits(int batch) {
        Chain chain = Networks.skippingChain(6, 3);
        float[] precisions = trained(chain, batch, new Sequential());
        for (int workers = 1; workers <= 3; workers++) {
            try (WorkerTeam team = new WorkerTeam(workers)) {
                assertArrayEquals(precisions, trained(chain, batch, new BatchParallel(team)));
                assertArrayEquals(precisions, trained(chain, batch, new Wavefront(team)));
                try (WorkerTeam one = new WorkerTeam(1)) {
                    assertArrayEquals(
                            trained(chain, batch, new GaussSeidel(one)), trained(chain, batch, new GaussSeidel(team)));
                }
            }
        }
    }

    private static float[] trained(Chain chain, int batch, Executor executor) {
        try (Network network = Networks.fed(chain, batch, 5)) {
            Engine engine = new Engine(network, new LearnedPrecisionPc(7, .0625f), executor);
            TrainingStep step = new TrainingStep(engine, OPTIMIZER);
            for (int i = 0; i < 6; i++) {
                step.run();
            }
            return precisions(engine).toArray();
        }
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        requireRefusal("inference steps -1, expected at least 0", -1, .5f, .1f, .5f, 2);
        requireRefusal("step size 0.0, expected above 0 and below 2", 3, 0f, .1f, .5f, 2);
        requireRefusal("precision rate NaN, expected 0 to 1", 3, .5f, Float.NaN, .5f, 2);
        requireRefusal("precision rate 1.5, expected 0 to 1", 3, .5f, 1.5f, .5f, 2);
        requireRefusal("lowest precision 0.0, expected above 0 and at most 1", 3, .5f, .1f, 0, 2);
        requireRefusal("lowest precision 2.0, expected above 0 and at most 1", 3, .5f, .1f, 2, 2);
        String highest = ", expected at least 1 and below 4.0, which is 2 / step size";
        requireRefusal("highest precision 4.0" + highest, 3, .5f, .1f, .5f, 4);
        requireRefusal("highest precision 0.5" + highest, 3, .5f, .1f, .5f, .5f);
    }

    private static void requireRefusal(
            String message, int steps, float stepSize, float rate, float lowest, float highest) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new LearnedPrecisionPc(steps, stepSize, rate, lowest, highest, LossReduction.SUM))
                        .getMessage());
    }

    /** Where others have samples of the same batch. */
    @Test
    void precisionsAreOfAllSamples() {
        try (Network network = Networks.tanh(3, 4, 2)) {
            Engine engine = Networks.engine(network, new LearnedPrecisionPc(3, .0625f));
            assertTrue(assertThrows(IllegalArgumentException.class, () -> new TrainingStep(engine, OPTIMIZER, () -> {}))
                    .getMessage()
                    .endsWith(" where others have samples of the same batch, expected one that learns no precisions of"
                            + " its own"));
        }
    }
}
