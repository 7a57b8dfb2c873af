package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run gives depends on its batch and parameters, and on nothing that the engine ran before. */
class RunsApartTest {
    private static final LearningAlgorithm CONVERGES = new VariationalPc(80, .25f).withTolerance(.1);

    /** Batches for which workers have rows of their own, and for which they have nodes. */
    @ParameterizedTest
    @ValueSource(ints = {3, 40})
    void aRunKnowsNothingOfThoseBefore(int batch) {
        try (Network network = Networks.tanh(5, batch, 3);
                WorkerTeam team = new WorkerTeam(2)) {
            for (Executor executor :
                    List.of(new Sequential(), new BatchParallel(team), new Wavefront(team), new GaussSeidel(team))) {
                List<LearningAlgorithm> algorithms = new ArrayList<>(ExecutorsTest.algorithms(executor));
                algorithms.add(CONVERGES);
                algorithms.add(new ZeroDivergence(1f, false, 1, LossReduction.SUM));
                for (LearningAlgorithm algorithm : algorithms) {
                    Engine fresh = new Engine(network, algorithm, executor);
                    fresh.gradients();
                    Engine used = new Engine(network, algorithm, executor);
                    for (float scale : new float[] {Float.NaN, 1e30f, 20}) {
                        runOnOtherInputs(used, scale);
                        used.gradients();
                        requireSame(fresh, used);
                    }
                    breakOff(used);
                    used.gradients();
                    requireSame(fresh, used);
                }
            }
        }
    }

    /** Step 1 of a wavefront moves one node only; the steps that it takes are those of who moves all. */
    @Test
    void aWavefrontConvergesWhenAllOthersDo() {
        try (Network network = Networks.tanh(5, 40, 3);
                WorkerTeam team = new WorkerTeam(2)) {
            Engine all = new Engine(network, CONVERGES, new Sequential());
            Engine wave = new Engine(network, CONVERGES, new Wavefront(team));
            all.gradients();
            for (int run = 0; run < 3; run++) {
                wave.gradients();
                requireSame(all, wave);
                runOnOtherInputs(wave, run == 0 ? 20 : Float.NaN);
            }
        }
    }

    private static void requireSame(Engine expected, Engine actual) {
        LearningAlgorithm algorithm = expected.algorithm();
        String what = algorithm + " by " + actual.inference();
        assertEquals(expected.stepsTaken(), actual.stepsTaken(), what);
        for (int l = 1; l <= expected.network().chain().length(); l++) {
            assertArrayEquals(
                    expected.nodes().delta(l).toArray(), actual.nodes().delta(l).toArray(), what);
            if (algorithm.keeps().contains(NodeVariable.ERROR)) {
                assertArrayEquals(expected.error(l).toArray(), actual.error(l).toArray(), what);
            }
        }
        Vectors.assertSameBits(expected.gradient(), actual.gradient());
    }

    private static void runOnOtherInputs(Engine engine, float scale) {
        Network network = engine.network();
        float[] inputs = network.inputs().toArray();
        scale(network, inputs, scale);
        try {
            engine.gradients();
        } catch (DivergenceException refused) {
            // as it may be
        }
        scale(network, inputs, 1);
    }

    private static void scale(Network network, float[] inputs, float scale) {
        int columns = network.inputs().columns();
        for (int i = 0; i < inputs.length; i++) {
            network.inputs().set(i / columns, i % columns, scale * inputs[i]);
        }
    }

    private static void breakOff(Engine engine) {
        assertThrows(
                ArithmeticException.class,
                () -> engine.errors(t -> {
                    if (t == 2 || t == engine.inference().steps()) {
                        throw new ArithmeticException("enough");
                    }
                }));
    }
}
