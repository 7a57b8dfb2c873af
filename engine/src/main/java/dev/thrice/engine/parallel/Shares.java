package dev.thrice.engine.parallel;

import dev.thrice.engine.chain.Chain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides layers x rows among workers, once. A sample's errors depend on no other sample's, so where there are rows enough
 * each worker gets its own rows of every node and reads nothing that another has written; else each gets a contiguous run of
 * whole nodes of about the same work. The bits are the same either way: a network's products are planned as parts of a batch.
 */
public final class Shares {
    /** Some rows of one node. */
    public record Share(int node, int firstRow, int rows) {}

    /** Rows of a tile: a cut falls on a multiple of it, and a worker has at least as many. */
    private static final int TILE_ROWS = 4;

    private Shares() {}

    /** Whether there are rows enough for each worker to have its own. */
    public static boolean areByRows(int batch, int workers) {
        return workers == 1 || batch >= workers * TILE_ROWS;
    }

    /**
     * Divides a batch.
     *
     * @return the first row of each worker, ascending, and the batch at the end
     */
    public static int[] cuts(int batch, int workers) {
        return IntStream.rangeClosed(0, workers)
                .map(w -> w == workers ? batch : inTiles((double) batch * w / workers, batch))
                .toArray();
    }

    /**
     * Divides the nodes 1 .. L by rows.
     *
     * @param cuts of the batch
     * @return for each worker its shares, in ascending order of nodes
     */
    public static List<List<Share>> byRows(Chain chain, int[] cuts) {
        List<List<Share>> shares = new ArrayList<>();
        for (int w = 0; w + 1 < cuts.length; w++) {
            int first = cuts[w];
            int rows = cuts[w + 1] - first;
            shares.add(IntStream.rangeClosed(1, chain.length())
                    .mapToObj(l -> new Share(l, first, rows))
                    .toList());
        }
        return shares;
    }

    /**
     * Divides the nodes 1 .. L into runs of about the same work: a node belongs to the worker in whose part its middle is.
     *
     * @param predicts whether predictions are part of a step
     * @return for each worker its shares, in ascending order of nodes
     */
    public static List<List<Share>> byNodes(Chain chain, int batch, int workers, boolean predicts) {
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

    /**
     * Divides outputs: those of functions that learn together into runs of about the same work, in the order of the chain. So of most
     * functions one worker computes the whole gradient, and nobody else reads what others have written of its batch.
     *
     * @param together the functions' indices, ascending, by when they learn
     * @return for each worker its outputs, by function
     */
    public static OutputShare[][] byOutputs(Chain chain, Collection<List<Integer>> together, int workers) {
        OutputShare[][] shares = new OutputShare[workers][chain.length()];
        for (List<Integer> functions : together) {
            double total = functions.stream()
                    .mapToDouble(l -> chain.function(l).parameterVjpFlops(1))
                    .sum();
            double before = 0;
            for (int l : functions) {
                int outputs = chain.function(l).outputs();
                double flops = chain.function(l).parameterVjpFlops(1);
                int first = 0;
                for (int w = 0; w < workers; w++) {
                    double reached = flops == 0 ? 1 : (total * (w + 1) / workers - before) / flops;
                    int end = w == workers - 1 ? outputs : inTiles(outputs * Math.clamp(reached, 0, 1), outputs);
                    shares[w][l] = new OutputShare(first, end, outputs);
                    first = end;
                }
                before += flops;
            }
        }
        return shares;
    }

    /** The tile's edge that is nearest. */
    private static int inTiles(double row, int rows) {
        return Math.min(rows, (int) Math.round(row / TILE_ROWS) * TILE_ROWS);
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
