package dev.thrice.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.learn.data.Dataset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of networks whose outputs are known, against numbers worked out by hand. */
class MetricsTest {
    /** The scores are the features: the answers are 0, 1, 2, 2, 0. */
    @Test
    void ofClasses() {
        Dataset data = Dataset.of(
                new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}, {1, 0, 0}}, new int[] {0, 1, 2, 1, 0});
        try (Model model = Model.of(
                new Chain(List.of(new DenseLayer(3, 3, Activation.LOG_SOFTMAX)), Loss.NEGATIVE_LOG_LIKELIHOOD), 1)) {
            model.parameters().weight(0).copyFrom(1, 0, 0, 0, 1, 0, 0, 0, 1);
            model.parameters().bias(0).fill(0f);
            Metrics metrics = model.evaluate(data);
            assertEquals(5, metrics.samples());
            assertEquals(.8, metrics.accuracy());
            assertArrayEquals(new int[][] {{2, 0, 0}, {0, 1, 1}, {0, 0, 1}}, metrics.confusion());
            double right = Math.log(Math.E + 2) - 1;
            assertEquals((4 * right + right + 1) / 5, metrics.loss(), 1e-6);
            assertEquals("loss 0.7514, accuracy 80.00 %", metrics.toString());
            assertEquals(
                    "metrics: no R^2 of classes, expected values",
                    assertThrows(IllegalStateException.class, metrics::r2).getMessage());
            // by batches of two, of which the last is half full
            try (Network network = new Network(model.chain(), 2, model.kernels(), model.parameters())) {
                Evaluator evaluator = new Evaluator(network);
                assertArrayEquals(
                        metrics.confusion(), evaluator.evaluate("test", data).confusion());
                assertEquals(.8, evaluator.accuracy(data));
                model.parameters().weight(0).set(1, 2, Float.NaN);
                assertEquals(0, evaluator.accuracy(data));
            }
        }
    }

    /** Predictions 0, 2, 4 and 0 for targets 1, 2, 3 and -1: errors 1, 0, -1 and -1; and a second value that is always right. */
    @Test
    void ofValues() {
        Dataset data = Dataset.of(new float[][] {{0}, {2}, {4}, {0}}, new float[][] {{1, 0}, {2, 2}, {3, 4}, {-1, 0}});
        Chain chain = new Chain(List.of(new DenseLayer(1, 2, Activation.IDENTITY)), Loss.SQUARED_ERROR);
        try (Model model = Model.of(chain, 1, Kernels.select("scalar"))) {
            model.parameters().weight(0).fill(1f);
            model.parameters().bias(0).fill(0f);
            Metrics metrics = model.evaluate(data);
            assertEquals(3 / 8., metrics.meanSquaredError());
            assertEquals(3 / 8., metrics.meanAbsoluteError());
            assertEquals(3 / 8., metrics.loss()); // half the squared distance, of four samples
            double spread = .25 * .25 + .75 * .75 + 1.75 * 1.75 + 2.25 * 2.25; // about the mean 1.25
            assertEquals((1 - 3 / spread + 1) / 2, metrics.r2(), 1e-12);
            assertTrue(metrics.toString().startsWith("loss 0.3750, MSE 0.3750, MAE 0.3750, R^2 0."), metrics::toString);
            assertEquals(
                    "metrics: no accuracy of values, expected classes",
                    assertThrows(IllegalStateException.class, metrics::accuracy).getMessage());
            Dataset constant = Dataset.of(new float[][] {{0}, {2}}, new float[][] {{1, 1}, {1, 1}});
            assertEquals(Double.NaN, model.evaluate(constant).r2());
        }
    }
}
