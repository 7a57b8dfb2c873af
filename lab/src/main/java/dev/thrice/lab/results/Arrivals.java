package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;
import java.util.List;

/**
 * What had arrived at each node after each step of inference, as shares of backpropagation's error g_l.
 *
 * @param algorithm that inferred
 * @param stepSize gamma
 * @param norms ||e_l(t)|| / ||g_l||: for each node 1 .. L - 1, after t = 0, 1, .. steps; exactly 0 where nothing has arrived
 * @param distances ||e_l(t) - a(L - l, t) g_l|| / ||g_l|| to what the arrival law says, likewise
 */
public record Arrivals(String algorithm, double stepSize, List<List<Double>> norms, List<List<Double>> distances) {
    /** Tolerance of an error that is taken to have converged, as a share of it. */
    public static final double CONVERGED = 1e-3;

    /** Copies the lists, and checks them. */
    public Arrivals {
        Expect.that(stepSize > 0 && stepSize <= 1, "step size", stepSize, "in (0, 1]");
        norms = norms.stream().map(List::copyOf).toList();
        distances = distances.stream().map(List::copyOf).toList();
        Expect.equal("lengths of distances", lengths(distances), lengths(norms));
        norms.forEach(steps -> steps.forEach(share -> Expect.notBelow0("norm", share)));
        distances.forEach(steps -> steps.forEach(share -> Expect.notBelow0("distance", share)));
    }

    private static List<Integer> lengths(List<List<Double>> nodes) {
        return nodes.stream().map(List::size).toList();
    }

    /**
     * When a node's error became nonzero.
     *
     * @param node l in 1 .. L - 1
     * @return the first step after which it was; -1 if it never was
     */
    public int first(int node) {
        return firstFrom(node, Math.nextUp(0.0));
    }

    /**
     * When a node's error had come within a tolerance of backpropagation's, judged by its length.
     *
     * @param node l in 1 .. L - 1
     * @param tolerance relative
     * @return the first such step; -1 if there was none
     */
    public int converged(int node, double tolerance) {
        return firstFrom(node, 1 - tolerance);
    }

    private int firstFrom(int node, double share) {
        List<Double> steps = norms.get(node - 1);
        for (int t = 0; t < steps.size(); t++) {
            if (steps.get(t) >= share) {
                return t;
            }
        }
        return -1;
    }
}
