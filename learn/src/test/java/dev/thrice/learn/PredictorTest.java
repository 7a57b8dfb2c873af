package dev.thrice.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.DivergenceException;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PredictorTest {
    private static final Chain CHAIN = Chain.multilayerPerceptron(4, 2, 8, 3);

    /** Against the definition, in float64. */
    @Test
    void probabilitiesAreTheNetworks() {
        float[] sample = {.5f, -1, 2, .25f};
        try (Model model = Model.of(CHAIN, 5);
                Predictor predictor = model.predictor()) {
            double[] expected = probabilities(model, sample);
            float[] found = predictor.probabilities(sample, new float[3]);
            int best = 0;
            double sum = 0;
            for (int j = 0; j < 3; j++) {
                assertEquals(expected[j], found[j], 1e-6);
                sum += found[j];
                best = expected[j] > expected[best] ? j : best;
            }
            assertEquals(1, sum, 1e-6);
            assertEquals(best, predictor.classify(sample));
            assertEquals(1, predictor.batch());
        }
    }

    private static double[] probabilities(Model model, float[] sample) {
        double[] x = {sample[0], sample[1], sample[2], sample[3]};
        for (int l = 0; l < model.chain().length(); l++) {
            double[] y = new double[model.chain().width(l + 1)];
            for (int i = 0; i < y.length; i++) {
                y[i] = model.parameters().bias(l).get(0, i);
                for (int j = 0; j < x.length; j++) {
                    y[i] += model.parameters().weight(l).get(i, j) * x[j];
                }
                y[i] = l + 1 < model.chain().length() ? Math.tanh(y[i]) : Math.exp(y[i]);
            }
            x = y;
        }
        double sum = x[0] + x[1] + x[2];
        return new double[] {x[0] / sum, x[1] / sum, x[2] / sum};
    }

    /** Seven rows by plans of one, three and seven, by tensors and one by one. */
    @Test
    void anyNumberOfRowsIsAskedAtOnce() {
        try (TensorArena arena = TensorArena.open();
                Model model = Model.of(CHAIN, 5, Kernels.select("scalar"));
                Predictor single = model.predictor()) {
            Tensor samples = Tensor.allocate(arena, 7, 4);
            for (int i = 0; i < 7; i++) {
                for (int j = 0; j < 4; j++) {
                    samples.set(i, j, (float) Math.sin(10 * i + 3 * j));
                }
            }
            for (int batch : new int[] {1, 3, 7, 9}) {
                try (Predictor predictor = model.predictor(batch)) {
                    Tensor found = Tensor.allocate(arena, 7, 3);
                    predictor.probabilities(samples, found);
                    int[] answers = new int[7];
                    predictor.classify(samples, answers);
                    for (int i = 0; i < 7; i++) {
                        float[] sample = samples.rows(i, 1).toArray();
                        assertArrayEquals(
                                single.probabilities(sample, new float[3]),
                                found.rows(i, 1).toArray());
                        assertEquals(single.classify(sample), answers[i]);
                        assertEquals(answers[i], predictor.classify(sample));
                    }
                }
            }
        }
    }

    @Test
    void valuesOfARegression() {
        try (TensorArena arena = TensorArena.open();
                Model model = regression();
                Predictor predictor = model.predictor(2)) {
            model.parameters().weight(0).copyFrom(2, -1);
            model.parameters().bias(0).set(0, 0, .5f);
            assertArrayEquals(new float[] {2 * 3 - 4 + .5f}, predictor.predict(new float[] {3, 4}, new float[1]));
            Tensor values = Tensor.allocate(arena, 3, 1);
            predictor.predict(Tensor.allocate(arena, 3, 2).copyFrom(1, 0, 0, 1, 1, 1), values);
            assertArrayEquals(new float[] {2.5f, -.5f, 1.5f}, values.toArray());
            assertEquals(
                    "predictor: classify of model 2 - 1, which has values, expected predict",
                    message(IllegalStateException.class, () -> predictor.classify(1, 2)));
        }
    }

    @Test
    void isAskedWithNumbersAsTheyAre() {
        Split split = Problems.spiral(40, 1).split(.75, 1);
        Split scaled = split.standardized();
        try (TensorArena arena = TensorArena.open();
                Model model = Model.of(Chain.multilayerPerceptron(2, 1, 8, 3), 1)) {
            model.trainer(new Backpropagation(), new Sgd(.5f)).fit(scaled.train(), 5);
            try (Predictor predictor = model.predictor()) {
                int[] answers = new int[split.test().count()];
                int[] right = new int[1];
                Tensor samples = Tensor.allocate(arena, answers.length, 2);
                for (int i = 0; i < answers.length; i++) {
                    float[] sample = {split.test().feature(i, 0), split.test().feature(i, 1)};
                    samples.rows(i, 1).copyFrom(sample);
                    right[0] += predictor.classify(sample) == split.test().label(i) ? 1 : 0;
                }
                predictor.classify(samples, answers);
                assertEquals(Math.round(model.evaluate(scaled.test()).accuracy() * answers.length), right[0]);
                for (int i = 0; i < answers.length; i++) {
                    assertEquals(predictor.classify(samples.rows(i, 1).toArray()), answers[i]);
                }
            }
        }
    }

    @Test
    void scalesAsTheModelDoesThatHasLearnedSince() {
        Split scaled = Problems.spiral(40, 1).split(.75, 1).standardized();
        float[] sample = {.3f, -.2f};
        try (Model model = Model.of(Chain.multilayerPerceptron(2, 1, 8, 3), 1);
                Predictor before = model.predictor()) {
            model.trainer(new Backpropagation(), new Sgd(.5f)).fit(scaled.train(), 5);
            try (Predictor after = model.predictor()) {
                assertArrayEquals(
                        after.probabilities(sample, new float[3]), before.probabilities(sample, new float[3]));
            }
        }
    }

    @Test
    void whatDoesNotFitOrIsNotFiniteIsNamed() {
        try (TensorArena arena = TensorArena.open();
                Model model = Model.of(CHAIN, 5);
                Predictor predictor = model.predictor()) {
            refused("predictor: 3 features, expected 4", () -> predictor.classify(1, 2, 3));
            refused(
                    "predictor: room for 2 numbers, expected 3",
                    () -> predictor.probabilities(new float[4], new float[2]));
            refused(
                    "predictor: features have NaN in row 0, column 2, expected a finite number",
                    () -> predictor.classify(1, 2, Float.NaN, 3));
            Tensor samples = Tensor.allocate(arena, 5, 4);
            samples.set(3, 1, Float.POSITIVE_INFINITY);
            refused(
                    "predictor: features have Infinity in row 3, column 1, expected a finite number",
                    () -> predictor.classify(samples, new int[5]));
            predictor.classify(1, 2, 3, 4);
            refused(
                    "predictor: samples are [5 x 4] and there is room for 4 answers, expected 4 columns and as many rows"
                            + " as answers",
                    () -> predictor.classify(samples, new int[4]));
            assertEquals(
                    "predictor: predict of model 4 - 8 - 8 - 3, which has classes, expected classify or probabilities",
                    message(IllegalStateException.class, () -> predictor.predict(new float[4], new float[3])));
            model.parameters().bias(1).set(0, 0, Float.NaN);
            assertEquals(
                    "predictor: NaN or infinity in the output of layer 1, expected finite numbers",
                    message(DivergenceException.class, () -> predictor.classify(1, 2, 3, 4)));
            assertEquals(
                    "predictor: NaN or infinity in the output of layer 1, expected finite numbers",
                    message(DivergenceException.class, () -> predictor.probabilities(new float[4], new float[3])));
            assertEquals(
                    "evaluate: NaN or infinity in the output of layer 1, expected finite numbers",
                    message(
                            DivergenceException.class,
                            () -> model.evaluate(Dataset.of(new float[][] {{1, 2, 3, 4}}, new int[1]))));
        }
    }

    @Test
    void manyThreadsHaveTheBitsOfOne() throws Exception {
        int threads = 4;
        int samples = 200;
        try (Model model = Model.of(CHAIN, 5);
                Predictor alone = model.predictor();
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            float[][] expected = answers(alone, samples);
            CountDownLatch all = new CountDownLatch(threads);
            List<Future<float[][]>> found = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                found.add(pool.submit(() -> {
                    try (Predictor predictor = model.predictor()) {
                        all.countDown();
                        assertTrue(all.await(1, TimeUnit.MINUTES));
                        return answers(predictor, samples);
                    }
                }));
            }
            for (Future<float[][]> each : found) {
                assertArrayEquals(expected, each.get());
            }
        }
    }

    private static float[][] answers(Predictor predictor, int samples) {
        float[][] answers = new float[samples][];
        for (int i = 0; i < samples; i++) {
            float[] sample = {i, 1f / (i + 1), -i, 3};
            answers[i] = predictor.probabilities(sample, new float[3]);
        }
        return answers;
    }

    /** The thread that trains may ask between two steps, others may not, and a copy is not the model. */
    @Test
    void nobodyElseAsksWhileAModelIsTrained() throws Exception {
        Dataset data = Dataset.of(new float[8][4], new int[8], 3);
        try (Model model = Model.of(CHAIN, 5);
                Predictor predictor = model.predictor();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            Trainer trainer = model.trainer(new Backpropagation(), new Sgd(.1f)).batch(8);
            String refusal = "model 4 - 8 - 8 - 3 is being trained by thread "
                    + Thread.currentThread().threadId()
                    + ", expected to be asked when that has ended; meanwhile predict from model.copy()";
            try (Model copy = model.copy();
                    Predictor ofCopy = copy.predictor()) {
                int answer = ofCopy.classify(1, 2, 3, 4);
                trainer.fit(data, 1, epoch -> {
                    predictor.classify(1, 2, 3, 4);
                    model.evaluate(data);
                    for (Executable use : new Executable[] {
                        () -> predictor.classify(1, 2, 3, 4),
                        () -> model.evaluate(data),
                        model::copy,
                        model::predictor,
                        () -> trainer.fit(data, 2)
                    }) {
                        String said = get(other.submit(() -> message(IllegalStateException.class, use)));
                        assertTrue(said.equals(refusal) || said.endsWith(" trains it"), said);
                    }
                    assertEquals(answer, get(other.submit(() -> ofCopy.classify(1, 2, 3, 4))));
                    assertThrows(IllegalStateException.class, model::close);
                });
            }
            assertEquals(predictor.classify(1, 2, 3, 4), get(other.submit(() -> predictor.classify(1, 2, 3, 4))));
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closesWithItsModelAndClosingTwiceIsHarmless() {
        Model model = Model.of(CHAIN, 5);
        Predictor closed = model.predictor();
        closed.close();
        closed.close();
        Predictor open = model.predictor();
        Trainer trainer = model.trainer(new Backpropagation(), new Sgd(.1f)).batch(2);
        Dataset data = Dataset.of(new float[8][4], new int[8], 3);
        trainer.fit(data, 1);
        model.close();
        model.close();
        assertEquals("predictor is closed", message(IllegalStateException.class, () -> closed.classify(1, 2, 3, 4)));
        assertEquals("predictor is closed", message(IllegalStateException.class, () -> open.classify(1, 2, 3, 4)));
        for (Executable use : new Executable[] {
            model::predictor,
            model::copy,
            () -> model.evaluate(data),
            () -> trainer.fit(data, 2),
            () -> model.trainer(new Backpropagation(), new Sgd(.1f))
        }) {
            assertEquals("model 4 - 8 - 8 - 3 is closed", message(IllegalStateException.class, use));
        }
        assertEquals(
                "trainer of model 4 - 8 - 8 - 3 is closed", message(IllegalStateException.class, trainer::network));
        open.close();
        trainer.close();
    }

    /** Closing is refused as long as somebody predicts; once it is not, nobody does, and no answer was another. */
    @Test
    void aModelThatIsClosedWhileItIsAskedIsSafe() throws Exception {
        int threads = 3;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round < 5; round++) {
                Model model = Model.of(CHAIN, 5);
                CountDownLatch all = new CountDownLatch(threads);
                List<Future<String>> ends = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    Predictor predictor = model.predictor();
                    float[] expected = predictor.probabilities(new float[] {1, 2, 3, 4}, new float[3]);
                    ends.add(pool.submit(() -> {
                        all.countDown();
                        return message(IllegalStateException.class, () -> {
                            while (true) {
                                assertArrayEquals(
                                        expected, predictor.probabilities(new float[] {1, 2, 3, 4}, new float[3]));
                                LockSupport.parkNanos(1000); // so that there are times when nobody asks
                            }
                        });
                    }));
                }
                assertTrue(all.await(1, TimeUnit.MINUTES));
                closed(model);
                for (Future<String> end : ends) {
                    String said = get(end);
                    assertTrue(
                            said.equals("model 4 - 8 - 8 - 3 is closed") || said.equals("predictor is closed"), said);
                }
            }
        }
    }

    private static void closed(Model model) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try {
                model.close();
                return;
            } catch (IllegalStateException e) {
                assertTrue(e.getMessage().contains(" cannot be closed: "), e.getMessage());
                assertTrue(System.nanoTime() < end, "it is never closed");
            }
        }
    }

    private static Model regression() {
        return Model.of(
                new Chain(List.of(new DenseLayer(2, 1, Activation.IDENTITY)), Loss.SQUARED_ERROR),
                1,
                Kernels.select("scalar"));
    }

    private static void refused(String expected, Executable what) {
        assertEquals(expected, message(IllegalArgumentException.class, what));
    }

    private static String message(Class<? extends Throwable> type, Executable what) {
        return assertThrows(type, what).getMessage();
    }
}
