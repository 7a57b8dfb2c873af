package dev.thrice.gate.command.jmh;

import dev.thrice.command.UsageError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Options as JMH has them. What selects benchmarks is the gate's to do, since it runs them one by one; all else is passed on.
 */
public final class JmhOptions {
    private static final Set<String> WITHOUT_VALUE = Set.of("-h", "-l", "-lp", "-lrf", "-lprof");
    private static final Set<String> VALUE_OR_NOT = Set.of("-f", "-foe", "-gc", "-si");
    private static final Set<String> OF_THE_GATE = Set.of("-f", "-wf", "-foe", "-o", "-rf", "-rff", "-v");
    private static final Pattern VALUE_OF_THOSE = Pattern.compile("\\d+|true|false");

    private final List<Pattern> includes = new ArrayList<>();
    private final List<Pattern> excludes = new ArrayList<>();
    private final List<String> passedOn = new ArrayList<>();

    /**
     * Sorts them.
     *
     * @param words of the command line
     * @throws UsageError if one is the gate's to say, or no benchmark is run by it
     */
    public JmhOptions(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                includes.add(pattern(word));
                continue;
            }
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            require(option);
            boolean follows = equals < 0 && takesNext(option, words, i);
            if (option.equals("-e")) {
                for (String each : (follows ? words.get(i + 1) : word.substring(equals + 1)).split(",", -1)) {
                    excludes.add(pattern(each));
                }
            } else {
                passedOn.add(option);
                if (follows || equals >= 0) {
                    passedOn.add(follows ? words.get(i + 1) : word.substring(equals + 1));
                }
            }
            i += follows ? 1 : 0;
        }
    }

    private static boolean takesNext(String option, List<String> words, int at) {
        boolean last = at + 1 == words.size();
        if (VALUE_OR_NOT.contains(option)) {
            return !last && VALUE_OF_THOSE.matcher(words.get(at + 1)).matches();
        }
        if (last) {
            throw new UsageError("JMH's option " + option + " has no value");
        }
        return true;
    }

    private static void require(String option) {
        if (OF_THE_GATE.contains(option)) {
            throw new UsageError("JMH's option " + option + " is the gate's to say"
                    + (option.equals("-f") ? ", expected --forks before the --" : ""));
        }
        if (WITHOUT_VALUE.contains(option)) {
            throw new UsageError("JMH's option " + option + " runs no benchmark, expected one that says which, or how");
        }
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new UsageError(
                    "benchmarks '" + regex + "': " + e.getDescription() + ", expected a regular expression");
        }
    }

    /** Whether a benchmark of this name is asked for: found by an include, all where there is none, and by no exclude. */
    boolean select(String name) {
        return (includes.isEmpty()
                        || includes.stream().anyMatch(each -> each.matcher(name).find()))
                && excludes.stream().noneMatch(each -> each.matcher(name).find());
    }

    /**
     * Whether there are any.
     *
     * @return whether nothing was given
     */
    public boolean isEmpty() {
        return includes.isEmpty() && excludes.isEmpty() && passedOn.isEmpty();
    }

    /** In words, what benchmarks are asked for. */
    String selection() {
        return includes.isEmpty() ? "all but " + excludes : includes + (excludes.isEmpty() ? "" : " but " + excludes);
    }

    /** For JMH. */
    List<String> passedOn() {
        return passedOn;
    }
}
