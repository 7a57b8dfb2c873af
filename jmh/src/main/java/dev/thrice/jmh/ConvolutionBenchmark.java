package dev.thrice.jmh;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.images.Convolution;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.Window;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A convolution with a bias that keeps the image's size, window 3 x 3 by default, and its two products. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ConvolutionBenchmark extends Defaults {
    /** Height and width of the images. */
    @Param({"16"})
    private int side;

    /** Channels of input and output. */
    @Param({"32"})
    private int channels;

    /** Height and width of the window, odd. */
    @Param({"3"})
    private int window;

    /** Images of a batch. */
    @Param({"64"})
    private int batch;

    /** Who computes products. */
    @Param({"jit", "simd"})
    private String provider;

    private TensorArena arena;
    private Operation forward;
    private Operation inputVjp;
    private Operation parameterVjp;
    private double flops;

    /** Plans it, and checks one output pixel against the sum that it is. */
    @Setup(Level.Trial)
    public void plan() {
        Kernels kernels = Kernels.select(provider);
        arena = TensorArena.open();
        Convolution convolution = new Convolution(
                new ImageShape(side, side, channels),
                channels,
                Window.of(window).padded(window / 2),
                Activation.IDENTITY);
        int patch = window * window * channels;
        Tensor x = Operand.random(arena, batch, convolution.inputs(), 1);
        Tensor w = Operand.random(arena, channels, patch, 2);
        Tensor b = Operand.random(arena, 1, channels, 3);
        Output y = Output.allocate(arena, convolution, batch);
        Tensor out = Tensor.allocate(arena, batch, convolution.inputs());
        List<Tensor> theta = List.of(w, b);
        List<Tensor> gradient = List.of(Tensor.allocate(arena, channels, patch), Tensor.allocate(arena, 1, channels));
        forward = convolution.forward(kernels, x, theta, y);
        inputVjp = convolution.inputVjp(kernels, y, y.value(), theta, 1f, 0f, out);
        parameterVjp = convolution.parameterVjp(kernels, x, y, y.value(), 1f, gradient, 0, convolution.outputs());
        flops = convolution.forwardFlops(batch);
        forward.run();
        requireSum(x, w, b, y.value());
    }

    /** The last channel of the pixel whose window begins at the first. */
    private void requireSum(Tensor x, Tensor w, Tensor b, Tensor y) {
        double sum = b.get(0, channels - 1);
        for (int p = 0; p < window * window; p++) {
            for (int c = 0; c < channels; c++) {
                int pixel = p / window * side + p % window;
                sum += (double) x.get(0, pixel * channels + c) * w.get(channels - 1, p * channels + c);
            }
        }
        int place = window / 2 * side + window / 2;
        double found = y.get(0, place * channels + channels - 1);
        if (!(Math.abs(found - sum) < 1e-3)) {
            throw new IllegalStateException("convolution: " + found + ", expected " + sum);
        }
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    /**
     * The forward pass.
     *
     * @param rate counts it
     */
    @Benchmark
    public void forward(Rate rate) {
        rate.count(flops, 1);
        forward.run();
    }

    /**
     * From errors of the outputs to those of the inputs.
     *
     * @param rate counts it
     */
    @Benchmark
    public void inputVjp(Rate rate) {
        rate.count(flops, 1);
        inputVjp.run();
    }

    /**
     * From errors of the outputs to the gradient.
     *
     * @param rate counts it
     */
    @Benchmark
    public void parameterVjp(Rate rate) {
        rate.count(flops, 1);
        parameterVjp.run();
    }
}
