package dev.thrice.learn.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Precisions;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generative predictive coding of images: the label predicts the image, and is inferred from it. */
class GenerativeDigitsTest {
    private static final int CLASSES = 10;

    /** Of the image's 784 pixels, so that they do not outweigh label and latents. */
    private static final float PIXEL_PRECISION = .02f;

    /** Trained on labels' images, it tells three times as many labels of images that it has not seen as chance would. */
    @Test
    void labelsOfDigitsAreInferred() {
        int hidden = 32;
        int batch = 50;
        List<ElementaryFunction> generator = List.of(
                new DenseLayer(CLASSES, hidden, Activation.TANH), new DenseLayer(hidden, 784, Activation.IDENTITY));
        List<ElementaryFunction> recognizer = new ArrayList<>(generator);
        recognizer.addFirst(new DenseLayer(1, CLASSES, Activation.IDENTITY));
        try (Arena arena = Arena.ofConfined();
                Network learner = new Network(new Chain(generator, Loss.SQUARED_ERROR), batch, Kernels.select(), 1);
                Network reader = new Network(new Chain(recognizer, Loss.SQUARED_ERROR), batch, Kernels.select(), 1)) {
            Dataset data = SyntheticDigits.generate(1200, 5, arena);
            VariationalPc learning = new VariationalPc(10, .02f).with(Precisions.each(1f, PIXEL_PRECISION));
            TrainingStep step = new TrainingStep(
                    new Engine(learner, learning, new Sequential()), new Adam(LearningRates.all(.003f)));
            for (int epoch = 0; epoch < 6; epoch++) {
                for (int first = 0; first < 1000; first += batch) {
                    for (int i = 0; i < batch; i++) {
                        int example = first + i;
                        learner.inputs().rows(i, 1).fill(0f);
                        learner.inputs().set(i, data.label(example), 1f);
                        fillImage(data, example, learner.targets(), i);
                    }
                    step.run();
                }
            }
            setPrior(reader, 1f / CLASSES);
            for (int l = 0; l < 2; l++) {
                for (int p = 0; p < 2; p++) {
                    Tensor learned = learner.parameters().of(l).get(p);
                    reader.parameters().of(l + 1).get(p).copyFrom(learned);
                }
            }
            Precisions precisions = Precisions.each(PIXEL_PRECISION, 1f, PIXEL_PRECISION);
            Engine inference = new Engine(reader, new VariationalPc(100, .3f).with(precisions), new Sequential());
            int right = 0;
            for (int first = 1000; first < 1200; first += batch) {
                for (int i = 0; i < batch; i++) {
                    fillImage(data, first + i, reader.targets(), i);
                }
                inference.errors();
                for (int i = 0; i < batch; i++) {
                    right += largest(inference.nodes().value(1), i) == data.label(first + i) ? 1 : 0;
                }
            }
            assertTrue(right > 60, right + " of 200 right, and 20 by chance");
        }
    }

    /** Makes f_0 the prior: whatever the input, it predicts the mean. */
    private static void setPrior(Network network, float mean) {
        network.parameters().weight(0).fill(0f);
        network.parameters().bias(0).fill(mean);
    }

    private static void fillImage(Dataset data, int example, Tensor images, int row) {
        for (int j = 0; j < data.features(); j++) {
            images.set(row, j, data.feature(example, j));
        }
    }

    private static int largest(Tensor values, int row) {
        int best = 0;
        for (int j = 1; j < values.columns(); j++) {
            best = values.get(row, j) > values.get(row, best) ? j : best;
        }
        return best;
    }
}
