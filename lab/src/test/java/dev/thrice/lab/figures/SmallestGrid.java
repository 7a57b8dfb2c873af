package dev.thrice.lab.figures;

import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.Mnist;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** A grid as small as there is one: one hidden layer, one step size, two seeds. */
public final class SmallestGrid {
    private SmallestGrid() {}

    /**
     * Runs it.
     *
     * @param file that its results are written to
     */
    public static void write(Path file) {
        FiguresOptions smallest = CommandLine.populateCommand(
                new FiguresOptions(),
                "--hidden-layers=1",
                "--step-sizes=.5",
                "--seeds=2",
                "--epochs=1",
                "--width=2",
                "--batch=8");
        try (Arena arena = Arena.ofConfined()) {
            Mnist digits = new Mnist(
                    SyntheticDigits.generate(96, 1, arena), SyntheticDigits.generate(10, 2, arena), "generated", "");
            FiguresPlan plan = new FiguresPlan(smallest, Kernels.select("scalar"), digits);
            Map<String, CellResult> results = new LinkedHashMap<>();
            plan.cells().forEach(cell -> results.put(cell.name(), cell.run().get()));
            new FiguresFile(plan.settings(), results).write(file);
        }
    }
}
