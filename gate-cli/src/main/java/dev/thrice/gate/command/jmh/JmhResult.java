package dev.thrice.gate.command.jmh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What one fork of JMH's found of one benchmark, under one value of each parameter, in one mode.
 *
 * @param nanos an operation, of each iteration
 * @param bytes allocated an operation, of each iteration; none where the JVM does not count them
 * @param instructions retired an operation in user mode, over all iterations; none where they are not counted, or for too short a time
 * @param operations of an iteration, about
 * @param threads that did them
 */
record JmhResult(List<Double> nanos, List<Double> bytes, List<Double> instructions, double operations, int threads) {
    private static final String ALLOCATED = "gc.alloc.rate.norm"; // after a dot in the middle, before JMH 1.37
    private static final String PER_OPERATION = "/op";
    private static final String OPERATIONS_PER = "ops/";

    /**
     * Reads what JMH wrote.
     *
     * @param file by {@code -rf json}
     * @param what it is of, for messages
     * @return results by name, parameters and mode; none of an empty file
     * @throws UserError if it is something else, or an operation was too short for the clock
     */
    static Map<String, JmhResult> read(Path file, String what) {
        Map<String, JmhResult> results = new LinkedHashMap<>();
        try {
            for (JsonNode result : tree(file, what)) {
                JmhResult found = of(result);
                requireTold(found.nanos(), what);
                results.put(name(result), found);
            }
        } catch (IllegalArgumentException e) {
            throw new UserError(what + ": results that are none of JMH's: " + e.getMessage());
        }
        return results;
    }

    private static JsonNode tree(Path file, String what) {
        try {
            return JsonFile.tree(file);
        } catch (UserError e) { // of a file that the user has not heard of, and that is deleted
            throw new UserError(what + ": results that are no JSON, or cut short");
        }
    }

    private static String name(JsonNode result) {
        Map<String, String> params = new TreeMap<>();
        result.path("params")
                .properties()
                .forEach(each -> params.put(each.getKey(), each.getValue().asText()));
        StringJoiner values = new StringJoiner("; ", " (", ")").setEmptyValue("");
        params.forEach((param, value) -> values.add(param + "=" + value));
        return result.path("benchmark").asText() + values + " "
                + result.path("mode").asText();
    }

    private static JmhResult of(JsonNode result) {
        JsonNode primary = result.path("primaryMetric");
        String unit = primary.path("scoreUnit").asText();
        List<Double> nanos = new ArrayList<>();
        for (double score : scores(primary)) {
            nanos.add(nanos(score, unit));
        }
        JsonNode counted = result.path("secondaryMetrics");
        return new JmhResult(
                nanos,
                counted(counted, ALLOCATED),
                counted(counted, InstructionCounter.EVENT),
                operations(result, nanos),
                result.path("threads").asInt(1));
    }

    /** Of a sample the clock may say that it took no time. */
    private static void requireTold(List<Double> nanos, String what) {
        for (double each : nanos) {
            if (!(each > 0 && each < Double.POSITIVE_INFINITY)) {
                throw new UserError(
                        what + ": " + each
                                + " ns an operation, expected what the clock can tell; -bm avgt takes many operations together");
            }
        }
    }

    private static double nanos(double score, String unit) {
        if (unit.endsWith(PER_OPERATION)) {
            return score * JmhTime.nanos(unit.substring(0, unit.length() - PER_OPERATION.length()));
        }
        if (unit.startsWith(OPERATIONS_PER)) {
            return JmhTime.nanos(unit.substring(OPERATIONS_PER.length())) / score;
        }
        throw new IllegalArgumentException("unit '" + unit + "', expected a time an operation or operations a time");
    }

    /** Of each iteration: as it is, or of a mode that samples the median of its samples. */
    private static List<Double> scores(JsonNode metric) {
        List<Double> scores = new ArrayList<>();
        for (JsonNode score : metric.path("rawData").path(0)) {
            scores.add(number(score));
        }
        for (JsonNode iteration : metric.path("rawDataHistogram").path(0)) {
            scores.add(median(iteration));
        }
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("no raw data");
        }
        return scores;
    }

    /**
     * The median of grouped data: samples are taken as spread evenly over a step of the clock. A step is coarse beside a short operation,
     * whose median would be the same one whatever the build.
     */
    private static double median(JsonNode histogram) {
        TreeMap<Double, Long> counts = new TreeMap<>();
        histogram.forEach(bin -> counts.merge(number(bin.path(0)), bin.path(1).asLong(), Long::sum));
        double left = counts.values().stream().mapToLong(Long::longValue).sum() / 2.0;
        for (Map.Entry<Double, Long> bin : counts.entrySet()) {
            if (left < bin.getValue()) {
                double step = Math.min(leastGap(counts.navigableKeySet()), bin.getKey());
                return bin.getKey() + (left / bin.getValue() - .5) * step;
            }
            left -= bin.getValue();
        }
        throw new IllegalArgumentException("an iteration without samples");
    }

    private static double leastGap(NavigableSet<Double> values) {
        double least = Double.POSITIVE_INFINITY;
        for (double value : values.tailSet(values.first(), false)) {
            least = Math.min(least, value - values.lower(value));
        }
        return least;
    }

    /** What a profiler found: of each iteration, or of all as its score. What it could not count it writes as a text. */
    private static List<Double> counted(JsonNode metrics, String name) {
        List<Double> values = new ArrayList<>();
        metrics.properties().stream()
                .filter(metric -> metric.getKey().endsWith(name))
                .map(Map.Entry::getValue)
                .forEach(metric -> {
                    JsonNode iterations = metric.path("rawData").path(0);
                    (iterations.isEmpty() ? List.of(metric.path("score")) : iterations).forEach(each -> {
                        if (each.isNumber()) {
                            values.add(each.asDouble());
                        }
                    });
                });
        return values;
    }

    private static double number(JsonNode node) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' among raw data, expected a number", node.asText()));
        }
        return node.asDouble();
    }

    private static double operations(JsonNode result, List<Double> nanos) {
        if (result.path("mode").asText().equals("ss")) {
            return result.path("measurementBatchSize").asInt(1);
        }
        double length = JmhTime.seconds(result.path("measurementTime").asText()) * JmhTime.nanos("s");
        return Math.max(1, length / least(nanos));
    }

    static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }
}
