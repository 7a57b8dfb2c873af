package dev.thrice.gate.command.judge;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down procedure (1979): of m hypotheses the one with the smallest p is tested at level / m, the next at level / (m - 1), until one
 * is not rejected; that and all that follow are kept. The probability of rejecting any true one is at most the level, whatever their dependence.
 */
final class Holm {
    private Holm() {}

    /**
     * The level at which each hypothesis is tested: p below it means rejected. Those after the first that is kept have its level.
     *
     * @param p of each hypothesis
     * @param level of all together
     * @return one level a hypothesis
     */
    static double[] levels(double[] p, double level) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] levels = new double[p.length];
        int rejected = 0;
        while (rejected < p.length && p[order[rejected]] < level / (p.length - rejected)) {
            levels[order[rejected]] = level / (p.length - rejected);
            rejected++;
        }
        for (int i = rejected; i < p.length; i++) {
            levels[order[i]] = level / (p.length - rejected);
        }
        return levels;
    }
}
