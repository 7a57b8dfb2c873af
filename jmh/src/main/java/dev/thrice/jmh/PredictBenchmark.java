package dev.thrice.jmh;

import dev.thrice.kernels.Kernels;
import dev.thrice.learn.Model;
import dev.thrice.learn.Predictor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The class of one sample that is a Java array. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PredictBenchmark extends Defaults {
    /** Who computes. */
    @Param({"jit", "simd"})
    private String provider;

    /** Hidden layers. */
    @Param({"5"})
    private int hiddenLayers;

    /** Units of each. */
    @Param({"64"})
    private int width;

    private Model model;
    private Predictor predictor;
    private float[] sample;

    /** Plans it. */
    @Setup(Level.Trial)
    public void plan() {
        model = Model.of(Perceptron.chain(hiddenLayers, width), 1, Kernels.select(provider));
        predictor = model.predictor();
        sample = new float[model.chain().width(0)];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (float) random.nextDouble();
        }
    }

    /** Frees it. */
    @TearDown(Level.Trial)
    public void free() {
        predictor.close();
        model.close();
    }

    /**
     * One of many. Warmed up for longer than others: beside other programs four seconds were too few for C2.
     *
     * @return the class
     */
    @Benchmark
    @Warmup(iterations = 15, time = 1)
    public int predict() {
        return predictor.classify(sample);
    }

    /**
     * A JVM's first.
     *
     * @return the class
     */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    @Fork(
            value = 10,
            jvmArgsAppend = {VECTORS, NATIVE_ACCESS})
    public int firstPrediction() {
        return predict();
    }
}
