package dev.thrice.gate.command.jmh;

import java.util.Map;

/**
 * A benchmark method, with what its annotations say that the gate has a word in.
 *
 * @param name its class and its own
 * @param warmUpSeconds of an iteration; null where JMH's default holds
 * @param seconds of a measured iteration; null where JMH's default holds
 * @param forks how many; null where JMH's default holds
 * @param annotated all in which two builds may differ
 */
record JmhBenchmark(
        String name, Double warmUpSeconds, Double seconds, Integer forks, Map<Annotated, String> annotated) {
    /** What an annotation says that an option of JMH's overrides. */
    enum Annotated {
        THREADS("threads", "-t", true),
        GROUP_THREADS("threads of groups", "-tg", true),
        BATCH("calls a batch", "-bs", true),
        OPERATIONS("operations a call", "-opi", true),
        WARM_UPS("warm-up iterations", "-wi", false),
        ITERATIONS("iterations", "-i", false),
        JVM("options of the JVM", "-jvmArgs", false);

        final String words;
        final String option;

        /** Whether JMH divides by it: builds that differ in it have no common scale. In all else they may be compared. */
        final boolean scale;

        Annotated(String words, String option, boolean scale) {
            this.words = words;
            this.option = option;
            this.scale = scale;
        }
    }
}
