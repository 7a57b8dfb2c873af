package dev.thrice.gate.command.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Slow-downs that are meant: lines {@code Perf-Accepted: <benchmark>, <reason>} in messages of commits. */
public final class Acceptances {
    private static final Pattern LINE =
            Pattern.compile("(?m)^Perf-Accepted:[ \\t]*([^,\\s][^,\\n]*?)[ \\t]*,[ \\t]*(\\S.*?)[ \\t]*$");

    private Acceptances() {}

    /**
     * Finds them. A line without a reason is none.
     *
     * @param messages of all commits of a change
     * @return reasons by benchmark; the first there is for each
     */
    public static Map<String, String> in(String messages) {
        Map<String, String> reasons = new LinkedHashMap<>();
        Matcher matcher = LINE.matcher(messages);
        while (matcher.find()) {
            reasons.putIfAbsent(matcher.group(1), matcher.group(2));
        }
        return reasons;
    }
}
