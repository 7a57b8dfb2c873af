package dev.thrice.mpi;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.util.List;

/**
 * MPI_Allreduce: a call for each tensor, in its place if its rows lie one behind the other, else of a copy. In which order terms are added is
 * the library's business.
 */
final class LibrarySum implements Sum, Planned {
    private final Mpi mpi;
    private final Kernels kernels;
    private final float weight; // of this rank
    private final Tensor[] tensors;
    private final Tensor[] summed; // the same, or copies of them
    private final TensorArena arena;

    LibrarySum(Mpi mpi, Kernels kernels, float[] weights, List<Tensor> tensors) {
        this.mpi = mpi;
        this.kernels = kernels;
        weight = weights[mpi.rank()];
        for (Tensor tensor : tensors) {
            Requests.require("allreduce", tensor, true);
            if (Parts.elements(tensor) > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "allreduce: tensor " + tensor + ", expected at most " + Integer.MAX_VALUE + " elements");
            }
        }
        mpi.requireEqual("allreduce: tensors", tensors.toString());
        this.tensors =
                tensors.stream().filter(tensor -> Parts.elements(tensor) > 0).toArray(Tensor[]::new);
        arena = TensorArena.open();
        summed = new Tensor[this.tensors.length];
        for (int i = 0; i < summed.length; i++) {
            Tensor tensor = this.tensors[i];
            summed[i] = Layout.isOneRun(tensor) ? tensor : dense(tensor);
        }
        mpi.add(this);
    }

    /** Memory of its shape without space between rows. */
    private Tensor dense(Tensor like) {
        int rows = like.rows();
        int columns = like.columns();
        long bytes = (long) rows * columns * Float.BYTES;
        return Tensor.of(arena, arena.allocate(bytes, TensorArena.ALIGNMENT), rows, columns, columns);
    }

    @Override
    public void run() {
        mpi.require();
        if (!arena.isOpen()) {
            throw new IllegalStateException("allreduce: cannot be run, since it is closed");
        }
        for (int i = 0; i < tensors.length; i++) {
            if (summed[i] != tensors[i] || weight != 1) {
                kernels.axpby(weight, tensors[i], 0f, summed[i]);
            }
            reduce(summed[i]);
            if (summed[i] != tensors[i]) {
                kernels.axpby(1f, summed[i], 0f, tensors[i]);
            }
        }
    }

    private void reduce(Tensor tensor) {
        MpiLibrary library = mpi.bindings();
        tensor.hold();
        library.watchdog().begin(this);
        try {
            int count = tensor.rows() * tensor.columns();
            library.check("MPI_Allreduce", Allreduce.inPlace(tensor.segment().address(), count));
        } finally {
            library.watchdog().end();
            tensor.release();
        }
    }

    @Override
    public void close() {
        if (arena.isOpen()) {
            arena.close();
            mpi.remove(this);
        }
    }

    @Override
    public String toString() {
        return "allreduce of " + tensors.length + " tensors";
    }
}
