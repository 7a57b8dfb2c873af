package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ErrorPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorPcTest {
    /** Float32's rounding of values of order 1, over some dozen contracting steps. */
    private static final double ROUNDING = 5e-6;

    private final WorkerTeam one = new WorkerTeam(1);

    @AfterEach
    void close() {
        one.close();
    }

    @Property(tries = 30)
    void errorsAndValuesFollowTheReference(
            @ForAll @IntRange(min = 1, max = 12) int chainLength,
            @ForAll @IntRange(max = 20) int steps,
            @ForAll boolean skips,
            @ForAll long seed) {
        try (Network network = skips ? Networks.skipping(chainLength, 3, seed) : Networks.mixed(chainLength, 3, seed);
                WorkerTeam team = new WorkerTeam(1)) {
            LearningAlgorithm algorithm = new ErrorPc(steps, .125f, Precisions.hidden(1.5f), LossReduction.SUM);
            Engine engine = new Engine(network, algorithm, new GaussSeidel(team));
            engine.gradients();
            Reference reference = new Reference(network);
            double[] precisions = reference.hiddenPrecision(1.5);
            for (int s = 0; s < 3; s++) {
                Reference.State state = reference.feedforward(s);
                for (int t = 0; t < steps; t++) {
                    descend(reference, s, state, .125, precisions);
                }
                Assume.that(reference.kinkDistance > ROUNDING);
                for (int l = 1; l < chainLength; l++) {
                    Vectors.assertNear(state.x[l], engine.nodes().value(l).rows(s, 1), ROUNDING);
                    Vectors.assertNear(state.e[l], engine.error(l).rows(s, 1), ROUNDING);
                }
            }
        }
    }

    /** e_l <- e_l - gamma dF/de_l, all at once; then the values forward. */
    private static void descend(
            Reference reference, int sample, Reference.State state, double stepSize, double[] precisions) {
        int length = reference.length;
        double[][] gradient = errorGradient(reference, state, precisions);
        for (int l = 1; l < length; l++) {
            for (int i = 0; i < gradient[l].length; i++) {
                state.e[l][i] -= stepSize * gradient[l][i];
            }
        }
        forward(reference, sample, state);
    }

    /** Values, predictions and the output's error from the hidden errors. */
    private static void forward(Reference reference, int sample, Reference.State state) {
        for (int l = 1; l < reference.length; l++) {
            double[] mu = reference.plusSkips(l, reference.apply(l - 1, state.x[l - 1]), state.x);
            for (int i = 0; i < mu.length; i++) {
                state.x[l][i] = mu[i] + state.e[l][i];
            }
        }
        reference.compare(sample, state);
    }

    /** dF/de_l = P_l e_l - g_l. */
    private static double[][] errorGradient(Reference reference, Reference.State state, double[] precisions) {
        int length = reference.length;
        double[][] gradient = new double[length][];
        Reference.State g = new Reference.State(length);
        System.arraycopy(state.y, 0, g.y, 0, length + 1);
        System.arraycopy(state.z, 0, g.z, 0, length + 1);
        g.e[length] = state.e[length].clone();
        for (int l = length - 1; l >= 1; l--) {
            double factor = l == length - 1 ? precisions[length - 1] : 1;
            g.e[l] = reference.carriedBack(l, g, g.e[l + 1], factor, null);
            gradient[l] = new double[g.e[l].length];
            for (int i = 0; i < gradient[l].length; i++) {
                gradient[l][i] = precisions[l - 1] * state.e[l][i] - g.e[l][i];
            }
        }
        return gradient;
    }

    /** What the reference descends is F: its central differences in the errors. */
    @ParameterizedTest
    @EnumSource
    void theReferencesGradientIsThatOfTheFreeEnergy(Networks.Kind kind) {
        double step = 1e-5;
        try (Network network = Networks.of(kind, 4, 1, 5)) {
            Reference reference = new Reference(network);
            double[] precisions = reference.hiddenPrecision(2);
            Reference.State state = reference.feedforward(0);
            for (int t = 0; t < 3; t++) {
                descend(reference, 0, state, .1, precisions);
            }
            double[][] gradient = errorGradient(reference, state, precisions);
            for (int l = 1; l < 4; l++) {
                for (int i = 0; i < gradient[l].length; i++) {
                    double at = state.e[l][i];
                    double[] energies = new double[2];
                    for (int side = 0; side < 2; side++) {
                        state.e[l][i] = at + (side == 0 ? -step : step);
                        Reference.State moved = reference.feedforward(0);
                        System.arraycopy(state.e, 1, moved.e, 1, 3);
                        forward(reference, 0, moved);
                        energies[side] = reference.freeEnergy(0, moved.x, precisions);
                    }
                    state.e[l][i] = at;
                    assertEquals((energies[1] - energies[0]) / (2 * step), gradient[l][i], 1e-8);
                }
            }
        }
    }

    /**
     * F* = 1/2 r^T S^-1 r (section 10). In the errors F of a linear chain has second derivatives I + A^T A, at least 1, so
     * that F - F* is at most ||dF/de||^2 / 2, and each step leaves at most 1 - gamma of the distance.
     */
    @Test
    void aLinearChainHasItsClosedFormEquilibrium() {
        float stepSize = .25f;
        int steps = 45; // (1 - gamma)^45 = 2.4e-6
        try (Network network = Networks.linear(4, 7, 5, 6, 4, 3)) {
            Engine engine = new Engine(network, new ErrorPc(steps, stepSize), new GaussSeidel(one));
            EnergyTrace trace = EnergyTrace.of(engine);
            double left = Math.pow(1 - stepSize, steps);
            double energy = 0;
            Reference reference = new Reference(network);
            for (int s = 0; s < 4; s++) {
                double[] e = LinearChain.outputErrorAtEquilibrium(reference, s);
                double[] r = reference.feedforward(s).e[3];
                energy += Vectors.dot(r, e) / 2;
                Vectors.assertClose(new double[][] {e}, engine.error(3).rows(s, 1), left + ROUNDING, "e_L");
            }
            assertEquals(energy, trace.freeEnergy(steps), (left + ROUNDING) * energy);
        }
    }

    @Test
    void theOptimumOfAStiffFreeEnergyIsThatOfVariationalPc() {
        theOptimumIsThatOfVariationalPc(3, 96); // VPC with steps of a quarter never comes to rest
    }

    /** Where both have converged, in float64 for VPC: the same energy, values and gradient. */
    @Property(tries = 12)
    void theOptimumIsThatOfVariationalPc(@ForAll @IntRange(min = 2, max = 8) int chainLength, @ForAll long seed) {
        try (Network network = Networks.tanh(chainLength, 2, seed);
                WorkerTeam team = new WorkerTeam(1)) {
            Engine engine = new Engine(network, new ErrorPc(150, .25f), new GaussSeidel(team));
            engine.gradients();
            EnergyTrace trace = EnergyTrace.of(engine);
            Reference reference = new Reference(network);
            double[] ones = reference.ones();
            Reference.State[] states = {reference.feedforward(0), reference.feedforward(1)};
            double energy = 0;
            for (int s = 0; s < 2; s++) {
                energy += equilibrium(reference, s, states[s], ones);
            }
            assertEquals(energy, trace.freeEnergy(trace.steps()), ROUNDING * energy);
            for (int l = 0; l < chainLength; l++) {
                double[][] mean = Reference.ofWeights(reference.meanGradient(states, l, 1));
                Vectors.assertClose(mean, engine.gradient().weight(l), ROUNDING, "layer " + l);
            }
        }
    }

    /** VPC until F no longer moves, with ever smaller steps: where F is stiff, large ones go to and fro for ever. */
    private static double equilibrium(Reference reference, int sample, Reference.State state, double[] precisions) {
        double before = Double.POSITIVE_INFINITY;
        double energy = reference.freeEnergy(sample, state.x, precisions);
        for (double stepSize = .25; Math.abs(before - energy) > 1e-12 * energy; stepSize /= 2) {
            assertTrue(stepSize > 1e-3, () -> "free energy of sample " + sample + " does not come to rest");
            for (int t = 0; t < 4000; t++) {
                before = energy;
                reference.step(sample, state, stepSize, precisions, false);
                energy = reference.freeEnergy(sample, state.x, precisions);
            }
        }
        return energy;
    }

    /** Steps until F has fallen by all but a thousandth of what it falls in the end. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void itTakesAFractionOfTheSteps(int chainLength) {
        try (Network network = Networks.tanh(chainLength, 8, 3)) {
            int inErrors = stepsToOptimum(new Engine(network, new ErrorPc(400, .25f), new GaussSeidel(one)));
            int inValues = stepsToOptimum(Networks.engine(network, new VariationalPc(4000, .25f)));
            assertTrue(2 * inErrors < inValues, inErrors + " steps, and " + inValues);
        }
    }

    private static int stepsToOptimum(Engine engine) {
        EnergyTrace trace = EnergyTrace.of(engine);
        double optimum = trace.freeEnergy(trace.steps());
        double near = optimum + 1e-3 * (trace.freeEnergy(0) - optimum);
        int t = 0;
        while (trace.freeEnergy(t) > near) {
            t++;
        }
        return t;
    }

    @ParameterizedTest
    @CsvSource({"2, TANH", "4, TANH", "2, SAVING"})
    void anyNumberOfWorkersTrainsToTheSameBits(int workers, Networks.Kind kind) {
        for (int batch : new int[] {3, 48}) {
            try (WorkerTeam team = new WorkerTeam(workers);
                    Network alone = Networks.of(kind, 5, batch, 3);
                    Network together = Networks.of(kind, 5, batch, 3)) {
                for (int i = 0; i < 4; i++) {
                    training(alone, one).run();
                    training(together, team).run();
                }
                Vectors.assertSameBits(alone.parameters(), together.parameters());
            }
        }
    }

    private static TrainingStep training(Network network, WorkerTeam team) {
        Engine engine = new Engine(network, new ErrorPc(7, .5f), new GaussSeidel(team));
        return new TrainingStep(engine, new Momentum(LearningRates.all(.05f), .5f));
    }

    /** In each of T steps L - 1 input-VJPs and L - 1 predictions. */
    @Test
    void workIsCountedExactly() {
        try (Network network = Networks.tanh(4, 5, 2)) {
            Engine engine = new Engine(network, new ErrorPc(6, .25f), new GaussSeidel(one));
            engine.gradients();
            assertEquals(new Counts(4 + 6 * 3, 0, 6 * 3, 0, 4), engine.counts());
        }
    }

    @Test
    void anotherExecutorThanASweepIsRefused() {
        try (Network network = Networks.tanh(4, 5, 2)) {
            ErrorPc algorithm = new ErrorPc(6, .25f);
            assertThrows(IllegalArgumentException.class, () -> new Engine(network, algorithm, new Sequential()));
            assertThrows(IllegalArgumentException.class, () -> new Engine(network, algorithm, new BatchParallel(one)));
            assertThrows(IllegalArgumentException.class, () -> new Engine(network, algorithm, new Wavefront(one)));
        }
    }
}
