package dev.thrice.lab.peers;

import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Transpose;
import java.util.ArrayList;
import java.util.List;

/**
 * A product to be timed.
 *
 * @param set the group it is reported in
 * @param m rows of C
 * @param n columns of C
 * @param k inner dimension
 * @param orientation NN, NT, TN: which operands are transposed
 */
record Product(String set, int m, int n, int k, String orientation) {
    private static final String[] OF_TRAINING = {"NT", "NN", "TN"};
    private static final int[] BATCHES = {1, 8, 64, 256};
    private static final int[] WIDTHS = {10, 16, 64, 128, 784};

    /** Primes, and one above or below the sizes of tiles. */
    private static final int[][] AWKWARD = {
        {1, 17, 13},
        {3, 5, 7},
        {5, 5, 5},
        {7, 11, 13},
        {13, 17, 19},
        {17, 33, 65},
        {31, 31, 31},
        {33, 33, 33},
        {65, 65, 65},
        {61, 67, 71},
        {97, 101, 103},
        {127, 131, 137},
        {129, 129, 129},
        {193, 17, 257},
        {9, 25, 49},
        {255, 255, 255},
        {257, 257, 257},
        {48, 49, 50},
        {97, 7, 301},
        {6, 145, 33},
        {331, 337, 347},
        {513, 65, 129}
    };

    static final List<Product> ALL = all();

    private static List<Product> all() {
        List<Product> all = new ArrayList<>();
        for (int[] square : new int[][] {{64, 64, 64}, {64, 64, 784}}) {
            add(all, "layer " + square[0] + " x " + square[1] + " x " + square[2], square);
        }
        for (int side : new int[] {256, 512, 1024}) {
            add(all, PeersFork.Row.SQUARE, side, side, side);
        }
        for (int batch : BATCHES) {
            for (int out : WIDTHS) {
                for (int in : WIDTHS) {
                    all.add(new Product("MLP", batch, out, in, "NT"));
                    all.add(new Product("MLP", batch, in, out, "NN"));
                    all.add(new Product("MLP", out, in, batch, "TN"));
                }
            }
        }
        for (int[] size : AWKWARD) {
            add(all, "awkward", size);
        }
        return List.copyOf(all);
    }

    private static void add(List<Product> all, String set, int... size) {
        for (String orientation : OF_TRAINING) {
            all.add(new Product(set, size[0], size[1], size[2], orientation));
        }
    }

    GemmSpec spec() {
        return GemmSpec.of(m, n, k, transpose(0), transpose(1));
    }

    private Transpose transpose(int operand) {
        return orientation.charAt(operand) == 'T' ? Transpose.YES : Transpose.NO;
    }

    @Override
    public String toString() {
        return m + " x " + n + " x " + k + " " + orientation;
    }
}
