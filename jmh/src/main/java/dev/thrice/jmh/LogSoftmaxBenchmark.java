package dev.thrice.jmh;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Log-softmax with its negative log-likelihood and gradient, beside three separate passes on the Vector API's own exponential
 * (SVML on x86): log-softmax, likelihood, residual.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogSoftmaxBenchmark extends Defaults {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final long BYTES = SPECIES.vectorByteSize();
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** Who computes the fused form. */
    @Param({"simd"})
    private String provider;

    /** Rows and columns. */
    @Param({"64x10", "64x1000"})
    private String size;

    private int rows;
    private int columns;
    private long whole;
    private long end;
    private TensorArena arena;
    private Kernels kernels;
    private Tensor logits;
    private Tensor logProbabilities;
    private Tensor residual;
    private Labels labels;

    /** Draws logits and labels, and checks both forms against float64. */
    @Setup(Level.Trial)
    public void draw() {
        String[] sizes = size.split("x", -1);
        rows = Integer.parseInt(sizes[0]);
        columns = Integer.parseInt(sizes[1]);
        end = (long) columns * Float.BYTES;
        whole = end / BYTES * BYTES;
        arena = TensorArena.open();
        kernels = Kernels.select(provider);
        logits = Operand.random(arena, rows, columns, 1);
        kernels.axpby(5f, logits, 0f, logits);
        logProbabilities = Tensor.allocate(arena, rows, columns);
        residual = Tensor.allocate(arena, rows, columns);
        labels = Labels.allocate(arena, rows, columns);
        for (int i = 0; i < rows; i++) {
            labels.set(i, 7 * i % columns);
        }
        check(fused());
        check(threePasses());
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    /**
     * The kernel.
     *
     * @return the loss
     */
    @Benchmark
    public double fused() {
        return kernels.crossEntropy(logits, labels, 1f, logProbabilities, residual);
    }

    /**
     * Three passes.
     *
     * @return the loss
     */
    @Benchmark
    public double threePasses() {
        for (int i = 0; i < rows; i++) {
            logSoftmax(row(logits, i), row(logProbabilities, i));
        }
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            loss -= logProbabilities.get(i, labels.get(i));
        }
        for (int i = 0; i < rows; i++) {
            residual(row(logProbabilities, i), row(residual, i));
            residual.set(i, labels.get(i), 1 + residual.get(i, labels.get(i)));
        }
        return loss;
    }

    private static long row(Tensor tensor, int index) {
        return tensor.segment().address() + (long) index * tensor.leadingDimension() * Float.BYTES;
    }

    private void logSoftmax(long x, long y) {
        float max = max(x);
        float shift = max + (float) Math.log(sumOfExponentials(x, max));
        for (long at = 0; at < whole; at += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(shift)
                    .intoMemorySegment(MEMORY, y + at, ORDER);
        }
        if (whole < end) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % SPECIES.length());
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live)
                    .sub(shift)
                    .intoMemorySegment(MEMORY, y + whole, ORDER, live);
        }
    }

    private float max(long x) {
        FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector max = lowest;
        for (long at = 0; at < whole; at += BYTES) {
            max = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER).max(max);
        }
        if (whole < end) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % SPECIES.length());
            max = lowest.blend(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live), live)
                    .max(max);
        }
        return lowest.max(max).reduceLanes(VectorOperators.MAX);
    }

    private float sumOfExponentials(long x, float max) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector sum = zero;
        for (long at = 0; at < whole; at += BYTES) {
            sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(max)
                    .lanewise(VectorOperators.EXP)
                    .add(sum);
        }
        if (whole < end) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % SPECIES.length());
            sum = zero.blend(
                            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + whole, ORDER, live)
                                    .sub(max)
                                    .lanewise(VectorOperators.EXP),
                            live)
                    .add(sum);
        }
        return zero.add(sum).reduceLanes(VectorOperators.ADD);
    }

    private void residual(long p, long out) {
        for (long at = 0; at < whole; at += BYTES) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, p + at, ORDER)
                    .lanewise(VectorOperators.EXP)
                    .neg()
                    .intoMemorySegment(MEMORY, out + at, ORDER);
        }
        if (whole < end) {
            VectorMask<Float> live = SPECIES.indexInRange(0, columns % SPECIES.length());
            FloatVector.fromMemorySegment(SPECIES, MEMORY, p + whole, ORDER, live)
                    .lanewise(VectorOperators.EXP)
                    .neg()
                    .intoMemorySegment(MEMORY, out + whole, ORDER, live);
        }
    }

    private void check(double loss) {
        double expectedLoss = 0;
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += Math.exp(logits.get(i, j));
            }
            for (int j = 0; j < columns; j++) {
                double expected = logits.get(i, j) - Math.log(sum);
                require("log-probability", logProbabilities.get(i, j), expected);
                require("residual", residual.get(i, j), (j == labels.get(i) ? 1 : 0) - Math.exp(expected));
            }
            expectedLoss -= logits.get(i, labels.get(i)) - Math.log(sum);
        }
        require("loss", loss, expectedLoss);
    }

    private static void require(String what, double value, double expected) {
        if (!(Math.abs(value - expected) <= 4e-6 * (1 + Math.abs(expected)))) {
            throw new IllegalStateException(what + " " + value + ", expected " + expected);
        }
    }
}
