package dev.thrice.command;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The memory there is. What is asked for is judged by it before any is taken: a system may grant more than it has, and end who
 * uses it.
 *
 * @param heap bytes that this JVM's objects may take
 * @param machine bytes that the machine, or the container, can still give
 */
public record Memory(double heap, double machine) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern ADDRESSES = Pattern.compile("Max address space +(\\d+) .*");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ADDRESSES_TAKEN = "VmSize:";

    /** What the JVM may still take for itself, its compilers above all; where it is refused that, it ends. */
    private static final double OF_THE_JVM = 300e6;

    /** What is known of a run before and after it, about. */
    private static final double RUN_HEAP = 4_000;

    private static final double KIB = 1024;
    private static final double MB = 1e6;
    private static final double GB = 1e9;

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 20;

    /**
     * As it is now.
     *
     * @return what this JVM and its machine have
     */
    public static Memory here() {
        double all = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize(); // a container's, in one
        double given = Math.min(
                kibibytes(MEMINFO, AVAILABLE).orElse(Double.POSITIVE_INFINITY), // without swapping
                addresses());
        return new Memory(Runtime.getRuntime().maxMemory(), Math.min(all, given));
    }

    /** Bytes that are left of a limit on this process, ulimit -v; only Linux tells. */
    private static double addresses() {
        double limit = find(
                        LIMITS,
                        line -> Optional.of(ADDRESSES.matcher(line))
                                .filter(Matcher::matches)
                                .map(matcher -> Double.parseDouble(matcher.group(1))))
                .orElse(Double.POSITIVE_INFINITY);
        return Math.max(
                0, limit - OF_THE_JVM - kibibytes(STATUS, ADDRESSES_TAKEN).orElse(0.));
    }

    /** Of a line that begins so. */
    private static Optional<Double> kibibytes(Path file, String beginning) {
        return find(
                file,
                line -> line.startsWith(beginning)
                        ? Optional.of(KIB * Long.parseLong(line.replaceAll("\\D", "")))
                        : Optional.empty());
    }

    /** The first line of a file that has a number; nothing on systems that have no such file. */
    private static Optional<Double> find(Path file, Function<String, Optional<Double>> number) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.flatMap(line -> number.apply(line).stream()).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Checks what objects take.
     *
     * @param what is asked for, with the options that it is asked for by
     * @param bytes that it takes, about
     * @throws UsageError if there are not so many
     */
    public void requireHeap(String what, double bytes) {
        if (bytes > heap) {
            throw new UsageError(what + " takes about " + text(bytes) + " of the JVM's heap, which is at most "
                    + text(heap) + "; expected less, or a larger heap by THRICE_JAVA_OPTS=-Xmx...");
        }
    }

    /**
     * Checks what a grid of runs takes.
     *
     * @param what is asked for, with the options that it is asked for by
     * @param runs of it
     * @throws UsageError if there is no room for so many
     */
    public void requireRuns(String what, double runs) {
        requireHeap(String.format(Locale.ROOT, "%s, %,.0f runs,", what, runs), RUN_HEAP * runs);
    }

    /**
     * Checks what tensors and data take.
     *
     * @param what is asked for, with the options that it is asked for by
     * @param bytes that it takes, about
     * @throws UsageError if there are not so many
     */
    public void requireMachine(String what, double bytes) {
        if (bytes > machine) {
            throw new UsageError(what + " takes about " + text(bytes) + " of memory, and there is " + text(machine)
                    + " to be had; expected less");
        }
    }

    /**
     * What is to be said where memory has run out all the same, in whatever thread, and however its error was passed on.
     *
     * @param thrown that may be it, or be caused by it
     * @return one line with the option that gives more, or nothing of other errors
     */
    public static Optional<String> exhausted(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(OutOfMemoryError.class::isInstance)
                .findFirst()
                .map(error -> Objects.requireNonNullElse(error.getMessage(), "no more to give"))
                .map(reason -> "out of memory: " + reason + "; " + remedy(reason));
    }

    private static String remedy(String reason) {
        if (reason.contains("native thread")) {
            return "ask for fewer --workers or --at-once";
        }
        if (reason.contains("heap") || reason.contains("GC") || reason.contains("array size")) {
            return "ask for less, or for a larger heap than its " + text(here().heap)
                    + " by THRICE_JAVA_OPTS=-Xmx..., such as -Xmx4g, or java -Xmx4g -jar";
        }
        return "ask for less: this machine has " + text(here().machine) + " to give";
    }

    private static String text(double bytes) {
        return bytes < GB
                ? String.format(Locale.ROOT, "%.0f MB", bytes / MB)
                : String.format(Locale.ROOT, "%,.1f GB", bytes / GB);
    }
}
