package dev.thrice.lab.gate;

import dev.thrice.command.UsageError;
import dev.thrice.command.output.DistinctFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thrice gate slower}. */
@Command(
        name = "slower",
        description = {
            "Makes a copy of a jar of JMH benchmarks in which some of them do a part of their calls once more, to see what a gate says of"
                    + " a slow-down whose size is known."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice gate slower --jar benchmarks.jar --percent 10 --out slower.jar org.example.Parser.parse",
        mixinStandardHelpOptions = true)
final class SlowerCommand implements Runnable, DistinctFiles.Reader {
    private static final int MOST = 100;

    @Option(names = "--jar", required = true, paramLabel = "FILE", description = "The benchmarks.")
    private Path jar;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The copy.")
    private Path out;

    @Option(
            names = "--percent",
            required = true,
            paramLabel = "N",
            description = "How many of a hundred calls are made twice.")
    private int percent;

    @Parameters(arity = "1..*", paramLabel = "CLASS.METHOD", description = "Which benchmarks.")
    private List<String> names;

    private SlowerCommand() {}

    @Override
    public Stream<Path> reads() {
        return Stream.of(jar);
    }

    @Override
    public void run() {
        UsageError.require("--percent", percent, percent >= 1 && percent <= MOST, "from 1 to " + MOST);
        new SlowerJar(jar, names, percent).write(out);
    }
}
