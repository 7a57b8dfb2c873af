package dev.thrice.examples;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import java.io.IOException;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A benchmark of one's own by JMH: a layer, tanh(x w^T + b), as a plan of Thrice's and in plain Java. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class OwnBenchmark {
    private static final int WIDTH = 64;

    /** Samples. */
    @Param({"1", "64"})
    private int batch;

    private TensorArena arena;
    private Tensor x;
    private Tensor w;
    private Tensor b;
    private Tensor y;
    private Gemm layer;
    private float[] inputs;
    private float[] weights;
    private float[] bias;
    private float[] outputs;

    /** Plans are made once, not in what is measured; and what is fast is to be right first. */
    @Setup(Level.Trial)
    public void plan() {
        SplittableRandom random = new SplittableRandom(1);
        inputs = random(random, batch * WIDTH);
        weights = random(random, WIDTH * WIDTH);
        bias = random(random, WIDTH);
        outputs = new float[batch * WIDTH];
        arena = TensorArena.open();
        x = arena.tensor(batch, WIDTH, inputs);
        w = arena.tensor(WIDTH, WIDTH, weights);
        b = arena.tensor(1, WIDTH, bias);
        y = arena.tensor(batch, WIDTH);
        layer = Kernels.select().closedWith(arena).gemm(x, w.transposed(), y, Epilogue.BIAS_TANH);
        float[] expected = plainJava();
        float[] found = planned().toArray();
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(found[i] - expected[i]) > 1e-5) {
                throw new IllegalStateException("output " + i + " is " + found[i] + ", expected " + expected[i]);
            }
        }
    }

    private static float[] random(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-.2, .2);
        }
        return values;
    }

    /** Frees memory and plan. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    @Benchmark
    public Tensor planned() {
        layer.run(x, w, y, b);
        return y;
    }

    @Benchmark
    public float[] plainJava() {
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < WIDTH; j++) {
                float sum = bias[j];
                for (int p = 0; p < WIDTH; p++) {
                    sum += inputs[i * WIDTH + p] * weights[j * WIDTH + p];
                }
                outputs[i * WIDTH + j] = (float) Math.tanh(sum);
            }
        }
        return outputs;
    }

    /** JMH's own command line, such as {@code -p batch=8 -f 1}. */
    public static void main(String... args) throws IOException {
        org.openjdk.jmh.Main.main(args);
    }
}
