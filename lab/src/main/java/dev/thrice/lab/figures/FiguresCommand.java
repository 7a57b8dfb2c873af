package dev.thrice.lab.figures;

import dev.thrice.command.output.DistinctFiles;
import dev.thrice.command.output.WholeFile;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.grid.CellStore;
import dev.thrice.lab.grid.Grid;
import dev.thrice.lab.grid.GridOptions;
import dev.thrice.lab.learn.Trainer;
import dev.thrice.report.ReportFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thrice figures}. */
@Command(
        name = "figures",
        description = {
            "Draws figures 3 to 5 of Zahid, Guo & Fountas (2023) on MNIST: how alike the updates of FPA-PC and backprop are, beside"
                    + " what the arrival law predicts, and what networks learn by them.",
            "Each training's results are kept as soon as it is through: an interrupted run goes on where it was, a finished one"
                    + " only draws."
        },
        footerHeading = "%nExample:%n",
        footer = "  thrice figures --quick --html figures.html",
        mixinStandardHelpOptions = true)
public final class FiguresCommand implements Runnable {
    /** Of the results' layout. */
    private static final int VERSION = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FiguresOptions options;

    @Mixin
    private GridOptions grid;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results of all runs.")
    private Path json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a line for each point of the figures.")
    private Path csv;

    @Mixin
    private ReportFiles files;

    private FiguresCommand() {}

    @Override
    public void run() {
        grid.onRanks(this::check, this::figures);
    }

    private void check() {
        options.check(grid.atOnce());
        options.provider.kernels();
        for (Path file : new Path[] {json, csv}) {
            if (file != null) {
                WholeFile.requireWritable(file);
            }
        }
        files.requireWritable();
    }

    private void figures() {
        Kernels kernels = options.provider.kernels();
        try (TensorArena arena = TensorArena.open()) {
            Mnist mnist = options.data.load(arena);
            Trainer.requireBatch(options.batch.batch(), mnist);
            options.requireRoom(
                    grid.atOnce(), mnist.train().features(), mnist.train().classes());
            run(new FiguresPlan(options, kernels, mnist));
        }
    }

    private void run(FiguresPlan plan) {
        CellStore<CellResult> store = new CellStore<>(grid, "figures", VERSION, plan.settings(), CellResult.class);
        List<Cell<CellResult>> cells = plan.cells();
        DistinctFiles.requireUnread(spec, store.files(cells));
        new Grid<>(cells, store, grid).complete().ifPresent(results -> report(plan, results));
    }

    private void report(FiguresPlan plan, Map<String, CellResult> results) {
        FiguresFile all = new FiguresFile(plan.settings(), results);
        FiguresReport report = all.report();
        System.out.println(report.text());
        if (json != null) {
            all.write(json);
            System.out.println("written: " + json);
        }
        if (csv != null) {
            WholeFile.write(csv, report.csv());
            System.out.println("written: " + csv);
        }
        files.write(report::page);
    }
}
