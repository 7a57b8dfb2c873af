package dev.thrice.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.thrice.lab.peers.Peer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Skipped, with the reason, where the library does not load. */
class PredictionsTest {
    private static final float[] SAMPLE = {.5f, -1, 2};
    private static final float[] HIDDEN = {.1f, .2f, .3f, -.4f, .5f, -.6f};
    private static final float[] HIDDEN_BIASES = {.25f, -.5f};
    private static final float[] LAST = {1, 2, -3, 4, .5f, -.25f};
    private static final float[] LAST_BIASES = {.125f, -1, 2};

    @Test
    void onnxRuntimeHasTheOutputsOfTheModelThatItIsGiven() {
        check(new OnnxRuntime());
    }

    @Test
    void djlHasTheOutputsOfTheNetworkThatItIsGiven() {
        check(new Djl());
    }

    private static void check(Peer peer) {
        Optional<String> reason = peer.unavailable();
        assumeTrue(reason.isEmpty(), () -> peer.name() + ": " + reason.orElseThrow());
        Peer.Prediction prediction = peer.prediction(
                        List.of(3, 2, 3), List.of(HIDDEN, HIDDEN_BIASES, LAST, LAST_BIASES), SAMPLE)
                .orElseThrow();
        prediction.run();
        prediction.run();

        double first = Math.tanh(.1 * .5 - .2 + .3 * 2 + .25);
        double second = Math.tanh(-.4 * .5 - .5 - .6 * 2 - .5);
        float[] expected = {
            (float) (first + 2 * second + .125),
            (float) (-3 * first + 4 * second - 1),
            (float) (.5 * first - .25 * second + 2)
        };
        assertArrayEquals(expected, prediction.result(), 1e-5f);
        assertEquals(2, prediction.answer());
    }
}
