package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.thrice.engine.algorithm.AdamPc;
import dev.thrice.engine.algorithm.AugmentedLagrangianPc;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.ErrorPc;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.algorithm.LearnedPrecisionPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.NodeVariable;
import dev.thrice.engine.algorithm.ProximalPc;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Counts;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.GaussSeidel;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.Wavefront;
import dev.thrice.engine.execution.WorkerTeam;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorsTest {
    static final LearningAlgorithm[] ALGORITHMS = {
        new Backpropagation(),
        new FixedPrediction(9, .5f),
        new FixedPredictionClosedForm(9, .5f),
        new VariationalPc(9, .25f),
        new VariationalPc(9, .25f).withTolerance(1e-3).withRisesAllowed(5),
        new ZeroDivergence(),
        new IncrementalPc(9, .25f),
        new ProximalPc(9, .25f, 4f),
        new AugmentedLagrangianPc(9, .25f),
        new AdamPc(9, .25f),
        new LearnedPrecisionPc(9, .0625f)
    };

    /** What an executor can run: all of them, and what needs sweeps if its steps are. */
    static List<LearningAlgorithm> algorithms(Executor executor) {
        List<LearningAlgorithm> algorithms = new ArrayList<>(List.of(ALGORITHMS));
        if (executor instanceof GaussSeidel) {
            algorithms.add(new ErrorPc(9, .25f));
        }
        return algorithms;
    }

    /** Those that take its skips, and its shared parameters, if a chain has some. */
    static List<LearningAlgorithm> algorithms(Executor executor, Chain chain) {
        return algorithms(executor).stream()
                .filter(algorithm -> algorithm.takesSkips() || chain.skips().isEmpty())
                .filter(algorithm -> !(algorithm instanceof ProximalPc)
                        || chain.functions().stream()
                                .allMatch(
                                        function -> function.sharedParameters().isEmpty()))
                .toList();
    }

    /**
     * Batches for which workers have rows of their own, and for which they have nodes; rows few enough for dot products, and
     * inputs enough for them.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void anyNumberOfWorkersGivesTheSameBits(int workers) {
        requireSameBits(workers, Chain.multilayerPerceptron(600, 6, 24, 10), 1, 5, 16, 33, 100);
    }

    /** Where derivatives are taken from what the forward pass saves, too. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anyNumberOfWorkersGivesTheSameBitsFromWhatIsSaved(int workers) {
        requireSameBits(workers, Networks.savingChain(600, 6, 24, 10), 1, 5, 33);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anyNumberOfWorkersGivesTheSameBitsOfImages(int workers) {
        requireSameBits(workers, ImagesTest.chain(), 1, 5, 33);
        requireSameBits(workers, RecurrentTest.chain(), 1, 5, 33);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anyNumberOfWorkersGivesTheSameBitsAlongSkips(int workers) {
        requireSameBits(workers, Networks.skippingChain(12, 3), 1, 5, 33);
        requireSameBits(workers, LayerNormTest.chain(1f), 1, 5, 33);
    }

    private static void requireSameBits(int workers, Chain chain, int... batches) {
        for (int batch : batches) {
            try (Network network = Networks.fed(chain, batch, 5);
                    WorkerTeam one = new WorkerTeam(1);
                    WorkerTeam many = new WorkerTeam(workers)) {
                for (LearningAlgorithm algorithm : algorithms(new Sequential(), chain)) {
                    requireSameBits(network, algorithm, new Sequential(), new BatchParallel(many));
                    requireSameBits(network, algorithm, new Sequential(), new Wavefront(many));
                }
                for (LearningAlgorithm algorithm : algorithms(new GaussSeidel(many), chain)) {
                    requireSameBits(network, algorithm, new GaussSeidel(one), new GaussSeidel(many));
                }
            }
        }
    }

    private static void requireSameBits(
            Network network, LearningAlgorithm algorithm, Executor expected, Executor actual) {
        Engine alone = new Engine(network, algorithm, expected);
        Engine together = new Engine(network, algorithm, actual);
        alone.gradients();
        for (int repeat = 0; repeat < 3; repeat++) {
            together.gradients();
            for (int l = 1; l <= network.chain().length(); l++) {
                assertArrayEquals(
                        alone.nodes().delta(l).toArray(),
                        together.nodes().delta(l).toArray(),
                        algorithm + " node " + l);
                if (algorithm.keeps().contains(NodeVariable.ERROR)) {
                    assertArrayEquals(
                            alone.error(l).toArray(), together.error(l).toArray(), algorithm + " error of node " + l);
                }
            }
            Vectors.assertSameBits(alone.gradient(), together.gradient());
        }
        assertEquals(alone.stepsTaken(), together.stepsTaken());
    }

    /** Section 10: backprop L - 1; FPA dense (L - 1)^2, of which L (L - 1) / 2 are reached and L - 1 needed. */
    @Property(tries = 60)
    void workIsCountedExactly(
            @ForAll @IntRange(min = 1, max = 12) int chainLength,
            @ForAll @IntRange(min = 1, max = 30) int batch,
            @ForAll @IntRange(min = 1, max = 3) int workers) {
        long hidden = chainLength - 1L;
        long reached = chainLength * hidden / 2;
        int steps = chainLength - 1;
        try (Network network = Networks.tanh(chainLength, batch, 3);
                WorkerTeam team = new WorkerTeam(workers)) {
            Function<LearningAlgorithm, Counts> dense = algorithm -> count(network, algorithm, new BatchParallel(team));
            Function<LearningAlgorithm, Counts> wave = algorithm -> count(network, algorithm, new Wavefront(team));
            long forward = chainLength;
            Counts backpropagation = new Counts(forward, 0, hidden, 0, chainLength);
            assertEquals(backpropagation, dense.apply(new Backpropagation()));
            assertEquals(backpropagation, wave.apply(new Backpropagation()));
            assertEquals(backpropagation, count(network, new Backpropagation(), new GaussSeidel(team)));
            assertEquals(backpropagation, dense.apply(new FixedPredictionClosedForm(50, .1f)));

            LearningAlgorithm exact = new FixedPrediction(steps, 1f);
            LearningAlgorithm slow = new FixedPrediction(steps, .5f);
            long square = hidden * hidden;
            assertEquals(new Counts(forward, 0, square, square - hidden, chainLength), dense.apply(exact));
            assertEquals(new Counts(forward, 0, square, square - reached, chainLength), dense.apply(slow));
            assertEquals(new Counts(forward, 0, reached, reached - hidden, chainLength), wave.apply(exact));
            assertEquals(new Counts(forward, 0, reached, 0, chainLength), wave.apply(slow));

            LearningAlgorithm vpc = new VariationalPc(steps, .5f);
            LearningAlgorithm zil = new ZeroDivergence();
            assertEquals(
                    new Counts(forward + square, square - reached, square, square - reached, chainLength),
                    dense.apply(vpc));
            assertEquals(new Counts(forward + reached, 0, reached, 0, chainLength), wave.apply(vpc));
            assertEquals(new Counts(forward + square, square, square, square - hidden, chainLength), dense.apply(zil));
            assertEquals(
                    new Counts(forward + reached, reached, reached, reached - hidden, chainLength), wave.apply(zil));
        }
    }

    /**
     * The span L - 1: every node has one input-VJP a step at most, those of a step do not wait for each other, and after L - 1
     * steps, no sooner, the error has reached the lowest node. Backpropagation's L - 1 wait for one another.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 12})
    void theWavefrontsSpanIsOneInputVjpAStep(int chainLength) {
        try (Network network = Networks.tanh(chainLength, 9, 3);
                WorkerTeam team = new WorkerTeam(2)) {
            Engine dense = new Engine(network, new FixedPrediction(chainLength - 1, 1f), new BatchParallel(team));
            Engine wave = new Engine(network, new FixedPrediction(chainLength - 1, 1f), new Wavefront(team));
            dense.observe(
                    t -> assertEquals((chainLength - 1L) * t, dense.counts().inputVjps(), "dense, step " + t));
            wave.observe(t -> {
                assertEquals(t * (t + 1L) / 2, wave.counts().inputVjps(), "wavefront, step " + t);
                if (chainLength > 1) {
                    assertEquals(t < chainLength - 1, Vectors.isZero(wave.error(1)), "node 1, step " + t);
                }
            });
            dense.errors();
            wave.errors();
            assertEquals(chainLength - 1, dense.stepsTaken());
            assertEquals(chainLength - 1, wave.stepsTaken());
        }
    }

    private static Counts count(Network network, LearningAlgorithm algorithm, Executor executor) {
        Engine engine = new Engine(network, algorithm, executor);
        engine.gradients();
        Counts once = engine.counts();
        engine.gradients();
        assertEquals(
                new Counts(
                        2 * once.forwards(),
                        2 * once.wastedForwards(),
                        2 * once.inputVjps(),
                        2 * once.wastedInputVjps(),
                        2 * once.parameterVjps()),
                engine.counts());
        return once;
    }

    @Test
    void aForwardPassIsNoInference() {
        try (Network network = Networks.tanh(4, 5, 1)) {
            Engine engine = Networks.engine(network, new FixedPrediction(3, .5f));
            engine.forward();
            engine.errors();
            assertEquals(new Counts(8, 0, 9, 3, 0), engine.counts());
        }
    }
}
