package dev.thrice.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Augmentation;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Once compiled, neither predictions nor the steps of a training allocate. By scalar kernels: whether C2 keeps vectors of the others in
 * registers is for their own tests.
 */
class AllocationTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final int RUNS = 50;
    private static final Kernels SCALAR = Kernels.select("scalar");

    @Test
    void noPredictionAllocates() {
        Split data = Problems.spiral(20, 1).split(.5, 1).standardized();
        try (TensorArena arena = TensorArena.open();
                Model model = Model.of(Chain.multilayerPerceptron(2, 2, 8, 3), 1, SCALAR)) {
            model.trainer(new Backpropagation(), new Adam(.01f)).batch(8).fit(data.train(), 1);
            float[] sample = {1, 2};
            float[] probabilities = new float[3];
            Tensor samples = Tensor.allocate(arena, 5, 2);
            Tensor found = Tensor.allocate(arena, 5, 3);
            int[] answers = new int[5];
            try (Predictor one = model.predictor();
                    Predictor some = model.predictor(3)) {
                assertEquals(0, least(() -> {
                    one.classify(sample);
                    one.probabilities(sample, probabilities);
                    some.classify(samples, answers);
                    some.probabilities(samples, found);
                }));
            }
        }
    }

    /** Both loaded with the same feed that a fit uses, scaled on the way. */
    @Test
    void noStepOfATrainingAllocates() {
        Dataset values = Problems.linear(64, 1);
        Split classes = Problems.spiral(20, 1).split(.5, 1);
        try (Model classifier = Model.of(Chain.multilayerPerceptron(2, 2, 8, 3), 1, SCALAR);
                Model regression = Model.of(
                        new Chain(List.of(new DenseLayer(3, 2, Activation.TANH)), Loss.SQUARED_ERROR), 1, SCALAR)) {
            classifier
                    .trainer(new Backpropagation(), new Adam(.01f))
                    .batch(8)
                    .fit(classes.standardized().train(), 1);
            assertEquals(0, leastOfSteps(classifier, classes.train(), Augmentation.NONE));
            assertEquals(0, leastOfSteps(regression, values, Augmentation.NONE));
        }
    }

    @Test
    void noAugmentationAllocates() {
        try (Arena arena = Arena.ofConfined();
                Model model = Model.of(Chain.multilayerPerceptron(784, 1, 4, 10), 1, SCALAR)) {
            Dataset digits = SyntheticDigits.generate(32, 1, arena);
            assertEquals(0, leastOfSteps(model, digits, new Augmentation(2, true)));
        }
    }

    /** Bytes from the second to the last step of an epoch: epochs until that is nothing, or the least of many. */
    private static long leastOfSteps(Model model, Dataset data, Augmentation augmentation) {
        int steps = data.count() / 4;
        long[] before = {0};
        long[] least = {Long.MAX_VALUE};
        long end = System.nanoTime() + PATIENCE_NANOS;
        Trainer trainer = model.trainer(new Backpropagation(), new Adam(.01f, Schedule.cosine(100_000)))
                .batch(4)
                .augmentation(augmentation);
        trainer.fit(data, 100_000, new Callback() {
            @Override
            public void afterEpoch(Epoch epoch) {
                if (least[0] == 0 || System.nanoTime() > end) {
                    epoch.stop();
                }
            }

            @Override
            public void afterStep(int step, double loss) {
                if (step == 2) {
                    before[0] = allocated();
                } else if (step == steps) {
                    least[0] = Math.min(least[0], allocated() - before[0]);
                }
            }
        });
        return least[0];
    }

    /** What the counter sees when there is something to see. */
    @Test
    void anAllocationIsSeen() {
        byte[][] kept = new byte[1][];
        assertTrue(least(() -> kept[0] = new byte[16], 1_000_000_000L) >= 16 * RUNS);
    }

    private static long least(Runnable body) {
        return least(body, PATIENCE_NANOS);
    }

    private static long least(Runnable body, long patience) {
        long end = System.nanoTime() + patience;
        long least = Long.MAX_VALUE;
        while (least > 0 && System.nanoTime() < end) {
            long before = allocated();
            for (int i = 0; i < RUNS; i++) {
                body.run();
            }
            least = Math.min(least, allocated() - before);
        }
        return least;
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }
}
