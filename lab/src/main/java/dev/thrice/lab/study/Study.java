package dev.thrice.lab.study;

import dev.thrice.command.output.DistinctFiles;
import dev.thrice.command.output.JsonFile;
import dev.thrice.command.output.WholeFile;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.grid.CellStore;
import dev.thrice.lab.grid.Grid;
import dev.thrice.lab.grid.GridOptions;
import dev.thrice.report.ReportFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A study's command: runs its grid and reports.
 *
 * @param <R> what comes of a run
 */
abstract class Study<R> implements Runnable {
    private final String name;
    private final int layout;
    private final Class<R> type;

    @Spec
    private CommandSpec spec;

    @Mixin
    private GridOptions grid;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results of all runs.")
    private Path json;

    @Mixin
    private ReportFiles files;

    /**
     * A study.
     *
     * @param name as on the command line
     * @param layout version of the results' layout
     * @param type of the results
     */
    Study(String name, int layout, Class<R> type) {
        this.name = name;
        this.layout = layout;
        this.type = type;
    }

    abstract StudyOptions options();

    abstract StudyPlan<R> plan(Kernels kernels, Mnist mnist);

    @Override
    public void run() {
        grid.onRanks(this::check, this::study);
    }

    private void check() {
        options().check(grid.atOnce());
        options().provider.kernels();
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        files.requireWritable();
    }

    private void study() {
        StudyOptions options = options();
        Kernels kernels = options.provider.kernels();
        try (TensorArena arena = TensorArena.open()) {
            Mnist mnist = options.data.load(arena);
            options.requireSamples(mnist.train().count());
            options.requireRoom(
                    grid.atOnce(), mnist.train().features(), mnist.train().classes());
            StudyPlan<R> plan = plan(kernels, mnist);
            CellStore<R> store = new CellStore<>(grid, "study " + name, layout, plan.settings(), type);
            List<Cell<R>> cells = plan.cells();
            DistinctFiles.requireUnread(spec, store.files(cells));
            new Grid<>(cells, store, grid).complete().ifPresent(results -> report(plan, results));
        }
    }

    /** The results of all runs, and what they have in common, the data first. */
    private record StudyFile<R>(Map<String, String> settings, Map<String, R> results) {}

    private void report(StudyPlan<R> plan, Map<String, R> results) {
        System.out.println(
                "study " + name + " on " + Mnist.label(plan.settings().get("data")));
        StudyReport report = plan.report(List.copyOf(results.values()));
        System.out.println(report.text());
        if (json != null) {
            JsonFile.write(json, new StudyFile<>(plan.settings(), results));
            System.out.println("written: " + json);
        }
        files.write(report::page);
    }
}
