package dev.thrice.lab.figures;

import dev.thrice.command.output.Expect;
import dev.thrice.lab.figures.CellResult.PointResult;
import dev.thrice.lab.figures.CellResult.ResidualPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whether results are all of a grid and of one: what the figures are drawn over is there, once, and the same for every seed. */
final class WholeGrid {
    private final List<Float> stepSizes;
    private final Map<Integer, List<Long>> seeds = new TreeMap<>();

    private WholeGrid(Collection<CellResult> results) {
        List<CellResult> backprop = of(results, Figures.BACKPROP);
        Expect.that(!backprop.isEmpty(), "trainings by backprop", 0, "at least 1");
        stepSizes = Figures.probes(backprop.getFirst()).stepSizes();
        for (CellResult cell : backprop) {
            seeds.computeIfAbsent(cell.hiddenLayers(), depth -> new ArrayList<>())
                    .add(cell.seed());
            requireProbes(cell);
        }
    }

    /**
     * Checks it.
     *
     * @param results by the names of their cells
     * @throws IllegalArgumentException if one is under another's name, or some are missing
     */
    static void require(Map<String, CellResult> results) {
        results.forEach((name, result) -> Expect.equal("the result named " + name + " is of", result.name(), name));
        WholeGrid grid = new WholeGrid(results.values());
        List<CellResult> rest = new ArrayList<>(results.values());
        Set<Long> all = new HashSet<>(grid.seeds.values().iterator().next());
        grid.seeds.forEach((depth, ofDepth) -> {
            Expect.equal("seeds of " + depth + " hidden layers", new HashSet<>(ofDepth), all);
            for (long seed : ofDepth) {
                List<CellResult> cells = rest.stream()
                        .filter(cell -> cell.hiddenLayers() == depth && cell.seed() == seed)
                        .toList();
                grid.requirePoints(depth, seed, cells);
                rest.removeAll(cells);
            }
        });
        Expect.that(rest.isEmpty(), "trainings without one by backprop beside them", rest.size(), "none");
    }

    private static List<CellResult> of(Collection<CellResult> results, String trainedBy) {
        return results.stream()
                .filter(cell -> cell.trainedBy().equals(trainedBy))
                .toList();
    }

    private void requireProbes(CellResult cell) {
        Expect.equal(
                "points of a residual network of " + cell.name(),
                cell.residual().stream().map(ResidualPoint::point).toList(),
                ResidualProbe.points(stepSizes, cell.hiddenLayers()));
        List<Object> expected = OtherAlgorithms.what(stepSizes, cell.hiddenLayers() + 1);
        Stream.concat(cell.first().stream(), cell.trained().stream())
                .forEach(probes -> Expect.that(
                        probes.what().equals(expected), "probes of " + cell.name(), "of others", "as of the first"));
    }

    /** Of one depth and seed: every step count at every step size, in one training of those that stand for points. */
    private void requirePoints(int depth, long seed, List<CellResult> cells) {
        List<Point> found = new ArrayList<>();
        for (CellResult cell : cells) {
            List<Point> points = cell.points().stream().map(PointResult::point).toList();
            if (cell.trainedBy().equals(Figures.LITERAL)) {
                Expect.equal("points of " + cell.name(), points.size(), 1);
            } else {
                found.addAll(points);
            }
        }
        Set<Point> expected = new HashSet<>();
        for (float stepSize : stepSizes) {
            StepCount.of(depth + 1).forEach(count -> expected.add(new Point(stepSize, count)));
        }
        String where = "points of " + depth + " hidden layers, seed " + seed;
        Expect.equal(where, found.size(), expected.size());
        Expect.that(new HashSet<>(found).equals(expected), where, "others", "each step count at each step size");
    }
}
