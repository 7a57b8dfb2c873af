package dev.thrice.engine.chain;

/**
 * An edge past what lies between two nodes of a {@link Chain}: the value of one is added to the prediction of the other, mu_to =
 * f_(to-1)(x_(to-1)) + x_from. From node {@code to - 1} it makes a residual function x + f(x); from further below, a block of several
 * functions.
 *
 * @param from a node, at least 0
 * @param to a node above it
 */
public record Skip(int from, int to) {
    /**
     * Checks the direction.
     *
     * @throws IllegalArgumentException if it does not lead up, which would be a circle
     */
    public Skip {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException(
                    "chain: skip from node " + from + " to node " + to + ", expected one to a node further up");
        }
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
