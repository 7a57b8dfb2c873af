package dev.thrice.lab.validate;

import dev.thrice.kernels.TensorArena;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the paper's bounds on MNIST and says of each whether it holds. */
@Command(
        name = "validate",
        description = {
            "Measures TIME{forward}, TIME{backprop} and TIME{FPA-PC} on MNIST in several fresh JVMs, calibrates w in the same"
                    + " run, and holds the claims of Zahid, Guo & Fountas (2023) against them."
        },
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Runnable {
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

    private void measure() {
        try (Validation planned = new Validation(options); // so that a mistake is told before anything is fetched
                TensorArena arena = TensorArena.open()) {
            Mnist mnist = Mnist.load(options.dir, arena, true, notice -> System.err.println("thrice: " + notice));
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
