package dev.thrice.kernels;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A planned product with memory off-heap for its operands, without space between rows. For one thread at a time. */
final class ArrayProduct implements AutoCloseable {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Gemm plan;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    /** Takes the plan, of what {@link #spec(GemmSpec.Size)} says, and closes it. */
    ArrayProduct(Gemm plan, Arena arena) {
        this.plan = plan;
        GemmSpec spec = plan.spec();
        a = allocate(arena, spec.m(), spec.k());
        b = allocate(arena, spec.k(), spec.n());
        c = allocate(arena, spec.m(), spec.n());
    }

    static GemmSpec spec(GemmSpec.Size size) {
        GemmSpec.Layout layout = new GemmSpec.Layout(Transpose.NO, Transpose.NO, size.k(), size.n(), size.n());
        return new GemmSpec(size, layout, GemmSpec.Scales.NONE, Epilogue.NONE, GemmSpec.Packed.NONE);
    }

    /** The memory that the operands of a product take. */
    static long bytes(GemmSpec spec) {
        long floats = (long) spec.m() * spec.k() + (long) spec.k() * spec.n() + (long) spec.m() * spec.n();
        return floats * Float.BYTES;
    }

    GemmSpec spec() {
        return plan.spec();
    }

    float[] run(float[] valuesOfA, float[] valuesOfB) {
        MemorySegment.copy(valuesOfA, 0, a.segment(), FLOAT, 0, valuesOfA.length);
        MemorySegment.copy(valuesOfB, 0, b.segment(), FLOAT, 0, valuesOfB.length);
        plan.run(a, b, c);
        return c.segment().toArray(FLOAT);
    }

    @Override
    public void close() {
        plan.close();
    }

    private static Tensor allocate(Arena arena, int rows, int columns) {
        long bytes = (long) rows * columns * Float.BYTES;
        return Tensor.of(arena.allocate(bytes, TensorArena.ALIGNMENT), rows, columns);
    }
}
