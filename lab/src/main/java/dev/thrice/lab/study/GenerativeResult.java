package dev.thrice.lab.study;

import dev.thrice.command.output.Expect;
import java.util.List;

/**
 * What came of one training.
 *
 * @param model that was trained
 * @param seed of parameters and order
 * @param test accuracy after each pass over the images
 * @param divergence why it ended early; empty if it did not
 */
record GenerativeResult(Model model, long seed, List<Double> test, String divergence) {
    GenerativeResult {
        Expect.that(!test.isEmpty(), "test accuracies", 0, "at least 1");
        test.forEach(accuracy -> Expect.share("test accuracy", accuracy));
    }

    /** What tells digits. */
    enum Model {
        /** A network that predicts the image from the label, which is then inferred. */
        GENERATIVE("generative PC"),
        /** A network of the same layers the other way round, from the image to the label. */
        DISCRIMINATIVE("backprop, image to label");

        private final String text;

        Model(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    double last() {
        return test.getLast();
    }
}
