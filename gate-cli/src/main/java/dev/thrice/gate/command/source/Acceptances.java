package dev.thrice.gate.command.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Slow-downs that are meant: lines {@code Perf-Accepted: <benchmark>, <reason>} in messages of commits. A benchmark's name may have commas
 * in it, so that where it ends is known from the names that there are.
 */
public final class Acceptances {
    private static final Pattern LINE = Pattern.compile("(?m)^Perf-Accepted:[ \\t]*(\\S.*?)[ \\t]*$");
    private static final Pattern REASON = Pattern.compile("[ \\t]*,[ \\t]*(\\S.*)");

    private final List<String> lines = new ArrayList<>();

    /**
     * Finds them.
     *
     * @param messages of all commits of a change
     */
    public Acceptances(String messages) {
        Matcher matcher = LINE.matcher(messages);
        while (matcher.find()) {
            lines.add(matcher.group(1));
        }
    }

    /**
     * What they say of benchmarks. A line without a reason says nothing; one that may be of several is of that with the longest name.
     *
     * @param benchmarks names of all that there are
     * @return reasons by benchmark; the first there is for each
     */
    public Map<String, String> reasons(Collection<String> benchmarks) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : lines) {
            benchmarks.stream()
                    .filter(name -> reason(line, name).isPresent())
                    .max(Comparator.comparingInt(String::length))
                    .ifPresent(
                            name -> reasons.putIfAbsent(name, reason(line, name).orElseThrow()));
        }
        return reasons;
    }

    /**
     * Lines that nothing came of.
     *
     * @param accepted names of the benchmarks that were let pass
     * @return the lines that are of none of these, from the benchmark on
     */
    public List<String> unused(Collection<String> accepted) {
        return lines.stream()
                .filter(line ->
                        accepted.stream().allMatch(name -> reason(line, name).isEmpty()))
                .toList();
    }

    private static Optional<String> reason(String line, String name) {
        if (!line.startsWith(name)) {
            return Optional.empty();
        }
        Matcher matcher = REASON.matcher(line.substring(name.length()));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
