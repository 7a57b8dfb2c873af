package dev.thrice.lab.schedule;

import java.util.List;

/**
 * Measured durations of what an algorithm does at each node of a chain of L functions, in ns.
 *
 * @param forward of f_0 .. f_(L-1)
 * @param inputVjp J_l^T e of f_1 .. f_(L-1), in that order; nobody needs f_0's
 * @param parameterVjp of f_0 .. f_(L-1); empty where it is left out, as the paper does
 * @param barrier what it costs that processors meet once
 */
public record NodeTimes(List<Double> forward, List<Double> inputVjp, List<Double> parameterVjp, double barrier) {

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if they are not those of one chain
     */
    public NodeTimes {
        forward = List.copyOf(forward);
        inputVjp = List.copyOf(inputVjp);
        parameterVjp = List.copyOf(parameterVjp);
        int length = forward.size();
        if (length < 1 || inputVjp.size() != length - 1 || (!parameterVjp.isEmpty() && parameterVjp.size() != length)) {
            throw new IllegalArgumentException(
                    "times of " + length + " forward functions, " + inputVjp.size() + " VJPs to inputs and "
                            + parameterVjp.size() + " to parameters, expected L, L - 1, and L or none");
        }
    }

    /**
     * The same where each task takes longer by a factor; a barrier does not.
     *
     * @param factor above 0
     * @return a copy
     */
    public NodeTimes inflated(double factor) {
        return new NodeTimes(times(forward, factor), times(inputVjp, factor), times(parameterVjp, factor), barrier);
    }

    private static List<Double> times(List<Double> nanos, double factor) {
        return nanos.stream().map(time -> factor * time).toList();
    }

    /**
     * L.
     *
     * @return parametrised functions
     */
    public int length() {
        return forward.size();
    }

    /**
     * One VJP to inputs.
     *
     * @param node l in 1 .. L - 1
     * @return ns
     */
    double vjp(int node) {
        return inputVjp.get(node - 1);
    }
}
