package dev.thrice.engine.chain;

import java.util.BitSet;

/**
 * How long the paths of a chain with {@linkplain Skip skips} are, from each node to the output: the chain's own has L - l edges, and each
 * skip on the way saves what it passes.
 */
public final class Paths {
    private final int length;
    private final BitSet[] lengths; // by node; null where there are no skips
    private final int[] firstMoves; // by node; null where there are no skips

    /**
     * Finds them.
     *
     * @param chain with or without skips
     */
    public Paths(Chain chain) {
        length = chain.length();
        lengths = chain.skips().isEmpty() ? null : new BitSet[length + 1];
        if (lengths != null) {
            lengths[length] = new BitSet();
            lengths[length].set(0);
            for (int l = length - 1; l >= 0; l--) {
                lengths[l] = new BitSet();
                addLongerByOne(lengths[l + 1], lengths[l]);
                for (int to : chain.skipsFrom(l)) {
                    addLongerByOne(lengths[to], lengths[l]);
                }
            }
        }
        firstMoves = chain.skips().isEmpty() ? null : firstMoves(chain);
    }

    /** Step by step: a node moves if in the step before its own error or that of a node which it predicts was not 0. */
    private static int[] firstMoves(Chain chain) {
        int length = chain.length();
        int[] moves = new int[length + 1];
        boolean[] erring = new boolean[length + 1];
        erring[length] = true;
        int moved = 0;
        for (int t = 1; moved < length - 1; t++) {
            for (int l = 1; l < length; l++) {
                boolean pulled = erring[l] || erring[l + 1];
                for (int to : chain.skipsFrom(l)) {
                    pulled |= erring[to];
                }
                if (moves[l] == 0 && pulled) {
                    moves[l] = t;
                    moved++;
                }
            }
            for (int l = 1; l < length; l++) {
                erring[l] |= moves[l] > 0 || (l > 1 && moves[l - 1] > 0);
                for (int from : chain.skipsInto(l)) {
                    erring[l] |= from > 0 && moves[from] > 0;
                }
            }
        }
        return moves;
    }

    private static void addLongerByOne(BitSet from, BitSet to) {
        for (int edges = from.nextSetBit(0); edges >= 0; edges = from.nextSetBit(edges + 1)) {
            to.set(edges + 1);
        }
    }

    /**
     * Whether there is a path of so many edges.
     *
     * @param node l in 0 .. L, where it begins
     * @param edges at least 0
     * @return whether one leads to the output
     */
    public boolean has(int node, int edges) {
        return lengths == null ? edges == length - node : lengths[node].get(edges);
    }

    /**
     * The step in which the value of a node first moves under variational predictive coding, where all nodes move at once. Without skips
     * that is when its error arrives, t = L - l. With them it may be before: a node that a skip has moved changes the predictions above
     * it, whose errors pull at values that no error has reached from the output.
     *
     * @param node l in 1 .. L - 1
     * @return t, at most the length of the shortest path
     */
    public int firstMove(int node) {
        return firstMoves == null ? length - node : firstMoves[node];
    }

    /**
     * The length of the shortest path.
     *
     * @param node l in 0 .. L, where it begins
     * @return edges, at most L - l
     */
    public int shortest(int node) {
        return lengths == null ? length - node : lengths[node].nextSetBit(0);
    }
}
