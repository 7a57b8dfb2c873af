package dev.thrice.engine.execution;

import dev.thrice.engine.chain.Chain;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides layers x rows among workers, once. A sample's errors depend on no other sample's, so where there are rows enough
 * each worker gets its own rows of every node and reads nothing that another has written; else each gets a contiguous run of
 * whole nodes of about the same work. The bits are the same either way: a network's products are planned as parts of a batch.
 */
final class Shares {
    /** Some rows of one node. */
    record Share(int node, int firstRow, int rows) {}

    /** Rows of a tile: a cut falls on a multiple of it, and a worker has at least as many. */
    private static final int TILE_ROWS = 4;

    private Shares() {}

    /** Whether there are rows enough for each worker to have its own. */
    static boolean areByRows(int batch, int workers) {
        return workers == 1 || batch >= workers * TILE_ROWS;
    }

    /**
     * Divides the nodes 1 .. L by rows.
     *
     * @return for each worker its shares, in ascending order of nodes
     */
    static List<List<Share>> byRows(Chain chain, int batch, int workers) {
        List<List<Share>> shares = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            int first = cut(batch, w, workers);
            int rows = cut(batch, w + 1, workers) - first;
            List<Share> own = new ArrayList<>();
            for (int l = 1; l <= chain.length() && rows > 0; l++) {
                own.add(new Share(l, first, rows));
            }
            shares.add(own);
        }
        return shares;
    }

    /**
     * Divides the nodes 1 .. L into runs of about the same work: a node belongs to the worker in whose part its middle is.
     *
     * @param predicts whether predictions are part of a step
     * @return for each worker its shares, in ascending order of nodes
     */
    static List<List<Share>> byNodes(Chain chain, int batch, int workers, boolean predicts) {
        List<List<Share>> shares = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            shares.add(new ArrayList<>());
        }
        double total = 0;
        for (int l = 1; l <= chain.length(); l++) {
            total += cost(chain, l, predicts);
        }
        double before = 0;
        for (int l = 1; l <= chain.length(); l++) {
            double cost = cost(chain, l, predicts);
            int worker = (int) ((before + cost / 2) / total * workers);
            shares.get(worker).add(new Share(l, 0, batch));
            before += cost;
        }
        return shares;
    }

    /** Where a part begins, of so many rows divided into so many parts. */
    static int cut(int rows, int part, int parts) {
        int nearest = (int) Math.round((double) rows * part / parts / TILE_ROWS) * TILE_ROWS;
        return part == parts ? rows : Math.min(rows, nearest);
    }

    /** The work of one row of a node in a step: what is elementwise, the input-VJP into it, the prediction of it. */
    private static double cost(Chain chain, int node, boolean predicts) {
        double cost = chain.width(node);
        if (node < chain.length()) {
            cost += chain.function(node).inputVjpFlops(1);
        }
        if (predicts && node > 1) {
            cost += chain.function(node - 1).forwardFlops(1);
        }
        return cost;
    }
}
