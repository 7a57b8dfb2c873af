package dev.thrice.kernels;

import dev.thrice.kernels.plan.Settling;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Plans that have been run before anybody asks for them, each for who asks first. */
final class Rehearsal {
    private static final long NANOS = 50_000_000;

    private record Part(GemmSpec spec, int rowsOfWhole) {}

    private final Map<Part, Gemm> ready = new ConcurrentHashMap<>();

    /** A plan that is ready, for the caller alone; null if there is none. */
    Gemm take(GemmSpec spec, int rowsOfWhole) {
        return ready.isEmpty() ? null : ready.remove(new Part(spec, rowsOfWhole));
    }

    /** Makes a plan ready, unless one is. */
    void add(GemmSpec spec, int rowsOfWhole, Supplier<Gemm> planner) {
        Part part = new Part(spec, rowsOfWhole);
        if (ready.containsKey(part)) {
            return;
        }
        Gemm plan = planner.get();
        try {
            run(plan);
        } catch (Throwable e) {
            plan.close();
            throw e;
        }
        if (ready.putIfAbsent(part, plan) != null) {
            plan.close();
        }
    }

    private static void run(Gemm plan) {
        GemmSpec spec = plan.spec();
        try (TensorArena arena = TensorArena.open()) {
            Tensor storedA = matrix(arena, spec.rowsOfA(), spec.columnsOfA(), spec.lda());
            Tensor storedB = matrix(arena, spec.rowsOfB(), spec.columnsOfB(), spec.ldb());
            MatrixOperand a = spec.packed() == GemmSpec.Packed.A
                    ? plan.allocatePacked(arena).pack(storedA)
                    : storedA;
            MatrixOperand b = spec.packed() == GemmSpec.Packed.B
                    ? plan.allocatePacked(arena).pack(storedB)
                    : storedB;
            Tensor c = matrix(arena, spec.m(), spec.n(), spec.ldc());
            Tensor d = operand(arena, spec);
            Tensor sums = spec.epilogue().sumsColumns() ? arena.tensor(1, spec.n()) : null;
            new Settling(() -> plan.run(a, b, c, d, sums)).settle(NANOS);
        }
    }

    private static Tensor operand(TensorArena arena, GemmSpec spec) {
        Epilogue.Operand operand = spec.epilogue().operand();
        return switch (operand) {
            case NONE -> null;
            case ROW -> arena.tensor(1, spec.n());
            case MATRIX -> arena.tensor(spec.m(), spec.n());
        };
    }

    private static Tensor matrix(TensorArena arena, int rows, int columns, int ld) {
        long bytes = Math.multiplyExact((long) rows * ld, Float.BYTES);
        return Tensor.of(arena, arena.allocate(bytes, TensorArena.ALIGNMENT), rows, columns, ld);
    }
}
