package dev.thrice.lab.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.figures.CellResult.Agreement;
import dev.thrice.lab.figures.CellResult.EnergyPath;
import dev.thrice.lab.figures.CellResult.ResidualPoint;
import dev.thrice.learn.data.Minibatches;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {
    private static final int BATCH = 16;

    @Test
    void thePredictionIsTheFormula() {
        // L = 3, gamma = 1/2, t = 2: a(2, 2) = 1/4, a(1, 2) = 3/4, a(0, 2) = 1
        Alignment alignment = Alignment.predicted(List.of(1., 4., 9.), 2, .5);
        assertEquals(List.of(1., 1., 1.), alignment.layers());
        assertEquals(1, alignment.mean());
        double expected = (.25 * 1 + .75 * 4 + 9) / Math.sqrt((.0625 * 1 + .5625 * 4 + 9) * 14);
        assertEquals(expected, alignment.whole(), 1e-12);
        // one step: nothing at the lowest layer
        assertEquals(
                List.of(0., 1., 1.),
                Alignment.predicted(List.of(1., 4., 9.), 1, .5).layers());
    }

    @Test
    void theDifferenceIsTheLargestOfAll() {
        Alignment one = new Alignment(List.of(1., 1.), 1, .9);
        assertEquals(.5, one.difference(new Alignment(List.of(1., .5), .75, .9)));
        assertTrue(Double.isNaN(one.difference(new Alignment(List.of(Double.NaN, 1.), Double.NaN, .9))));
    }

    /** The whole of figure 3's claim, at every point of a small grid. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9})
    void literalInferenceIsWhatTheArrivalLawPredicts(int hiddenLayers) {
        try (Network network = network(hiddenLayers)) {
            Minibatch batch = new Minibatch(network);
            for (float stepSize : new float[] {1f, .5f, .1f, .05f}) {
                for (StepCount count : StepCount.of(hiddenLayers + 1)) {
                    Agreement agreement = batch.agreement(stepSize, count.steps());
                    String where = hiddenLayers + " hidden layers, " + stepSize + ", " + count;
                    assertTrue(agreement.difference() <= 1e-4, () -> where + ": " + agreement);
                    assertTrue(agreement.closedFormError() <= 1e-5, () -> where + ": " + agreement);
                }
            }
        }
    }

    /** The same where errors come along several paths: measured by literal inference, predicted by inferences of whole paths. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5, 9})
    void literalInferenceOnAResidualNetworkIsWhatPathsPredict(int hiddenLayers) {
        try (Network network = network(hiddenLayers)) {
            List<ResidualPoint> points = ResidualProbe.of(new Minibatch(network), List.of(1f, .5f, .1f));
            assertEquals(3 * StepCount.of(hiddenLayers + 1).size(), points.size());
            for (ResidualPoint point : points) {
                assertTrue(point.difference() <= 1e-4, point::toString);
                if (point.stepSize() == 1f && point.steps() >= hiddenLayers) {
                    point.measured().layers().forEach(cosine -> assertEquals(1, cosine, 1e-9));
                    assertEquals(1, point.measured().whole(), 1e-9);
                }
            }
            assertEquals(List.of(), ResidualProbe.points(List.of(1f), 2), "no block to skip");
            boolean wrong = points.stream()
                    .filter(point -> point.stepSize() == 1f && point.steps() < hiddenLayers)
                    .flatMap(point -> point.measured().layers().stream())
                    .anyMatch(cosine -> cosine > 0 && cosine < .99);
            assertTrue(wrong, "the early part of a direction");
        }
    }

    /** The energy is held against that of the engine's own errors, the direction against the algorithm that descends it. */
    @Test
    void vpcDescendsTheFreeEnergyAndFpaDoesNot() {
        try (Network network = network(4)) {
            Minibatch batch = new Minibatch(network);
            VariationalPc vpc = new VariationalPc(12, .1f);
            EnergyPath path = batch.energyPath("VPC", vpc);
            Engine engine = new Engine(network, vpc, new Sequential());
            engine.errors(t -> assertEquals(1, path.energies().get(t) / freeEnergy(engine), 1e-5, "at step " + t));
            assertEquals(vpc.inferenceSteps(), engine.stepsTaken());
            path.cosines().forEach(cosine -> assertEquals(1, cosine, 1e-4));
            EnergyPath fpa = batch.energyPath("FPA", new FixedPrediction(12, .1f));
            assertTrue(fpa.cosines().stream().anyMatch(cosine -> cosine < .99), fpa::toString);
        }
    }

    /** The loss of the output's prediction, and 1/2 ||e_l||^2 of the nodes below. */
    private static double freeEnergy(Engine engine) {
        Network network = engine.network();
        int length = network.chain().length();
        double energy = network.loss(engine.nodes().prediction(length));
        for (int l = 1; l < length; l++) {
            energy += network.kernels().sumOfSquares(engine.error(l)) / 2;
        }
        return energy;
    }

    @Test
    void comparisonsLeaveTheNetworkAsItIs() {
        try (Network network = network(2)) {
            float[] before = network.parameters().weight(1).toArray();
            new Minibatch(network).agreement(.5f, 3);
            assertEquals(
                    List.of(before[0], before[7]),
                    List.of(
                            network.parameters().weight(1).toArray()[0],
                            network.parameters().weight(1).toArray()[7]));
        }
    }

    private static Network network(int hiddenLayers) {
        Network network =
                new Network(Chain.multilayerPerceptron(784, hiddenLayers, 12, 10), BATCH, Kernels.select("scalar"), 7);
        try (Arena arena = Arena.ofConfined()) {
            new Minibatches(SyntheticDigits.generate(BATCH, 1, arena), BATCH, Minibatches.LastBatch.DROP, 1)
                    .next(network.inputs(), network.labels());
        }
        return network;
    }
}
