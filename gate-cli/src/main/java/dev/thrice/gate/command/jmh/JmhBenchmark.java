package dev.thrice.gate.command.jmh;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A benchmark method, with what its annotations say that the gate has a word in.
 *
 * @param name its class and its own
 * @param warmUpSeconds of an iteration; null where JMH's default holds
 * @param seconds of a measured iteration; null where JMH's default holds
 * @param forks how many; null where JMH's default holds
 * @param counted what one measured operation is, by {@link #COUNTED JMH's words}: builds that count otherwise have no common scale
 * @param run how it is measured, by {@link #RUN JMH's words}: where builds differ in it, that is told
 */
record JmhBenchmark(
        String name,
        Double warmUpSeconds,
        Double seconds,
        Integer forks,
        Map<String, String> counted,
        Map<String, String> run) {
    /** Of what is annotated: what it is called, and the option that overrides it. */
    static final Map<String, String> COUNTED = countedBy("-t", "-tg", "-bs", "-opi");

    /** The same of what is no other scale, but may be another result. */
    static final Map<String, String> RUN = runBy("-wi", "-i", "-jvmArgs");

    /** Given in the order of the map. */
    static Map<String, String> runBy(String warmUps, String iterations, String jvm) {
        Map<String, String> run = new LinkedHashMap<>();
        run.put("warm-up iterations", warmUps);
        run.put("iterations", iterations);
        run.put("options of the JVM", jvm);
        return run;
    }

    /** Given in the order of the map. */
    static Map<String, String> countedBy(String threads, String groups, String batch, String operations) {
        Map<String, String> counted = new LinkedHashMap<>();
        counted.put("threads", threads);
        counted.put("threads of groups", groups);
        counted.put("calls a batch", batch);
        counted.put("operations a call", operations);
        return counted;
    }
}
