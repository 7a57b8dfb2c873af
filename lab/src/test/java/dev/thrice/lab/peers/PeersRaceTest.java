package dev.thrice.lab.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.UserError;
import dev.thrice.kernels.Kernels;
import dev.thrice.measure.Timed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeersRaceTest {
    private static final NetworkShape SHAPE = NetworkShape.perceptron(2, 3);

    /** Plain loops in double precision; with a factor on the gradients, right if it is 1. */
    private record PlainLoops(double factor) implements Peer {
        @Override
        public String name() {
            return "plain loops";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public Optional<String> description() {
            return Optional.of("double precision");
        }

        @Override
        public Optional<Task> trainingStep(
                List<Integer> widths,
                List<float[]> parameters,
                float[] inputs,
                int[] labels,
                float learningRate,
                float momentum) {
            return Optional.of(new PlainStep(widths, parameters, inputs, labels, learningRate, momentum, factor));
        }

        @Override
        public Optional<Prediction> prediction(List<Integer> widths, List<float[]> parameters, float[] sample) {
            return Optional.of(new PlainPrediction(widths, parameters, sample, factor));
        }
    }

    /** In double precision; with a factor on the hidden nodes. An answer is one off where the factor is negative. */
    private static final class PlainPrediction implements Peer.Prediction {
        private final PlainStep network;
        private final float[] sample;
        private final double factor;
        private double[] outputs;

        PlainPrediction(List<Integer> widths, List<float[]> parameters, float[] sample, double factor) {
            network = new PlainStep(widths, parameters, sample, new int[0], 0f, 0f, 1);
            this.sample = sample;
            this.factor = factor;
        }

        @Override
        public void run() {
            outputs = network.outputs(sample, Math.abs(factor));
        }

        @Override
        public int answer() {
            int largest = 0;
            for (int j = 0; j < outputs.length; j++) {
                largest = outputs[j] > outputs[largest] ? j : largest;
            }
            return factor < 0 ? (largest + 1) % outputs.length : largest;
        }

        @Override
        public float[] result() {
            float[] result = new float[outputs.length];
            for (int j = 0; j < outputs.length; j++) {
                result[j] = (float) outputs[j];
            }
            return result;
        }
    }

    @Test
    void aPeerThatComesToTheSameOutputsIsTimed() {
        assertEquals(
                List.of("scalar", "simd", "plain loops"),
                predicting(new PlainLoops(1)).stream().map(Timed::name).toList());
    }

    @Test
    void aPeerWithOtherOutputsOrAnotherClassIsRefused() {
        UserError refused = assertThrows(UserError.class, () -> predicting(new PlainLoops(1.01)));
        assertTrue(
                refused.getMessage().startsWith("prediction of 784 - 64 x 2 - 10, batch 3 by plain loops: element "));
        refused = assertThrows(UserError.class, () -> predicting(new PlainLoops(-1)));
        assertTrue(refused.getMessage().startsWith("prediction of 784 - 64 x 2 - 10, batch 3 by plain loops: class "));
    }

    private static List<Timed> predicting(Peer peer) {
        List<String> providers = List.of("scalar", "simd");
        List<ThricePrediction> own = providers.stream()
                .map(provider -> new ThricePrediction(SHAPE, Kernels.select(provider), 1))
                .toList();
        try {
            return new PeersRace(providers, List.of(peer), List.of("predict"), 1, 1).predicting(SHAPE, own);
        } finally {
            own.forEach(ThricePrediction::close);
        }
    }

    @Test
    void aPeerThatGoesTheSameWayIsTimed() {
        List<Timed> contenders = contenders(new PlainLoops(1));

        assertEquals(
                List.of("scalar", "simd", "plain loops"),
                contenders.stream().map(Timed::name).toList());
    }

    @Test
    void aPeerWithOtherGradientsIsRefused() {
        UserError refused = assertThrows(UserError.class, () -> contenders(new PlainLoops(1.1)));

        assertTrue(refused.getMessage().startsWith("784 - 64 x 2 - 10, batch 3 by plain loops: element "));
    }

    @Test
    void whatRanIsToldOfProvidersAndPeers() {
        List<String> kernels =
                new PeersRace(List.of("scalar"), List.of(new PlainLoops(1)), List.of("step"), 1, 1).kernels();

        assertEquals(2, kernels.size(), kernels.toString());
        assertTrue(kernels.getFirst().startsWith("scalar: "), kernels.toString());
        assertEquals("plain loops: double precision", kernels.getLast());
    }

    @Test
    void setsAreChosenByTheBeginningOfTheirNames() {
        assertEquals(NetworkShape.OF_STEPS, PeersRace.trainingSteps(List.of("st")));
        assertEquals(NetworkShape.OF_STEPS.size() + 6, PeersRace.tasks(List.of("step", "layer")));
        assertEquals(NetworkShape.OF_STEPS.size() + 2 * 6, PeersRace.steps(List.of("step", "layer")));
        assertEquals(0, PeersRace.tasks(List.of("steps")));
    }

    private static List<Timed> contenders(Peer peer) {
        List<String> providers = List.of("scalar", "simd");
        List<ThriceStep> own = providers.stream()
                .map(provider -> new ThriceStep(SHAPE, Kernels.select(provider), 1))
                .toList();
        try {
            return new PeersRace(providers, List.of(peer), List.of("step"), 1, 1).contenders(SHAPE, own);
        } finally {
            own.forEach(ThriceStep::close);
        }
    }
}
