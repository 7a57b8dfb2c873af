package dev.thrice.gate.command.jmh;

import dev.thrice.base.Printable;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Has JMH itself say whether it takes the options that it will be given, before any time is spent. */
final class JmhParser {
    /** Of a list of benchmarks with their parameters. */
    private static final Pattern PARAMETER = Pattern.compile("^ +param \"(.+)\" = ", Pattern.MULTILINE);

    /** What stands around the reason, of an option and of a value. */
    private static final Pattern AROUND =
            Pattern.compile("Error parsing command line:|Exception in thread \"main\" \\S+: ");

    private JmhParser() {}

    /**
     * Asks it.
     *
     * @param plan with the options
     * @throws UsageError if it takes one of them not, or one is of a parameter that no benchmark has
     */
    static void requireOptions(JmhPlan plan) {
        if (plan.options().isEmpty()) {
            return;
        }
        String said = said(plan.listing());
        TreeSet<String> parameters = PARAMETER
                .matcher(said)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        for (int i = 0; i + 1 < plan.options().size(); i++) {
            String value = plan.options().get(i + 1);
            String name = value.replaceFirst("=.*", "");
            if (plan.options().get(i).equals("-p") && !parameters.contains(name)) {
                throw new UsageError("JMH's option -p " + value
                        + ": no benchmark has such a parameter, expected "
                        + (parameters.isEmpty()
                                ? "none: they have no parameters"
                                : "one of " + Printable.list(parameters)));
            }
        }
    }

    private static String said(List<String> command) {
        try {
            Answer answer = Answer.to(command);
            if (answer.code() != 0) {
                String reason = AROUND.matcher(answer.said())
                        .replaceAll("")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("WARNING: ") && !line.startsWith("at "))
                        .limit(2)
                        .collect(Collectors.joining("; "));
                throw new UsageError("JMH: " + Printable.of(reason));
            }
            return answer.said();
        } catch (IOException e) {
            throw new UserError("JMH cannot be started: " + Reason.of(e));
        }
    }
}
