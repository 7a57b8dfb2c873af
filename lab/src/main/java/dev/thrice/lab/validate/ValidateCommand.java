package dev.thrice.lab.validate;

import dev.thrice.base.Printable;
import dev.thrice.command.EarlyEnd;
import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.WholeFile;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.bound.BoundReport;
import dev.thrice.lab.command.Ranks;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.figures.FiguresFile;
import dev.thrice.lab.results.RankTimes;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import dev.thrice.mpi.Mpi;
import dev.thrice.report.Report.Section;
import dev.thrice.report.ReportFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the paper's bounds on MNIST and says of each whether it holds. */
@Command(
        name = "validate",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0   measured and judged, whatever the verdicts are",
            "  1   it could not be done: one line says why",
            "  2   it was asked for wrongly; 1 where rank 0 of several finds that",
            "  3   INVALID: measured, but the machine's speed changed, so nothing is judged;",
            "      0 with --accept-invalid",
            "",
            "Examples:",
            "  thrice validate --quick --html validate.html",
            "  thrice validate --network mine.safetensors --data mine.csv --labels species"
        },
        description = {
            "Measures TIME{forward}, TIME{backprop} and TIME{FPA-PC} on MNIST, or on a network and data of your own, in several fresh JVMs, calibrates w in the same"
                    + " run, and holds the claims of Zahid, Guo & Fountas (2023) against them.",
            "Prints the answer and the claims that carry it; --details prints what they rest on."
        },
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
    private static final int INVALID = 3;

    /** What says where results go, not what is measured. */
    private static final Set<String> WITH_FROM =
            Set.of("--from", "--json", "--html", "--svg", "--tables", "--figures", "--details");

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

    @Option(
            names = "--details",
            description = "Print what the answer rests on, too: times, constants, all main claims.")
    private boolean details;

    @Option(
            names = "--accept-invalid",
            description =
                    "With --quick: exit with 0 also where the run is INVALID, to see that it runs on a restless machine.")
    private boolean acceptInvalid;

    @Option(names = "--fork", paramLabel = "N", hidden = true)
    private Integer fork;

    private OverRanks ranks; // null but under mpirun
    private List<Section> figures = List.of();
    private int exitCode;

    /** All that judging may fail at, before anything is said. */
    private record Judged(BoundReport report, String text) {
        static Judged of(Results results, boolean details) {
            BoundReport report = new BoundReport(results);
            return new Judged(report, report.text() + (details ? "\n" + report.details() : ""));
        }
    }

    private ValidateCommand() {}

    @Override
    public Integer call() {
        if (fork != null || Mpi.ranksStarted() == 1) { // a fork of rank 0's is no rank
            work();
            return exitCode;
        }
        Ranks.run(this::workOnRank);
        return exitCode;
    }

    private void workOnRank(Mpi mpi) {
        Ranks.requireAlike(mpi, spec);
        ranks = new OverRanks(mpi, options);
        if (mpi.rank() == 0) {
            work();
        } else if (from == null) {
            ranks.follow();
        }
    }

    private void work() {
        requireOptions();
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        files.requireWritable();
        if (figuresFile != null) {
            figures = FiguresFile.sections(figuresFile).stream()
                    .map(section -> section.under("The paper's figures"))
                    .toList();
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
        UsageError.require(
                "--accept-invalid", "without --quick", !acceptInvalid || options.quick, "with --quick, a run for show");
        UsageError.require(
                "--figures",
                figuresFile,
                figuresFile == null || files.any(),
                "with it --html, --svg or --tables, where they are to be drawn");
        UsageError.require("--fork", fork, fork == null || (fork >= 1 && json != null), "at least 1, with --json");
        if (from == null) {
            options.require();
            requireOneNetwork();
        }
    }

    /** One's own network has its own shape. */
    private void requireOneNetwork() {
        String shape = Stream.of("--hidden-layers", "--width")
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .collect(Collectors.joining(" "));
        UsageError.require(
                "--network, --widths or --layers with",
                shape,
                shape.isEmpty() || options.own().isEmpty(),
                "one of them, since a network of your own has its own layers");
    }

    private void measure() {
        // So that a mistake is told before anything is fetched.
        try (Validation planned = new Validation(options, Mnist.FEATURES, Mnist.CLASSES);
                TensorArena arena = TensorArena.open()) {
            Mnist mnist = options.load(arena);
            planned.requireFit(mnist);
            Plan.requireRoom(
                    options,
                    Memory.here(),
                    mnist.train().features(),
                    mnist.train().classes());
            String overRanks = ranks == null
                    ? ""
                    : ranks.agree(mnist.train().features(), mnist.train().classes());
            int networks = planned.plan().cases().size();
            System.err.println("thrice: measuring "
                    + options.own()
                            .map(own -> Printable.of(own.own().name()) + ", ")
                            .orElse("")
                    + planned.plan().main().name() + " on " + Printable.of(mnist.toString()) + ", " + networks
                    + (networks == 1 ? " network" : " networks") + " in "
                    + (options.forks() == 1 ? "1 fork" : "each of " + options.forks() + " forks")
                    + overRanks);
        }
        Forks forks = new Forks(options);
        EarlyEnd early = new EarlyEnd(() -> {
            forks.stop();
            reportEarly(forks);
        });
        RankTimes times = null;
        try {
            forks.run();
            times = ranks == null || forks.stopped() ? null : overRanks(forks.results());
        } finally { // also where a fork has failed: what those before it found is kept
            if (!forks.stopped()) {
                early.letGo();
                report(forks.results(), times);
            }
        }
    }

    /** An interrupted process may have no time to write what was found by then. */
    private RankTimes overRanks(Optional<Results> byOne) {
        if (json != null) {
            byOne.ifPresent(results -> ResultsFile.write(json, results));
        }
        return ranks.time();
    }

    private void report(Optional<Results> found, RankTimes times) {
        found.map(results -> results.with(times)).ifPresent(this::report);
    }

    private void reportEarly(Forks forks) {
        try {
            forks.results()
                    .ifPresentOrElse(
                            this::report,
                            () -> System.err.println(
                                    "thrice: stopped before the first round was through, there is nothing to keep"));
        } catch (UserError e) { // which nobody else would put in a line
            System.err.println("thrice: " + Printable.of(e.getMessage()));
        }
    }

    /** By why the run may not be trusted, and whether that is accepted. */
    static int exitCode(String invalid, boolean accepted) {
        return invalid.isEmpty() || accepted ? 0 : INVALID;
    }

    private void report(Results results) {
        Judged judged = from == null
                ? Judging.judged(results, json, measured -> Judged.of(measured, details))
                : Judged.of(results, details);
        BoundReport report = judged.report;
        try {
            if (json != null) {
                ResultsFile.write(json, results, report.invalid(), report.answer(), report.verdicts());
            }
        } finally {
            System.out.print(judged.text);
        }
        exitCode = exitCode(report.invalid(), acceptInvalid);
        if (json != null) {
            System.out.println("written: " + json);
        }
        files.write(() -> report.html().with(figures));
    }
}
