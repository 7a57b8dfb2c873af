package dev.thrice.command.output;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Runs a command, unless it was told to write a folder, a file that it is told to read, or one that it writes another thing to. */
public final class DistinctFiles implements IExecutionStrategy {
    /** In every command that has them. */
    private static final Set<String> OUTPUTS =
            Set.of("--csv", "--history", "--history-csv", "--html", "--json", "--log", "--markdown", "--out");

    /** A command, or a part of its options, that reads more than the files that its options name. */
    @FunctionalInterface
    public interface Reader {
        /**
         * What is read under the options given.
         *
         * @return files, there or not, and folders whose every file may be read
         */
        Stream<Path> reads();
    }

    /** The strategy. */
    public DistinctFiles() {}

    @Override
    public int execute(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            for (OptionSpec output : files(command, DistinctFiles::isOutput).toList()) {
                requireFile(command, output);
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
                CommandSpec spec = command.getCommandSpec();
                requireUnread(spec, readers(spec).flatMap(Reader::reads).toList());
            }
        }
        return new RunLast().execute(parsed);
    }

    private static void requireFile(CommandLine command, OptionSpec output) {
        Path path = output.getValue();
        if (Files.isDirectory(path)) {
            throw new ParameterException(
                    command, output.longestName() + " " + path + " is a folder, expected a file's name");
        }
    }

    /**
     * Checks that nothing is written over what a command reads, or keeps by itself.
     *
     * @param spec of the command
     * @param read files, there or not, and folders whose every file may be read
     * @throws ParameterException if an output is one of them
     */
    public static void requireUnread(CommandSpec spec, List<Path> read) {
        CommandLine command = spec.commandLine();
        for (OptionSpec output : files(command, DistinctFiles::isOutput).toList()) {
            Path path = output.getValue();
            if (read.stream().anyMatch(other -> Destination.areSame(path, other) || Destination.isIn(path, other))) {
                throw new ParameterException(
                        command,
                        output.longestName() + " " + path
                                + " is a file that this command reads; expected one of its own for what is written");
            }
        }
    }

    private static Stream<Reader> readers(CommandSpec spec) {
        return Stream.concat(
                spec.userObject() instanceof Reader reader ? Stream.of(reader) : Stream.empty(),
                spec.mixins().values().stream().flatMap(DistinctFiles::readers));
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
