package dev.thrice.command.fork;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why a JVM of ours ended early, in one line: told by itself, by the system, or by the JVM that crashed. */
public final class LastWords {
    private static final int KEPT = 200;
    private static final int SIGNALLED = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1,
            "SIGHUP",
            2,
            "SIGINT",
            4,
            "SIGILL",
            6,
            "SIGABRT",
            7,
            "SIGBUS",
            8,
            "SIGFPE",
            9,
            "SIGKILL, as where memory runs out",
            11,
            "SIGSEGV",
            15,
            "SIGTERM");

    private static final String SPEAKER = "thrice: ";
    private static final String DEFECT = SPEAKER + "internal error";

    /** Of a stack trace: class names before what they say. */
    private static final Pattern EXCEPTION =
            Pattern.compile("(?:Exception in thread \".*\" )?(?:[\\w$]+\\.)+[\\w$]+(?:: (.*))?");

    /** What libraries and the JVM say by the way. */
    private static final Pattern NOISE = Pattern.compile(
            ".*\\b(TRACE|DEBUG|INFO|WARN|WARNING|FINE|CONFIG|SLF4J|log4j|warning)\\b.*|\\s*at .*|\\s*|#.*");

    private static final Pattern CRASH = Pattern.compile("#\\s+(SIG[A-Z]+|EXCEPTION_\\w+|Internal Error).*");
    private static final Pattern NATIVE_FRAME = Pattern.compile("# C\\s+\\[(.*?)\\+0x.*");

    private final Deque<String> output = new ArrayDeque<>();

    /** Of a JVM that has said nothing yet. */
    public LastWords() {}

    /**
     * Keeps a line of the standard output, to which a JVM tells of its crash.
     *
     * @param line that it said
     */
    public void hear(String line) {
        output.addLast(line);
        if (output.size() > KEPT) {
            output.removeFirst();
        }
    }

    /**
     * The reason.
     *
     * @param code that it exited with
     * @param errors the lines of its standard error
     * @return one line
     */
    public String reason(int code, List<String> errors) {
        return crash().or(() -> signal(code))
                .or(() -> defect(errors))
                .or(() -> told(errors))
                .or(() -> errors.stream()
                        .filter(line -> !NOISE.matcher(line).matches())
                        .map(LastWords::withoutClass)
                        .findFirst())
                .orElse("it said nothing")
                .strip();
    }

    /** Of the place only a library's name helps; where it was in Java, that is code which called one. */
    private Optional<String> crash() {
        String place = output.stream()
                .map(NATIVE_FRAME::matcher)
                .filter(Matcher::matches)
                .map(frame -> ", in " + frame.group(1))
                .findFirst()
                .orElse("");
        return output.stream()
                .map(CRASH::matcher)
                .filter(Matcher::matches)
                .map(crash -> "its JVM crashed, " + crash.group(1) + place)
                .findFirst();
    }

    private static Optional<String> signal(int code) {
        return Optional.ofNullable(SIGNALS.get(code - SIGNALLED)).map(name -> "it was ended by " + name);
    }

    private static Optional<String> defect(List<String> errors) {
        int line = indexOfLast(errors, DEFECT);
        return line < 0 || line + 1 >= errors.size()
                ? Optional.empty()
                : Optional.of(withoutClass(errors.get(line + 1)));
    }

    /** What it said as this program does. The last, since what others log before looks the same. */
    static Optional<String> told(List<String> errors) {
        int line = indexOfLast(errors, SPEAKER);
        return line < 0 ? Optional.empty() : Optional.of(errors.get(line).substring(SPEAKER.length()));
    }

    private static int indexOfLast(List<String> lines, String beginning) {
        return Stream.iterate(lines.size() - 1, i -> i >= 0, i -> i - 1)
                .filter(i -> lines.get(i).startsWith(beginning))
                .findFirst()
                .orElse(-1);
    }

    private static String withoutClass(String line) {
        Matcher exception = EXCEPTION.matcher(line);
        if (!exception.matches()) {
            return line;
        }
        return exception.group(1) == null ? "internal error" : exception.group(1);
    }
}
