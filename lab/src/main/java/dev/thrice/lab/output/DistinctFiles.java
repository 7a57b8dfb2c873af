package dev.thrice.lab.output;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Runs a command, unless it was told to write a file that it is told to read, or write another thing to, as well. */
public final class DistinctFiles implements IExecutionStrategy {
    /** In every command that has them. */
    private static final Set<String> OUTPUTS = Set.of("--csv", "--html", "--json", "--log", "--markdown", "--out");

    /** The strategy. */
    public DistinctFiles() {}

    @Override
    public int execute(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            for (OptionSpec output : files(command, DistinctFiles::isOutput).toList()) {
                files(
                                command,
                                other -> !other.equals(output)
                                        && Destination.areSame(output.getValue(), other.getValue()))
                        .findFirst()
                        .ifPresent(other -> {
                            throw new ParameterException(
                                    command,
                                    output.longestName() + " and " + other.longestName() + " are the same file, "
                                            + output.getValue() + "; expected one of its own for what is written");
                        });
            }
        }
        return new RunLast().execute(parsed);
    }

    private static Stream<OptionSpec> files(CommandLine command, Predicate<OptionSpec> wanted) {
        return command.getParseResult().matchedOptions().stream()
                .filter(option -> option.getValue() instanceof Path)
                .filter(wanted);
    }

    /**
     * Whether an option names a file to be written.
     *
     * @param option of a command
     * @return whether it is one of those
     */
    public static boolean isOutput(OptionSpec option) {
        return OUTPUTS.contains(option.longestName());
    }
}
