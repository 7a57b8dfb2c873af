package dev.thrice.mpi;

import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The elements of several tensors, one after the other row by row, divided among ranks as evenly as can be. */
final class Parts {
    private final List<Tensor> tensors;
    private final int ranks;
    private final long elements;

    Parts(List<Tensor> tensors, int ranks) {
        this.tensors = tensors;
        this.ranks = ranks;
        elements = tensors.stream().mapToLong(Parts::elements).sum();
    }

    /** A rank's part, as views. */
    List<Tensor> of(int rank) {
        long first = first(rank);
        long end = first(rank + 1);
        List<Tensor> views = new ArrayList<>();
        for (Tensor tensor : tensors) {
            long length = elements(tensor);
            add(views, tensor, Math.clamp(first, 0, length), Math.clamp(end, 0, length));
            first -= length;
            end -= length;
        }
        return views;
    }

    /** The number of elements in a rank's part. */
    long size(int rank) {
        return first(rank + 1) - first(rank);
    }

    private long first(int rank) {
        return elements / ranks * rank + elements % ranks * rank / ranks;
    }

    /** Part of a row, whole rows, part of a row: what of these there is from element {@code first} to {@code end}. */
    private static void add(List<Tensor> views, Tensor tensor, long first, long end) {
        int columns = tensor.columns();
        long at = first;
        while (at < end) {
            int row = (int) (at / columns);
            int column = (int) (at % columns);
            long rest = end - at;
            if (column == 0 && rest >= columns) {
                views.add(tensor.rows(row, (int) (rest / columns)));
                at += rest / columns * columns;
            } else {
                int length = (int) Math.min(columns - column, rest);
                views.add(tensor.rows(row, 1).columns(column, length));
                at += length;
            }
        }
    }

    static long elements(Tensor tensor) {
        return (long) tensor.rows() * tensor.columns();
    }
}
