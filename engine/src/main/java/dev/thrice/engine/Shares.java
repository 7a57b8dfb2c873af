package dev.thrice.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides layers x rows among workers, once: each gets a contiguous run of about the same work, cut between rows. A cut
 * falls on a multiple of the row granularity, so that no worker is left with slivers of a tile.
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
        long total = 0;
        for (int l = 1; l < chain.length(); l++) {
            total += cost(chain, l) * batch;
        }
        List<List<Share>> shares = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            shares.add(shares(chain, batch, total * w / workers, total * (w + 1) / workers));
        }
        return shares;
    }

    private static List<Share> shares(Chain chain, int batch, long from, long to) {
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
        double rows = (double) work / costOfRow;
        return (int) Math.min(batch, Math.round(rows / ROW_GRANULARITY) * ROW_GRANULARITY);
    }

    /** The work of one row's input-VJP into a node, that of the layer above it. */
    private static long cost(Chain chain, int node) {
        return (long) chain.width(node) * chain.width(node + 1);
    }
}
