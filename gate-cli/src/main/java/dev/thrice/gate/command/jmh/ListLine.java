package dev.thrice.gate.command.jmh;

import dev.thrice.gate.command.jmh.JmhBenchmark.Annotated;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line of {@code META-INF/BenchmarkList}, by which JMH knows what its annotation processor found: fields in an order of their own, each a tag
 * and, unless it is empty, texts whose lengths stand before them.
 */
final class ListLine {
    private static final String MAGIC = "JMH ";
    private static final char EMPTY = 'E';
    private static final String LISTS = "AL";
    private static final char MAP = 'M';
    private static final String USUAL = "as usual";
    private static final String ONE = "1"; // which JMH takes where nothing is annotated

    private final String line;
    private int at = MAGIC.length();

    private ListLine(String line) {
        this.line = line;
    }

    /**
     * Reads what the gate needs of one.
     *
     * @param line of the file
     * @return the benchmark
     * @throws IllegalArgumentException if it is no such line
     */
    static JmhBenchmark read(String line) {
        if (!line.startsWith(MAGIC)) {
            throw new IllegalArgumentException("not a line of JMH's");
        }
        try {
            return new ListLine(line).benchmark();
        } catch (StringIndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("not a line of JMH's, or cut short", e);
        }
    }

    private JmhBenchmark benchmark() {
        String type = text();
        skip(1); // the generated class
        String method = text();
        skip(1); // mode
        Map<Annotated, String> annotated = new EnumMap<>(Annotated.class);
        annotated.put(Annotated.THREADS, optional().orElse(ONE));
        annotated.put(Annotated.GROUP_THREADS, String.join(",", next()));
        skip(1); // labels of groups
        annotated.put(Annotated.WARM_UPS, optional().orElse(USUAL));
        Optional<String> warmUp = optional();
        skip(1); // warm-up batch
        annotated.put(Annotated.ITERATIONS, optional().orElse(USUAL));
        Optional<String> measurement = optional();
        annotated.put(Annotated.BATCH, optional().orElse(ONE));
        Optional<String> forks = optional();
        skip(2); // warm-up forks, JVM
        List<String> jvm = new ArrayList<>(next());
        jvm.addAll(next());
        jvm.addAll(next());
        annotated.put(Annotated.JVM, jvm.isEmpty() ? USUAL : String.join(" ", jvm));
        skip(2); // parameters, unit of time
        annotated.put(Annotated.OPERATIONS, optional().orElse(ONE));
        return new JmhBenchmark(
                type + "." + method,
                warmUp.map(JmhTime::seconds).orElse(null),
                measurement.map(JmhTime::seconds).orElse(null),
                forks.map(Integer::valueOf).orElse(null),
                annotated);
    }

    private String text() {
        return optional().orElseThrow(() -> new IllegalArgumentException("an empty field, expected a name"));
    }

    private Optional<String> optional() {
        List<String> texts = next();
        return texts.isEmpty() ? Optional.empty() : Optional.of(texts.getFirst());
    }

    private void skip(int fields) {
        for (int i = 0; i < fields; i++) {
            next();
        }
    }

    /** The texts of a field, of whichever kind. */
    private List<String> next() {
        char tag = line.charAt(at);
        at += 2;
        List<String> texts = new ArrayList<>();
        if (tag == MAP) {
            for (int pairs = length(); pairs > 0; pairs--) {
                texts.add(counted());
                for (int values = length(); values > 0; values--) {
                    texts.add(counted());
                }
            }
        } else if (tag != EMPTY) {
            for (int left = LISTS.indexOf(tag) < 0 ? 1 : length(); left > 0; left--) {
                texts.add(counted());
            }
        }
        return texts;
    }

    private String counted() {
        int length = length();
        String text = line.substring(at, at + length);
        at += length + 1;
        return text;
    }

    private int length() {
        int end = line.indexOf(' ', at);
        int length = Integer.parseInt(line.substring(at, end));
        at = end + 1;
        return length;
    }
}
