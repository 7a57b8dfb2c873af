package dev.thrice.engine.nodes;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.engine.chain.Output;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The memory of a network, from one arena. What a plan that fails has taken is what the next plans take. */
public final class NetworkMemory {
    /** Less leaves the next node within reach of the prefetch; more gains nothing (docs/notebook/2026-11-27-workers-memory.md). */
    private static final long BYTES_APART = 2048;

    private final Access access;
    private final TensorArena arena = TensorArena.open();
    private final List<Tensor> taken = new ArrayList<>();
    private final List<Tensor> spare = new ArrayList<>();

    NetworkMemory(Access access) {
        this.access = access;
    }

    /**
     * The memory that {@link #allocateNode} takes.
     *
     * @return bytes
     */
    public static long nodeBytes(int batch, int width) {
        return Tensor.allocatedBytes(batch, width) + BYTES_APART;
    }

    /**
     * Plans something. If that throws, the memory that it has allocated is given back.
     *
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public <T> T planned(Supplier<T> plan) {
        boolean entered = access.join();
        int before = taken.size();
        try {
            return plan.get();
        } catch (Throwable e) {
            List<Tensor> back = taken.subList(before, taken.size());
            spare.addAll(back);
            back.clear();
            throw e;
        } finally {
            access.leave(entered);
        }
    }

    /**
     * Allocates memory for something of a node, a little apart from what comes next: some workers write the last rows of one node
     * while others write the first of the next, and the hardware's prefetch for the one would take lines from the other.
     *
     * @return [batch x width], zeroed
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Tensor allocateNode(int batch, int width) {
        return allocate(batch, width, BYTES_APART);
    }

    /**
     * Allocates memory for an output of a function at a node, and for what the function saves beside it, likewise.
     *
     * @return [batch x outputs] and [batch x saved], zeroed
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    Output allocateOutput(int batch, ElementaryFunction function) {
        Tensor value = allocateNode(batch, function.outputs());
        return new Output(value, function.saved() == 0 ? null : allocateNode(batch, function.saved()));
    }

    /** The memory that {@link #allocateOutput} takes. */
    static long outputBytes(int batch, ElementaryFunction function) {
        long saved = function.saved() == 0 ? 0 : nodeBytes(batch, function.saved());
        return nodeBytes(batch, function.outputs()) + saved;
    }

    /**
     * Allocates memory for anything.
     *
     * @return [rows x columns], zeroed
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Tensor allocate(int rows, int columns) {
        return allocate(rows, columns, 0);
    }

    /**
     * Allocates memory for something of each parameter.
     *
     * @return zeros of the parameters' shapes
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Parameters allocateParameters(Chain chain) {
        return planned(() -> Parameters.zeros(this::allocate, chain));
    }

    /**
     * Allocates memory for the gradient, of which functions that share parameters have one each.
     *
     * @return zeros of the parameters' shapes
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    public Parameters allocateGradient(Chain chain) {
        return planned(() -> Parameters.gradient(this::allocate, chain));
    }

    private Tensor allocate(int rows, int columns, long apart) {
        boolean entered = access.join();
        try {
            Tensor tensor = takeSpare(rows, columns);
            if (tensor == null) {
                tensor = Tensor.allocate(arena, rows, columns);
                if (apart > 0) {
                    arena.allocate(apart, TensorArena.ALIGNMENT);
                }
            }
            taken.add(tensor);
            return tensor;
        } finally {
            access.leave(entered);
        }
    }

    /** Memory of a plan that has failed, zeroed, or null. */
    private Tensor takeSpare(int rows, int columns) {
        for (int i = 0; i < spare.size(); i++) {
            Tensor tensor = spare.get(i);
            if (tensor.rows() == rows && tensor.columns() == columns) {
                spare.remove(i);
                return tensor.fill(0f);
            }
        }
        return null;
    }

    /** Where workers take memory from while the network is in use by their caller. */
    public TensorArena arena() {
        return arena;
    }
}
