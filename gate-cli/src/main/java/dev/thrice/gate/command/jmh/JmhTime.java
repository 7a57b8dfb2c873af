package dev.thrice.gate.command.jmh;

import java.util.Map;

/** JMH's words for times. */
final class JmhTime {
    private static final Map<String, Double> NANOS = Map.ofEntries(
            Map.entry("ns", 1.0),
            Map.entry("us", 1e3),
            Map.entry("ms", 1e6),
            Map.entry("s", 1e9),
            Map.entry("min", 60e9),
            Map.entry("m", 60e9),
            Map.entry("hr", 3600e9),
            Map.entry("h", 3600e9),
            Map.entry("day", 86_400e9));

    private JmhTime() {}

    /**
     * How long a unit is.
     *
     * @param unit as JMH writes it
     * @return ns
     * @throws IllegalArgumentException if there is no such unit
     */
    static double nanos(String unit) {
        Double nanos = NANOS.get(unit);
        if (nanos == null) {
            throw new IllegalArgumentException("unit '" + unit + "', expected one of JMH's");
        }
        return nanos;
    }

    /**
     * How long a time is.
     *
     * @param time such as {@code 100 ms}
     * @return seconds
     */
    static double seconds(String time) {
        String[] parts = time.strip().split(" ", 2);
        return Double.parseDouble(parts[0]) * nanos(parts.length == 1 ? "s" : parts[1]) / nanos("s");
    }
}
