package dev.thrice.gate.command.measure;

import java.util.List;

/**
 * What a fork is to do.
 *
 * @param base class path of the base, files separated as the system does
 * @param candidate class path of the candidate
 * @param pairs what to measure
 * @param quads of each benchmark that are to be undisturbed
 * @param warmUpMillis in which nothing may be compiled before a benchmark is measured, both builds together
 * @param blockMicros length of a block
 * @param seed of the orders
 */
public record ForkPlan(
        String base, String candidate, List<Pair> pairs, int quads, int warmUpMillis, int blockMicros, long seed) {
    /**
     * A benchmark of either build.
     *
     * @param base its name in the base
     * @param candidate its name in the candidate: the same, unless the gate itself is tested
     */
    public record Pair(String base, String candidate) {
        /**
         * The name it is reported by.
         *
         * @return the candidate's name
         */
        public String name() {
            return candidate;
        }
    }

    /**
     * The same for other benchmarks.
     *
     * @param others what to measure
     * @return the plan
     */
    public ForkPlan of(List<Pair> others) {
        return new ForkPlan(base, candidate, others, quads, warmUpMillis, blockMicros, seed);
    }
}
