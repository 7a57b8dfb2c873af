package dev.thrice.examples;

import com.sun.management.ThreadMXBean;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.learn.Model;
import dev.thrice.learn.Predictor;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.SyntheticDigits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A model that is loaded once and asked by several threads, one sample at a time, without garbage. */
public final class ServeOneSample {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final int CALLERS = 3;
    private static final int CALLS = 20_000;
    private static final int MOST_ROUNDS = 50;

    /** What a thread has seen in its last round of calls. */
    private record Served(int right, long bytes) {}

    private ServeOneSample() {}

    public static void main(String... args) throws IOException, InterruptedException, ExecutionException {
        Dataset digits = SyntheticDigits.generate(2000, 1, Arena.ofAuto());
        Path file = args.length > 0 ? Path.of(args[0]) : trained(digits);

        try (Model model = Model.load(file);
                ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Served>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(threads.submit(() -> serve(model, digits)));
            }
            for (Future<Served> each : all) {
                System.out.printf(
                        "%d calls, %d right, %d bytes allocated%n",
                        CALLS, each.get().right(), each.get().bytes());
            }
        }
    }

    /** Each thread has a predictor of its own; the parameters are there once. */
    private static Served serve(Model model, Dataset digits) {
        try (Predictor predictor = model.predictor()) {
            float[][] samples = new float[digits.count()][digits.features()];
            for (int i = 0; i < samples.length; i++) {
                for (int j = 0; j < samples[i].length; j++) {
                    samples[i][j] = digits.feature(i, j);
                }
            }
            Served served = round(predictor, samples, digits);
            for (int i = 1; i < MOST_ROUNDS && served.bytes() > 0; i++) { // until C2 has compiled it all
                served = round(predictor, samples, digits);
            }
            return served;
        }
    }

    private static Served round(Predictor predictor, float[][] samples, Dataset digits) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int right = 0;
        for (int i = 0; i < CALLS; i++) {
            int sample = i % samples.length;
            right += predictor.classify(samples[sample]) == digits.label(sample) ? 1 : 0;
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        return new Served(right, bytes);
    }

    private static Path trained(Dataset digits) throws IOException {
        Path file = Files.createTempDirectory("serve-one-sample").resolve("digits.safetensors");
        try (Model model = Model.of(Chain.multilayerPerceptron(784, 2, 64, 10), 1)) {
            model.trainer(new Backpropagation(), new Adam(3e-3f)).fit(digits, 5);
            model.save(file);
        }
        return file;
    }
}
