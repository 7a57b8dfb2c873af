package dev.thrice.lab.study;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.CellStore;
import dev.thrice.lab.grid.Grid;
import dev.thrice.lab.grid.GridOptions;
import dev.thrice.lab.output.JsonFile;
import dev.thrice.lab.output.WholeFile;
import dev.thrice.lab.report.ReportFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thrice study online}. */
@Command(
        name = "online",
        description = {
            "Asks what section 3.6 of Zahid, Guo & Fountas (2023) leaves open: is predictive coding more robust to high learning"
                    + " rates at small batches than backprop, also with momentum and Adam?",
            "Trains by each algorithm and optimizer over a grid of learning rates, one pass over the images."
        },
        mixinStandardHelpOptions = true)
public final class OnlineCommand implements Runnable {
    /** Of the results' layout. */
    private static final int VERSION = 1;

    @Mixin
    private OnlineOptions options;

    @Mixin
    private GridOptions grid;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results of all runs.")
    private Path json;

    @Mixin
    private ReportFiles files;

    private OnlineCommand() {}

    @Override
    public void run() {
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        files.requireWritable();
        Kernels kernels = options.provider.kernels();
        try (TensorArena arena = TensorArena.open()) {
            Mnist mnist = Mnist.load(options.dir, arena, true, notice -> System.err.println("thrice: " + notice));
            options.check(mnist.train().count());
            OnlinePlan plan = new OnlinePlan(options, kernels, mnist);
            CellStore<OnlineResult> store =
                    new CellStore<>(grid, "study online", VERSION, plan.settings(), OnlineResult.class);
            new Grid<>(plan.cells(), store, grid).complete().ifPresent(results -> report(plan, results));
        }
    }

    private void report(OnlinePlan plan, Map<String, OnlineResult> results) {
        OnlineReport report = new OnlineReport(
                List.copyOf(results.values()), plan.settings(), plan.chain().length(), options.ratesADecade());
        System.out.println(report.text());
        if (json != null) {
            JsonFile.write(json, results);
            System.out.println("written: " + json);
        }
        files.write(report::page);
    }
}
