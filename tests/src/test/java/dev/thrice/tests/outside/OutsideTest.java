package dev.thrice.tests.outside;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function and a learning algorithm that are not the engine's, made of what it exports. */
class OutsideTest {
    private static final int BATCH = 8;
    private static final double NUDGE = 1e-5;

    /** Float32's rounding of values of order 1. */
    private static final double ROUNDING = 2e-6;

    private static final Chain CHAIN = new Chain(
            List.of(
                    new DenseLayer(3, 5, Activation.TANH),
                    new DiagonalLayer(5),
                    new DiagonalLayer(5),
                    new DenseLayer(5, 2, Activation.IDENTITY)),
            Loss.SQUARED_ERROR);

    private static final AnnealedPc ALGORITHM = new AnnealedPc(List.of(.5f, 1f, .25f, .75f, .9f));

    /** Of the provider whose results do not depend on how rows are divided. */
    private static Network network() {
        Network network = new Network(CHAIN, BATCH, Kernels.select("scalar"), 3);
        SplittableRandom random = new SplittableRandom(4);
        fill(network.inputs(), random);
        fill(network.targets(), random);
        for (int l = 1; l <= 2; l++) { // else they are near 0, and so are the errors
            fill(network.parameters().get(l, "scale"), random);
        }
        return network;
    }

    private static void fill(Tensor tensor, SplittableRandom random) {
        for (int i = 0; i < tensor.rows(); i++) {
            for (int j = 0; j < tensor.columns(); j++) {
                tensor.set(i, j, (float) random.nextDouble(.5, 1.5));
            }
        }
    }

    @Test
    void backpropagationThroughTheFunctionFollowsFiniteDifferences() {
        try (Network network = network()) {
            Engine engine = new Engine(network, new Backpropagation(), new Sequential());
            engine.gradients();
            assertEquals(loss(network), network.loss(), ROUNDING);
            assertGradient(network, engine.gradient(), new double[] {1, 1, 1, 1});
        }
    }

    @Test
    void theAlgorithmsGradientIsWhatHasArrived() {
        try (Network network = network()) {
            Engine engine = new Engine(network, ALGORITHM, new Sequential());
            engine.gradients();
            double[] arrived = new double[CHAIN.length()];
            for (int l = 0; l < arrived.length; l++) {
                arrived[l] = ALGORITHM.arrived(CHAIN.length() - 1 - l);
            }
            assertTrue(arrived[0] < .9 && arrived[0] > .1, () -> "no test of it: " + arrived[0]);
            assertGradient(network, engine.gradient(), arrived);
            assertEquals(5, engine.stepsTaken());
            assertEquals(15, engine.counts().inputVjps());
            assertEquals(3, engine.counts().wastedInputVjps());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void bothTrainOnAnyNumberOfWorkersToTheSameBits(int workers) {
        try (WorkerTeam team = new WorkerTeam(workers);
                Network alone = network();
                Network together = network()) {
            double[] losses = train(alone, ALGORITHM, new Sequential());
            assertArrayEquals(losses, train(together, ALGORITHM, new BatchParallel(team)));
            assertTrue(
                    losses[losses.length - 1] < .1 * losses[0], () -> losses[0] + " to " + losses[losses.length - 1]);
            for (int l = 0; l < CHAIN.length(); l++) {
                for (int p = 0; p < 2; p++) {
                    assertArrayEquals(
                            alone.parameters().of(l).get(p).toArray(),
                            together.parameters().of(l).get(p).toArray());
                }
            }
        }
    }

    /** On the class path nothing keeps these tests from what is hidden. */
    @Test
    void bothNeedWhatIsExportedAlone() {
        Path engine = Path.of(
                Engine.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        String[] exported =
                ModuleFinder.of(engine).find("dev.thrice.engine").orElseThrow().descriptor().exports().stream()
                        .filter(each -> !each.isQualified())
                        .map(ModuleDescriptor.Exports::source)
                        .toArray(String[]::new);
        JavaClasses outside = new ClassFileImporter().importPackages(OutsideTest.class.getPackageName());
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.thrice.engine..").and(not(resideInAnyPackage(exported))))
                .check(outside);
    }

    private static double[] train(Network network, LearningAlgorithm algorithm, Executor executor) {
        Engine engine = new Engine(network, algorithm, executor);
        TrainingStep step = new TrainingStep(engine, new Momentum(LearningRates.all(.1f), .5f));
        double[] losses = new double[200];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = step.run();
        }
        return losses;
    }

    /** Central differences of the loss in float64, times what has arrived at each layer. */
    private static void assertGradient(Network network, Parameters gradient, double[] arrived) {
        for (int l = 0; l < CHAIN.length(); l++) {
            for (int p = 0; p < 2; p++) {
                Tensor actual = gradient.of(l).get(p);
                for (int i = 0; i < actual.rows(); i++) {
                    for (int j = 0; j < actual.columns(); j++) {
                        double slope =
                                (lossNudged(network, l, p, i, j, NUDGE) - lossNudged(network, l, p, i, j, -NUDGE))
                                        / (2 * NUDGE);
                        String where = "layer " + l + ", parameter " + p + " [" + i + ", " + j + "]";
                        assertEquals(arrived[l] * slope, actual.get(i, j), ROUNDING, where);
                    }
                }
            }
        }
    }

    private static double loss(Network network) {
        return lossNudged(network, -1, 0, 0, 0, 0);
    }

    /** The mean loss in float64, with one element of a parameter moved. */
    private static double lossNudged(Network network, int layer, int parameter, int row, int column, double by) {
        double sum = 0;
        for (int s = 0; s < BATCH; s++) {
            double[] x = row(network.inputs(), s);
            for (int l = 0; l < CHAIN.length(); l++) {
                double[][] w = matrix(network.parameters().of(l).get(0));
                double[][] b = matrix(network.parameters().of(l).get(1));
                if (l == layer) {
                    (parameter == 0 ? w : b)[row][column] += by;
                }
                x = value(l, w, b[0], x);
            }
            double[] target = row(network.targets(), s);
            for (int j = 0; j < x.length; j++) {
                sum += (target[j] - x[j]) * (target[j] - x[j]) / 2;
            }
        }
        return sum / BATCH;
    }

    private static double[] value(int layer, double[][] w, double[] b, double[] x) {
        double[] y = new double[b.length];
        for (int j = 0; j < y.length; j++) {
            if (CHAIN.function(layer) instanceof DiagonalLayer) {
                y[j] = DiagonalLayer.phi(w[0][j] * x[j] + b[j]);
            } else {
                double u = b[j];
                for (int k = 0; k < x.length; k++) {
                    u += w[j][k] * x[k];
                }
                y[j] = layer == 0 ? Math.tanh(u) : u;
            }
        }
        return y;
    }

    private static double[][] matrix(Tensor tensor) {
        double[][] matrix = new double[tensor.rows()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = row(tensor, i);
        }
        return matrix;
    }

    private static double[] row(Tensor tensor, int row) {
        double[] values = new double[tensor.columns()];
        for (int j = 0; j < values.length; j++) {
            values[j] = tensor.get(row, j);
        }
        return values;
    }
}
