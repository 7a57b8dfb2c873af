package dev.thrice.lab.validate;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.data.Minibatches;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.Version;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.info.Environment;
import dev.thrice.lab.output.Progress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of the main job, from a batch of data to a report. */
final class Validation implements AutoCloseable {
    private static final int QUICK_ROUNDS = 150;
    private static final int FULL_ROUNDS = 1_500;
    private static final long QUICK_WARM_UP = TimeUnit.SECONDS.toNanos(4);
    private static final long FULL_WARM_UP = TimeUnit.SECONDS.toNanos(10);

    private final Chain chain;
    private final Subject subject;
    private final Kernels kernels;
    private final long seed;
    private final boolean quick;

    /**
     * Plans the network and the algorithms on it.
     *
     * @throws IllegalArgumentException if one of the numbers is out of range
     */
    Validation(int hiddenLayers, int width, int batch, int workers, Kernels kernels, long seed, boolean quick) {
        this.kernels = kernels;
        this.seed = seed;
        this.quick = quick;
        chain = Chain.multilayerPerceptron(Mnist.FEATURES, hiddenLayers, width, Mnist.CLASSES);
        subject = new Subject(chain, batch, kernels, workers, seed);
    }

    /** The first line people see: whether what follows is about MNIST. */
    String heading(Mnist mnist) {
        String data =
                real(mnist) ? "MNIST (" + mnist.detail() + ")" : "generated digits, NOT MNIST (" + mnist.detail() + ")";
        return "Thrice validates TIME{backprop} <= 3 w sum C_i <= TIME{PC} on " + data;
    }

    Report run(Mnist mnist) {
        int batch = subject.network().batch();
        Minibatches batches = new Minibatches(mnist.train(), batch, Minibatches.LastBatch.DROP, seed);
        batches.next(subject.network().inputs(), subject.network().labels());
        List<Arrival> arrivals = Arrival.measure(subject);
        List<GradientDistance> gradients = GradientDistance.measure(subject);
        Map<String, List<Double>> samples = time();
        Claims claims = new Claims(chain, batch, samples, seed);
        return new Report(
                Report.FORMAT,
                Version.current(),
                mnist.source() + ": " + mnist.detail(),
                real(mnist),
                Environment.measure(kernels),
                chain.toString(),
                chain.length(),
                batch,
                subject.workers(),
                seed,
                rounds(),
                claims.calibration(),
                claims.judge(subject.workers() > 1 ? subject.fpaAllName() : null),
                arrivals,
                gradients,
                samples);
    }

    @Override
    public void close() {
        subject.close();
    }

    private Map<String, List<Double>> time() {
        InterleavedTiming timing =
                InterleavedTiming.warmedUp(subject.contenders(), quick ? QUICK_WARM_UP : FULL_WARM_UP, seed);
        Map<String, List<Double>> samples = timing.noSamples();
        try (Progress progress = Progress.of("measuring", rounds())) {
            for (int round = 0; round < rounds(); round++) {
                timing.round(samples);
                progress.step();
            }
        }
        return samples;
    }

    private int rounds() {
        return quick ? QUICK_ROUNDS : FULL_ROUNDS;
    }

    private static boolean real(Mnist mnist) {
        return mnist.source().equals(Mnist.MNIST);
    }
}
