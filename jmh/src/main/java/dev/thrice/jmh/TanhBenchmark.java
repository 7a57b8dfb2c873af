package dev.thrice.jmh;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** tanh of a row, beside what the Vector API's own operation does (SVML on x86). */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TanhBenchmark extends Defaults {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Who computes the kernel. */
    @Param({"simd"})
    private String provider;

    /** Elements, a multiple of the vector length. */
    @Param({"640", "4096"})
    private int size;

    private TensorArena arena;
    private Kernels kernels;
    private Tensor x;
    private Tensor y;

    /** Fills the input and checks both outputs against float64. */
    @Setup(Level.Trial)
    public void fill() {
        arena = TensorArena.open();
        kernels = Kernels.select(provider);
        x = Operand.random(arena, 1, size, 1);
        y = Tensor.allocate(arena, 1, size);
        kernels.axpby(3f, x, 0f, x);
        kernel();
        check();
        lanewise();
        check();
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    /**
     * The kernel.
     *
     * @return the result
     */
    @Benchmark
    public Tensor kernel() {
        kernels.tanh(x, y);
        return y;
    }

    /**
     * The Vector API's operation.
     *
     * @return the result
     */
    @Benchmark
    public Tensor lanewise() {
        MemorySegment from = x.segment();
        MemorySegment to = y.segment();
        for (int j = 0; j < size; j += SPECIES.length()) {
            FloatVector.fromMemorySegment(SPECIES, from, (long) j * Float.BYTES, ORDER)
                    .lanewise(VectorOperators.TANH)
                    .intoMemorySegment(to, (long) j * Float.BYTES, ORDER);
        }
        return y;
    }

    private void check() {
        for (int j = 0; j < size; j++) {
            double expected = Math.tanh(x.get(0, j));
            if (!(Math.abs(y.get(0, j) - expected) <= 4e-7)) {
                throw new IllegalStateException(
                        "tanh(" + x.get(0, j) + ") = " + y.get(0, j) + ", expected " + expected);
            }
        }
    }
}
