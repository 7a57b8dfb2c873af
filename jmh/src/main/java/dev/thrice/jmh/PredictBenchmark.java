package dev.thrice.jmh;

import dev.thrice.engine.execution.Network;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
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

/** The class of one sample: copied in from a Java array, forward, the largest output. */
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

    private Network network;
    private Tensor output;
    private float[] sample;

    /** Plans the network. */
    @Setup(Level.Trial)
    public void plan() {
        network = Perceptron.fed(hiddenLayers, width, 1, Kernels.select(provider));
        output = network.activation(network.chain().length());
        sample = network.inputs().toArray();
    }

    /** Frees it. */
    @TearDown(Level.Trial)
    public void free() {
        network.close();
    }

    /**
     * One of many. Warmed up for longer than others: beside other programs four seconds were too few for C2.
     *
     * @return the class
     */
    @Benchmark
    @Warmup(iterations = 15, time = 1)
    public int predict() {
        network.inputs().copyFrom(sample);
        network.forward();
        int answer = 0;
        for (int j = 1; j < output.columns(); j++) {
            answer = output.get(0, j) > output.get(0, answer) ? j : answer;
        }
        return answer;
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
