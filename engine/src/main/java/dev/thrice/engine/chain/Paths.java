package dev.thrice.engine.chain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        boolean graph = !chain.skips().isEmpty();
        int[][] above = graph ? neighbours(chain, Skip::from, Skip::to) : null;
        lengths = graph ? lengths(above) : null;
        firstMoves = graph ? firstMoves(above, neighbours(chain, Skip::to, Skip::from)) : null;
    }

    /** For each node, where the skips lead whose one end it is. */
    private static int[][] neighbours(Chain chain, ToIntFunction<Skip> one, ToIntFunction<Skip> other) {
        List<IntStream.Builder> all =
                Stream.generate(IntStream::builder).limit(chain.length() + 1L).toList();
        chain.skips().forEach(skip -> all.get(one.applyAsInt(skip)).add(other.applyAsInt(skip)));
        return all.stream().map(each -> each.build().toArray()).toArray(int[][]::new);
    }

    private static BitSet[] lengths(int[][] above) {
        BitSet[] lengths = new BitSet[above.length];
        lengths[above.length - 1] = new BitSet();
        lengths[above.length - 1].set(0);
        for (int l = above.length - 2; l >= 0; l--) {
            lengths[l] = new BitSet();
            addLongerByOne(lengths[l + 1], lengths[l]);
            for (int to : above[l]) {
                addLongerByOne(lengths[to], lengths[l]);
            }
        }
        return lengths;
    }

    /** Step by step: a node moves if in the step before its own error, or that of a node which it predicts, first was not 0. */
    private static int[] firstMoves(int[][] above, int[][] below) {
        int length = above.length - 1;
        int[] moves = new int[length + 1];
        boolean[] erring = new boolean[length + 1];
        erring[length] = true;
        List<Integer> newlyErring = List.of(length);
        for (int t = 1; !newlyErring.isEmpty(); t++) {
            List<Integer> moved = new ArrayList<>();
            for (int node : newlyErring) {
                move(node, length, t, moves, moved);
                move(node - 1, length, t, moves, moved);
                for (int from : below[node]) {
                    move(from, length, t, moves, moved);
                }
            }
            newlyErring = new ArrayList<>();
            for (int node : moved) {
                err(node, length, erring, newlyErring);
                err(node + 1, length, erring, newlyErring);
                for (int to : above[node]) {
                    err(to, length, erring, newlyErring);
                }
            }
        }
        return moves;
    }

    private static void move(int node, int length, int t, int[] moves, List<Integer> moved) {
        if (node >= 1 && node < length && moves[node] == 0) {
            moves[node] = t;
            moved.add(node);
        }
    }

    private static void err(int node, int length, boolean[] erring, List<Integer> newly) {
        if (node < length && !erring[node]) {
            erring[node] = true;
            newly.add(node);
        }
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
