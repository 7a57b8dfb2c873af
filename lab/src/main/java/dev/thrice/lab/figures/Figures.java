package dev.thrice.lab.figures;

import dev.thrice.lab.figures.CellResult.PointResult;
import dev.thrice.lab.figures.CellResult.Probes;
import dev.thrice.lab.figures.CellResult.ResidualPoint;
import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The results of a whole grid, to be looked up by what the figures are drawn over. */
final class Figures {
    /** A run that was given literal inference, to be held against its twin. */
    static final String LITERAL = Names.of(AlgorithmName.FPA);

    /** A run that has the probes. */
    static final String BACKPROP = Names.of(AlgorithmName.BACKPROP);

    /** A run that stands for all points of the same bits. */
    static final String CLOSED_FORM = Names.of(AlgorithmName.FPA_CLOSED_FORM);

    private final List<CellResult> literal;
    private final List<Entry> entries = new ArrayList<>();
    private final List<CellResult> backprop;

    /** A point of the figures, and the run it belongs to. */
    record Entry(CellResult cell, PointResult point) {
        String name() {
            return point.name(cell);
        }
    }

    Figures(List<CellResult> results) {
        literal = results.stream()
                .filter(cell -> cell.trainedBy().equals(LITERAL))
                .toList();
        List<CellResult> sorted = results.stream()
                .filter(cell -> !cell.trainedBy().equals(LITERAL))
                .sorted(Comparator.comparingInt(CellResult::hiddenLayers).thenComparingLong(CellResult::seed))
                .toList();
        sorted.forEach(cell -> cell.points().forEach(point -> entries.add(new Entry(cell, point))));
        backprop = sorted.stream()
                .filter(cell -> cell.trainedBy().equals(BACKPROP))
                .toList();
    }

    List<Entry> entries() {
        return entries;
    }

    List<CellResult> literal() {
        return literal;
    }

    /** Backpropagation's runs, which have the probes. */
    List<CellResult> backprop() {
        return backprop;
    }

    List<Integer> depths() {
        return backprop.stream().map(CellResult::hiddenLayers).distinct().toList();
    }

    List<Float> stepSizes() {
        return entries.stream()
                .map(entry -> entry.point().stepSize())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    List<Entry> at(int depth, float stepSize, StepCount count) {
        return entries.stream()
                .filter(entry -> entry.cell().hiddenLayers() == depth
                        && entry.point().stepSize() == stepSize
                        && entry.point().steps() == count.steps())
                .toList();
    }

    /** Of all seeds; none where there is no residual network of this depth. */
    List<ResidualPoint> residual(int depth) {
        return backprop.stream()
                .filter(cell -> cell.hiddenLayers() == depth)
                .flatMap(cell -> cell.residual().stream())
                .toList();
    }

    static Estimate over(List<Entry> seeds, ToDoubleFunction<Entry> quantity) {
        return Estimate.ofValues(seeds.stream().mapToDouble(quantity).toArray());
    }

    /** An accuracy over seeds. */
    static Estimate share(List<Entry> seeds, ToDoubleFunction<Entry> accuracy) {
        return Estimate.ofShares(seeds.stream().mapToDouble(accuracy).toArray());
    }

    /** An accuracy over seeds. */
    Estimate backprop(int depth, ToDoubleFunction<CellResult> quantity) {
        return Estimate.ofShares(backprop.stream()
                .filter(cell -> cell.hiddenLayers() == depth)
                .mapToDouble(quantity)
                .toArray());
    }

    /** The test accuracy of a point less backpropagation's of the same seed. */
    double overBackprop(Entry entry) {
        return entry.cell().outcome().test()
                - backprop.stream()
                        .filter(cell -> cell.hiddenLayers() == entry.cell().hiddenLayers()
                                && cell.seed() == entry.cell().seed())
                        .findFirst()
                        .orElseThrow()
                        .outcome()
                        .test();
    }

    /** The run by the closed form that a literal one repeats. */
    Optional<CellResult> twin(CellResult of) {
        PointResult point = of.points().getFirst();
        return entries.stream()
                .filter(entry -> entry.cell().hiddenLayers() == of.hiddenLayers()
                        && entry.cell().seed() == of.seed()
                        && entry.point().stepSize() == point.stepSize()
                        && entry.point().steps() == point.steps())
                .map(Entry::cell)
                .findFirst();
    }

    /** On the first minibatch. */
    static Probes probes(CellResult cell) {
        return cell.first().getFirst();
    }
}
