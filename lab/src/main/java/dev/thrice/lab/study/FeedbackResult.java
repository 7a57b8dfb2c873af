package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import dev.thrice.engine.chain.Feedback;
import java.util.List;

/**
 * What came of one training.
 *
 * @param contender backpropagation or FPA-PC
 * @param feedback what brought errors back
 * @param hiddenLayers of the network
 * @param seed of parameters and order
 * @param test accuracy in the end
 * @param distances between feedback and forward weights, where they are to come together; else none
 * @param divergence why it ended early; empty if it did not
 */
record FeedbackResult(
        StudiedAlgorithm contender,
        Feedback feedback,
        int hiddenLayers,
        long seed,
        double test,
        List<Distance> distances,
        String divergence)
        implements DepthCurve.Trained {
    FeedbackResult {
        Expect.atLeast("hidden layers", hiddenLayers, 1);
        Expect.share("test accuracy", test);
        Expect.that(
                distances.isEmpty() == (feedback != Feedback.KOLEN_POLLACK),
                "distances of " + name(feedback) + " feedback",
                distances.size(),
                feedback == Feedback.KOLEN_POLLACK ? "at least 1" : "none");
    }

    /**
     * How far apart the weights are.
     *
     * @param step t, training steps taken
     * @param share ||B - W^T|| of all layers together, over what it was before the first
     */
    record Distance(int step, double share) {
        Distance {
            Expect.atLeast("step", step, 0);
            Expect.notBelow0("distance", share);
        }
    }

    String name() {
        return contender + ", " + name(feedback) + ", hidden " + hiddenLayers + ", seed " + seed;
    }

    static String name(Feedback feedback) {
        return switch (feedback) {
            case SYMMETRIC -> "symmetric";
            case FIXED -> "fixed random";
            case KOLEN_POLLACK -> "Kolen-Pollack";
        };
    }
}
