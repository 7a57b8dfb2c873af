package dev.thrice.mpi;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An element of P ranks is ((w0 x0 + w1 x1) + w2 x2) + ... + w(P-1) x(P-1) in float32, in the order of ranks.
 *
 * <p>Each rank sums a P-th of the elements: it receives that part from all others, and then sends the sums to all. So a rank sends, and
 * receives, 2 (P - 1)/P of the bytes, as few as MPI_Allreduce, in messages that are all under way at once, 2 (P - 1) of them of a tensor of
 * which each rank sums a part; a ring would send as much, but begins each part's sum at another rank.
 */
final class OrderedSum implements Sum, Planned {
    private static final int COLLECT = Message.MAXIMUM_TAG + 1;
    private static final int SPREAD = Message.MAXIMUM_TAG + 2;

    private final Mpi mpi;
    private final Kernels kernels;
    private final float[] weights;
    private final TensorArena arena;
    private final Requests collect;
    private final Requests spread;

    /** [rank][view]: what is added, this rank's own among them. */
    private final Tensor[][] terms;

    private final Tensor[] own;

    OrderedSum(Mpi mpi, Kernels kernels, float[] weights, List<Tensor> tensors) {
        this.mpi = mpi;
        this.kernels = kernels;
        this.weights = weights;
        tensors.forEach(tensor -> Requests.require("sum", tensor, true));
        mpi.requireEqual("sum: tensors", tensors.toString());
        arena = TensorArena.open();
        int ranks = mpi.size();
        int rank = mpi.rank();
        Parts parts = new Parts(tensors, ranks);
        own = parts.of(rank).toArray(Tensor[]::new);
        terms = new Tensor[ranks][];
        List<Message> collected = new ArrayList<>();
        List<Message> sent = new ArrayList<>();
        for (int other = 0; other < ranks; other++) {
            terms[other] = other == rank ? own : staged(parts.size(rank));
            if (other != rank) {
                add(collected, true, List.of(terms[other]), other, COLLECT);
                add(collected, false, parts.of(other), other, COLLECT);
                add(sent, true, parts.of(other), other, SPREAD);
                add(sent, false, List.of(own), other, SPREAD);
            }
        }
        collect = new Requests(mpi, "sum", collected);
        spread = new Requests(mpi, "sum", sent);
        mpi.add(this);
    }

    @Override
    public void run() {
        collect.start();
        collect.await();
        for (int i = 0; i < own.length; i++) {
            add(i);
        }
        spread.start();
        spread.await();
    }

    @Override
    public void close() {
        collect.close();
        spread.close();
        if (arena.isOpen()) {
            arena.close();
            mpi.remove(this);
        }
    }

    /** A message for each view: a library copies what lies in one piece at once, and packs what does not. */
    private static void add(List<Message> messages, boolean received, List<Tensor> views, int other, int tag) {
        views.forEach(view -> messages.add(new Message(received, List.of(view), other, tag)));
    }

    /** Into the first rank's term, which may be this rank's own, and at last into this rank's own. */
    private void add(int view) {
        Tensor sum = terms[0][view];
        int last = terms.length - 1;
        if (last == 0) {
            kernels.axpby(weights[0], sum, 0, sum);
            return;
        }
        for (int rank = 1; rank < last; rank++) {
            kernels.axpby(weights[rank], terms[rank][view], rank == 1 ? weights[0] : 1, sum);
        }
        kernels.axpby(weights[last], terms[last][view], last == 1 ? weights[0] : 1, sum, own[view]);
    }

    /** Memory for another rank's values, in the shapes of this rank's part, without space between rows. */
    private Tensor[] staged(long floats) {
        MemorySegment memory = arena.allocate(floats * Float.BYTES, TensorArena.ALIGNMENT);
        Tensor[] views = new Tensor[own.length];
        long at = 0;
        for (int i = 0; i < own.length; i++) {
            int rows = own[i].rows();
            int columns = own[i].columns();
            long bytes = (long) rows * columns * Float.BYTES;
            views[i] = Tensor.of(arena, memory.asSlice(at, bytes), rows, columns, columns);
            at += bytes;
        }
        return views;
    }
}
