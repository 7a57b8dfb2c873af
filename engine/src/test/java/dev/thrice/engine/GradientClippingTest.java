package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.GradientClipping;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.engine.optimizer.WeightDecay;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the formula in float64. */
class GradientClippingTest {
    private static final float RATE = .5f;

    private static Network network() {
        return Networks.fed(Chain.multilayerPerceptron(20, 2, 13, 10), 40, 6);
    }

    private static List<Tensor> tensors(Engine engine) {
        List<Tensor> tensors = new ArrayList<>();
        for (int l = 0; l < engine.gradient().length(); l++) {
            tensors.addAll(engine.gradient().of(l));
        }
        return tensors;
    }

    /** The gradient as backpropagation has it, and its norm by hand. */
    private static List<double[][]> gradient() {
        try (Network network = network()) {
            Engine engine = Networks.engine(network, new Backpropagation());
            new TrainingStep(engine, new Sgd(RATE)).run();
            return tensors(engine).stream().map(Reference::matrix).toList();
        }
    }

    private static double norm(List<double[][]> gradient) {
        double sum = 0;
        for (double[][] each : gradient) {
            for (double[] row : each) {
                for (double element : row) {
                    sum += element * element;
                }
            }
        }
        return Math.sqrt(sum);
    }

    /** All layers by one factor. */
    @Test
    void aGradientThatIsTooLargeIsScaledToTheNorm() {
        List<double[][]> gradient = gradient();
        double norm = norm(gradient);
        float largest = (float) (norm / 3);
        try (Network before = network();
                Network network = network()) {
            Engine engine = Networks.engine(network, new Backpropagation());
            new TrainingStep(engine, new GradientClipping(new Sgd(RATE), largest)).run();
            int index = 0;
            for (int l = 0; l < 3; l++) {
                for (int p = 0; p < 2; p++) {
                    double[][] expected =
                            Reference.matrix(before.parameters().of(l).get(p));
                    double[][] g = gradient.get(index++);
                    for (int i = 0; i < g.length; i++) {
                        for (int j = 0; j < g[i].length; j++) {
                            expected[i][j] -= RATE * g[i][j] * largest / norm;
                        }
                    }
                    Vectors.assertClose(expected, network.parameters().of(l).get(p), 1e-6, "layer " + l);
                }
            }
            assertEquals(
                    largest,
                    norm(tensors(engine).stream().map(Reference::matrix).toList()),
                    1e-6 * largest);
        }
    }

    @Test
    void aSmallerGradientStaysToTheBit() {
        float largest = (float) (norm(gradient()) * 1.01);
        try (Network one = network();
                Network other = network()) {
            new TrainingStep(Networks.engine(one, new Backpropagation()), new Sgd(RATE)).run();
            new TrainingStep(
                            Networks.engine(other, new Backpropagation()), new GradientClipping(new Sgd(RATE), largest))
                    .run();
            Vectors.assertSameBits(one.parameters(), other.parameters());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void anyNumberOfWorkersClipsToTheSameBits(int workers) {
        Optimizer optimizer = new GradientClipping(new Momentum(RATE, .9f), (float) (norm(gradient()) / 7));
        for (LearningAlgorithm algorithm : ExecutorsTest.ALGORITHMS) {
            try (Network one = network();
                    Network other = network();
                    WorkerTeam team = new WorkerTeam(workers)) {
                TrainingStep alone = new TrainingStep(Networks.engine(one, algorithm), optimizer);
                TrainingStep together =
                        new TrainingStep(new Engine(other, algorithm, new BatchParallel(team)), optimizer);
                for (int i = 0; i < 4; i++) {
                    assertEquals(alone.run(), together.run());
                }
                Vectors.assertSameBits(one.parameters(), other.parameters());
            }
        }
    }

    /** A decay moves parameters apart from the gradient, so it is of no matter to the norm. */
    @Test
    void itIsTheSameWithinADecayAndAround() {
        Optimizer clipped = new GradientClipping(new Sgd(RATE), .01f);
        try (Network one = network();
                Network other = network()) {
            new TrainingStep(Networks.engine(one, new Backpropagation()), new WeightDecay(clipped, .1f)).run();
            new TrainingStep(
                            Networks.engine(other, new Backpropagation()),
                            new GradientClipping(new WeightDecay(new Sgd(RATE), .1f), .01f))
                    .run();
            Vectors.assertSameBits(one.parameters(), other.parameters());
        }
    }

    @Test
    void theSmallerOfTwoNormsHolds() {
        Optimizer sgd = new Sgd(RATE);
        assertEquals(.01f, new GradientClipping(new GradientClipping(sgd, .01f), 5f).largestNorm());
        assertEquals(.01f, new GradientClipping(new GradientClipping(sgd, 5f), .01f).largestNorm());
    }

    @Test
    void badNormsAreRefused() {
        for (float bad : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> new GradientClipping(new Sgd(1f), bad));
            assertTrue(e.getMessage().contains("norm " + bad + ", expected a finite number above 0"), e.getMessage());
        }
    }
}
