package dev.thrice.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides layers x rows among workers, once. A sample's errors depend on no other sample's, so where there are rows enough
 * each worker gets its own rows of every node and reads nothing that another has written; else each gets a contiguous run of
 * nodes and rows of about the same work. A cut falls on a multiple of the row granularity, so that no worker is left with
 * slivers of a tile.
 */
final class Shares {
    /** Some rows of one node. */
    record Share(int node, int firstRow, int rows) {}

    private static final int ROW_GRANULARITY = 4;

    private Shares() {}

    /**
     * Divides the hidden nodes 1 .. L - 1.
     *
     * @return for each worker its shares, in ascending order of nodes
     */
    static List<List<Share>> ofHiddenNodes(Chain chain, int batch, int workers) {
        List<List<Share>> shares = new ArrayList<>();
        boolean byRows = batch >= workers * ROW_GRANULARITY;
        long total = 0;
        for (int l = 1; l < chain.length(); l++) {
            total += cost(chain, l) * batch;
        }
        for (int w = 0; w < workers; w++) {
            shares.add(
                    byRows
                            ? rowsOfEveryNode(chain, cut(batch, w, workers), cut(batch, w + 1, workers))
                            : runOfNodes(chain, batch, total * w / workers, total * (w + 1) / workers));
        }
        return shares;
    }

    private static int cut(int batch, int part, int parts) {
        return part == parts ? batch : nearestCut((double) batch * part / parts);
    }

    private static List<Share> rowsOfEveryNode(Chain chain, int first, int end) {
        List<Share> shares = new ArrayList<>();
        for (int l = 1; l < chain.length(); l++) {
            shares.add(new Share(l, first, end - first));
        }
        return shares;
    }

    private static List<Share> runOfNodes(Chain chain, int batch, long from, long to) {
        List<Share> shares = new ArrayList<>();
        long start = 0;
        for (int l = 1; l < chain.length(); l++) {
            int first = row(from - start, cost(chain, l), batch);
            int end = row(to - start, cost(chain, l), batch);
            if (end > first) {
                shares.add(new Share(l, first, end - first));
            }
            start += cost(chain, l) * batch;
        }
        return shares;
    }

    /** The row of a node at which so much of its work is done. */
    private static int row(long work, long costOfRow, int batch) {
        if (work <= 0) {
            return 0;
        }
        if (work >= costOfRow * batch) {
            return batch;
        }
        return Math.min(batch, nearestCut((double) work / costOfRow));
    }

    private static int nearestCut(double rows) {
        return (int) Math.round(rows / ROW_GRANULARITY) * ROW_GRANULARITY;
    }

    /** The work of one row's input-VJP into a node, that of the layer above it. */
    private static long cost(Chain chain, int node) {
        return (long) chain.width(node) * chain.width(node + 1);
    }
}
