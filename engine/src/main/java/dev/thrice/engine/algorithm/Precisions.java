package dev.thrice.engine.algorithm;

import java.util.Arrays;

/** The precisions P_l = 1 / variance of a chain's nodes, one number a node. */
@FunctionalInterface
public interface Precisions {
    /** All 1. */
    Precisions ONES = (node, chainLength) -> 1f;

    /**
     * A node's precision.
     *
     * @param node l in 1 .. L
     * @param chainLength L
     * @return P_l, above 0
     * @throws IllegalArgumentException if they are for chains of another length
     */
    float of(int node, int chainLength);

    /**
     * One precision for the hidden nodes, and 1 for the output.
     *
     * @param precision k, above 0
     * @return the precisions
     * @throws IllegalArgumentException if it is not a number above 0
     */
    static Precisions hidden(float precision) {
        Requirements.positive("precision", precision);
        return (node, chainLength) -> node < chainLength ? precision : 1f;
    }

    /**
     * A precision for each node.
     *
     * @param precisions P_1 .. P_L, each above 0
     * @return the precisions
     * @throws IllegalArgumentException if one is not a number above 0
     */
    static Precisions each(float... precisions) {
        float[] copy = precisions.clone();
        for (float precision : copy) {
            Requirements.positive("precision", precision);
        }
        return (node, chainLength) -> {
            if (copy.length != chainLength) {
                throw new IllegalArgumentException(
                        "precisions " + Arrays.toString(copy) + ", expected " + chainLength + ", one a node");
            }
            return copy[node - 1];
        };
    }
}
