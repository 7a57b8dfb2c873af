package dev.thrice.gate.command.jmh;

import dev.thrice.command.fork.LastWords;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What JMH says of a benchmark that failed, in a line. */
final class JmhWords {
    /** Of what a benchmark threw, which follows; or why its JVM ended. */
    private static final Pattern FAILURE = Pattern.compile("(?:.*: )?<failure(?:: (.*))?>");

    /** What that JVM said last follows. */
    private static final Pattern ENDED = Pattern.compile("(?:.*: )?<forked VM failed with exit code (-?\\d+)>");

    /** What is between that, and what the JVM says of itself. */
    private static final Pattern AROUND = Pattern.compile("</?std(?:out|err)(?: last=.*)?>|WARNING: .*|\\s*");

    /** Said by JMH itself when something is through or begins, whatever a benchmark prints. */
    private static final Pattern STEP = Pattern.compile(
            "(?:# Warmup Iteration|Iteration) +\\d+: .*|# (?:Benchmark mode|Run progress|Fork): .*|Result \".*");

    private static final String END = "Benchmark had encountered error";
    private static final Pattern EXCEPTION_ALONE = Pattern.compile("(?:\\w+[.])+[\\w$]+");
    private static final int LEAST_SIGNAL = 128;
    private static final int KEPT = 400;

    private final LastWords words = new LastWords();
    private final List<String> before = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private String failure;
    private int code;
    private boolean ended;

    /** Of a JVM that has said nothing yet. */
    JmhWords() {}

    /** Whether a line tells that the run goes on. */
    static boolean isStep(String line) {
        return STEP.matcher(line).matches();
    }

    /** Keeps a line. */
    void hear(String line) {
        words.hear(line);
        Matcher failed = FAILURE.matcher(line);
        Matcher died = ENDED.matcher(line);
        if (failed.matches()) {
            failure = failed.group(1) == null ? "it did not say why" : failed.group(1);
        } else if (died.matches()) {
            code = Integer.parseInt(died.group(1));
            failure = "its JVM ended with exit code " + code;
        } else if (failure == null) {
            keep(before, line);
        } else if (!ended && !AROUND.matcher(line).matches()) {
            ended = line.startsWith(END);
            keep(details, ended ? "" : line);
        }
    }

    private static void keep(List<String> lines, String line) {
        if (lines.size() == KEPT) {
            lines.removeFirst();
        }
        lines.add(line);
    }

    /**
     * Why it failed.
     *
     * @param own exit code of the JVM that ran JMH
     * @return a few words
     */
    String reason(int own) {
        String first =
                details.stream().filter(line -> !line.isBlank()).findFirst().orElse("");
        if (failure != null && first.isEmpty() && code <= LEAST_SIGNAL) {
            return failure;
        }
        if (EXCEPTION_ALONE.matcher(first).matches()) {
            return "an exception without a message";
        }
        return words.reason(code == 0 ? own : code, failure == null ? before : details);
    }
}
