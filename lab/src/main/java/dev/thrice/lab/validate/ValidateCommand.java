package dev.thrice.lab.validate;

import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.UsageError;
import dev.thrice.lab.bound.BoundReport;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.figures.FiguresFile;
import dev.thrice.lab.output.WholeFile;
import dev.thrice.lab.report.Report.Section;
import dev.thrice.lab.report.ReportFiles;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the paper's bounds on MNIST and says of each whether it holds. */
@Command(
        name = "validate",
        description = {
            "Measures TIME{forward}, TIME{backprop} and TIME{FPA-PC} on MNIST in several fresh JVMs, calibrates w in the same"
                    + " run, and holds the claims of Zahid, Guo & Fountas (2023) against them."
        },
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Runnable {
    /** What says where results go, not what is measured. */
    private static final Set<String> WITH_FROM = Set.of("--from", "--json", "--html", "--svg", "--figures");

    @Spec
    private CommandSpec spec;

    @Mixin
    private Options options;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything that was measured, every sample.")
    private Path json;

    @Mixin
    private ReportFiles files;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Measure nothing: judge anew what an earlier run wrote with --json.")
    private Path from;

    @Option(
            names = "--figures",
            paramLabel = "FILE",
            description = "Draw on the page what thrice figures wrote with --json, too.")
    private Path figuresFile;

    @Option(names = "--fork", paramLabel = "N", hidden = true)
    private Integer fork;

    private List<Section> figures = List.of();
    private boolean reported;

    private ValidateCommand() {}

    @Override
    public void run() {
        requireOptions();
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        files.requireWritable();
        if (figuresFile != null) {
            figures = FiguresFile.sections(figuresFile);
        }
        if (fork != null) {
            ForkRun.run(options, fork, json);
        } else if (from != null) {
            report(ResultsFile.read(from));
        } else {
            measure();
        }
    }

    private void requireOptions() {
        if (from != null) {
            String others = spec.commandLine().getParseResult().matchedOptions().stream()
                    .map(OptionSpec::longestName)
                    .filter(option -> !WITH_FROM.contains(option))
                    .collect(Collectors.joining(" "));
            UsageError.require("--from and", others, others.isEmpty(), "one of the two, since it measures nothing");
        }
        UsageError.require("--fork", fork, fork == null || (fork >= 1 && json != null), "at least 1, with --json");
        if (from == null) {
            options.require();
        }
    }

    private void measure() {
        try (Validation planned = new Validation(options); // so that a mistake is told before anything is fetched
                TensorArena arena = TensorArena.open()) {
            Mnist mnist = Mnist.load(options.dir, arena, true, notice -> System.err.println("thrice: " + notice));
            UsageError.require(
                    "--batch",
                    options.batch,
                    options.batch <= mnist.train().count(),
                    "1 to " + mnist.train().count() + ", the images there are");
            System.out.println("Thrice validates TIME{backprop} <= 3 w sum C_i <= TIME{PC} on "
                    + BoundReport.data(mnist.source().equals(Mnist.MNIST), mnist.detail()) + ", "
                    + planned.plan().cases().size()
                    + " networks in each of " + options.forks() + " forks");
        }
        Forks forks = new Forks(options);
        Thread early = new Thread(() -> {
            forks.stop();
            forks.results()
                    .ifPresentOrElse(
                            this::report,
                            () -> System.err.println(
                                    "thrice: stopped before the first round was through, there is nothing to keep"));
        });
        Runtime.getRuntime().addShutdownHook(early);
        forks.run();
        if (!forks.stopped()) {
            Runtime.getRuntime().removeShutdownHook(early);
            forks.results().ifPresent(this::report);
        }
    }

    /** Once, whoever comes first: the end of the run or its interruption. */
    private synchronized void report(Results results) {
        if (reported) {
            return;
        }
        reported = true;
        if (json != null) {
            ResultsFile.write(json, results);
        }
        BoundReport report = new BoundReport(results);
        System.out.print(report.text());
        if (json != null) {
            System.out.println("written: " + json);
        }
        files.write(() -> report.html().with(figures));
    }
}
