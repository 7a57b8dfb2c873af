package dev.thrice.jmh;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.thrice.assembler.Assembler;
import dev.thrice.assembler.ExecutableMemory;
import dev.thrice.jit.JitPlan;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a run of an assembled plan costs over its bare kernel: the plan; the kernel in a loop of machine code; and an empty kernel, a return, called as
 * plans call theirs, which is what the way there and back takes of it.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JitCallBenchmark extends Defaults {
    private static final int RUNS = 1000;

    private static final MethodHandle EMPTY = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.critical(false));

    /** Sizes of a product that is one call of one kernel. */
    @Param({"8x8x8"})
    private String shape;

    private TensorArena arena;
    private Gemm gemm;
    private KernelLoop loop;
    private ExecutableMemory empty;
    private Tensor a;
    private Tensor b;
    private Tensor c;

    /** Plans, and checks that loop and plan come to the same. */
    @Setup(Level.Trial)
    public void plan() throws ExecutableMemory.DeniedException {
        Shape size = Shape.parse(shape);
        GemmSpec spec = GemmSpec.nn(size.m(), size.n(), size.k());
        JitPlan code = JitPlan.of(spec, JitPlan.instructionSetHere());
        if (code.calls().size() != 1) {
            throw new IllegalArgumentException(
                    "shape " + shape + " takes " + code.calls().size() + " calls, expected one that takes one");
        }
        gemm = Kernels.select("jit").gemm(spec);
        loop = new KernelLoop(code.kernels().getFirst().bytes());
        Assembler asm = new Assembler();
        asm.ret();
        empty = ExecutableMemory.of(asm.assemble());
        arena = TensorArena.open();
        a = Operand.random(arena, size.m(), size.k(), 1);
        b = Operand.random(arena, size.k(), size.n(), 2);
        c = Tensor.allocate(arena, size.m(), size.n());
        gemm.run(a, b, c);
        float[] planned = c.toArray();
        c.fill(0f);
        bareKernel();
        if (!Arrays.equals(planned, c.toArray())) {
            throw new IllegalStateException("the kernel in a loop and the plan differ");
        }
    }

    /** Frees the memory. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
        loop.close();
        empty.close();
    }

    /** The plan's run, as a caller has it. */
    @Benchmark
    public void plannedRun() {
        gemm.run(a, b, c);
    }

    /** The same product, of which nothing but the kernel is left. */
    @Benchmark
    @OperationsPerInvocation(RUNS)
    public void bareKernel() {
        loop.run(a.segment().address(), b.segment().address(), c.segment().address(), RUNS);
    }

    /** There and back. */
    @Benchmark
    public void emptyKernel() throws Throwable {
        EMPTY.invokeExact(empty.entry(), 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    }
}
