package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.engine.optimizer.WeightDecay;
import dev.thrice.kernels.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackTest {
    private static final int LENGTH = 5;
    private static final LearningAlgorithm[] ALGORITHMS = {
        new Backpropagation(), new Backpropagation(true, LossReduction.SUM), new FixedPrediction(6, .5f)
    };
    private static final Optimizer[] OPTIMIZERS = {
        new Sgd(LearningRates.all(.05f)), new Momentum(LearningRates.all(.05f), .9f), new Adam(LearningRates.all(.01f))
    };

    private static Network network(Feedback feedback) {
        return Networks.fed(Chain.multilayerPerceptron(9, LENGTH - 1, 7, 4).with(feedback), 6, 3);
    }

    /** e_l = B_l^T (...) e_(l+1) instead of W_l^T, and under FPA a(L - l, t) of it: the arrival law asks for no symmetry. */
    @ParameterizedTest
    @EnumSource(Feedback.class)
    void errorsComeBackThroughTheFeedback(Feedback feedback) {
        for (LearningAlgorithm algorithm : ALGORITHMS) {
            try (Network network = network(feedback)) {
                Engine engine = Networks.engine(network, algorithm);
                engine.gradients();
                Reference reference = new Reference(network);
                Reference.State[] states = new Reference.State[6];
                Arrays.setAll(states, reference::backpropagated);
                for (int l = 1; l <= LENGTH; l++) {
                    double arrived = algorithm instanceof FixedPrediction ? ArrivalLaw.arrived(LENGTH - l, 6, .5) : 1;
                    double[][] gradient = Reference.ofWeights(reference.meanGradient(states, l - 1, arrived));
                    Vectors.assertClose(gradient, engine.gradient().weight(l - 1), 1e-5, algorithm + " layer " + l);
                }
            }
        }
    }

    @Test
    void fixedFeedbackStaysWhereItWas() {
        for (Optimizer optimizer : OPTIMIZERS) {
            try (Network network = network(Feedback.FIXED)) {
                float[] before = feedback(network, 2).toArray();
                float[] weights = network.parameters().weight(2).toArray();
                TrainingStep step = new TrainingStep(
                        Networks.engine(network, new Backpropagation()), new WeightDecay(optimizer, .01f));
                for (int i = 0; i < 5; i++) {
                    step.run();
                }
                assertArrayEquals(before, feedback(network, 2).toArray());
                assertTrue(difference(weights, network.parameters().weight(2).toArray()) > 0);
            }
        }
    }

    /**
     * B - W = (1 - lambda)^t (B_0 - W_0), element by element, up to what each step rounds of the two: half an ulp when they
     * decay and half an ulp when they are updated.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void kolenPollackBringsFeedbackAndWeightsTogetherAsTheLawSays(int which) {
        float decay = 0x1p-5f;
        for (LearningAlgorithm algorithm : ALGORITHMS) {
            try (Network network = network(Feedback.KOLEN_POLLACK)) {
                double[][][] first = new double[LENGTH][][];
                for (int l = 1; l < LENGTH; l++) {
                    first[l] = apart(network, l);
                }
                TrainingStep step = new TrainingStep(
                        Networks.engine(network, algorithm), new WeightDecay(OPTIMIZERS[which], decay));
                for (int t = 1; t <= 100; t++) {
                    step.run();
                    for (int l = 1; l < LENGTH; l++) {
                        double[][] now = apart(network, l);
                        for (int i = 0; i < now.length; i++) {
                            for (int j = 0; j < now[i].length; j++) {
                                // 4 roundings a step of values below 2, and those of earlier steps decay too
                                double rounding = 2 * 2 * 0x1p-23 / decay;
                                assertEquals(Math.pow(1 - decay, t) * first[l][i][j], now[i][j], rounding);
                            }
                        }
                    }
                }
            }
        }
    }

    /** Feedback alignment trains a shallow network. */
    @ParameterizedTest
    @EnumSource(Feedback.class)
    void aShallowNetworkLearns(Feedback feedback) {
        try (Network network =
                Networks.fed(Chain.multilayerPerceptron(10, 2, 20, 4).with(feedback), 16, 9)) {
            TrainingStep step = new TrainingStep(Networks.engine(network, new Backpropagation()), OPTIMIZERS[1]);
            double first = step.run();
            double last = first;
            for (int i = 0; i < 200; i++) {
                last = step.run();
            }
            assertTrue(last < first / 4, first + " -> " + last);
        }
    }

    @Test
    void aFinerChainHasTheSameFeedback() {
        Chain chain =
                Chain.multilayerPerceptron(9, 2, 7, 4).with(Feedback.FIXED).split();
        assertEquals(Feedback.SYMMETRIC, ((DenseLayer) chain.function(0)).feedback());
        assertEquals(Feedback.FIXED, ((DenseLayer) chain.function(2)).feedback());
    }

    @Test
    void badNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new WeightDecay(OPTIMIZERS[0], 1f));
        assertThrows(IllegalArgumentException.class, () -> new WeightDecay(OPTIMIZERS[0], -.1f));
    }

    private static Tensor feedback(Network network, int layer) {
        return network.parameters().get(layer, DenseLayer.FEEDBACK);
    }

    private static double[][] apart(Network network, int layer) {
        double[][] difference = Reference.matrix(feedback(network, layer));
        double[][] weights = Reference.matrix(network.parameters().weight(layer));
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights[i].length; j++) {
                difference[i][j] -= weights[i][j];
            }
        }
        return difference;
    }

    private static double difference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }
}
