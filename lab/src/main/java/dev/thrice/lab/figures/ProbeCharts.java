package dev.thrice.lab.figures;

import static dev.thrice.lab.report.Channel.by;

import dev.thrice.lab.figures.CellResult.EnergyPath;
import dev.thrice.lab.figures.CellResult.Probes;
import dev.thrice.lab.figures.CellResult.VariancePoint;
import dev.thrice.lab.figures.CellResult.VpcPoint;
import dev.thrice.lab.report.Chart;
import dev.thrice.lab.report.Data;
import dev.thrice.lab.report.Data.Column;
import dev.thrice.lab.report.Report.Section;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Figure 3 of the other algorithms, and energies along inference. */
final class ProbeCharts {
    private static final String COSINE = "Cosine to backprop";

    private final Figures figures;

    ProbeCharts(Figures figures) {
        this.figures = figures;
    }

    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        figures.depths().forEach(depth -> sections.add(vpc(depth)));
        sections.add(variance());
        sections.add(zil());
        CellResult shown = figures.backprop().get(figures.backprop().size() / 2);
        sections.add(path(
                "Energy along inference",
                "The free energy after each step over what it was before the first",
                shown,
                false));
        sections.add(path(
                "Direction of inference",
                "The cosine of the angle between each step of the latents and -dF/dx where it was taken; VPC's is the gradient's,"
                        + " up to float32's rounding where steps become small (Result 2)",
                shown,
                true));
        return sections;
    }

    private Stream<CellResult> cells(int depth) {
        return figures.backprop().stream().filter(cell -> cell.hiddenLayers() == depth);
    }

    private Section vpc(int depth) {
        Data data = new Data(
                Column.text("steps", "Inference steps"),
                Column.text("gamma", "Step size"),
                Column.number("cosine", COSINE, "%.5f"),
                Column.number("low", "from", "%.5f"),
                Column.number("high", "to", "%.5f"),
                Column.number("mean", "mean of layers", "%.5f"));
        List<List<VpcPoint>> seeds =
                cells(depth).map(cell -> Figures.probes(cell).vpc()).toList();
        for (int i = 0; i < seeds.getFirst().size(); i++) {
            int index = i;
            VpcPoint point = seeds.getFirst().get(i);
            Estimate cosine = Estimate.ofValues(seeds.stream()
                    .mapToDouble(seed -> seed.get(index).alignment().whole())
                    .toArray());
            data.row(
                    point.stepsName(),
                    "gamma = " + point.stepSize(),
                    cosine.value(),
                    Math.max(cosine.low(), -1),
                    Math.min(cosine.high(), 1),
                    seeds.stream()
                            .mapToDouble(seed -> seed.get(index).alignment().mean())
                            .average()
                            .orElseThrow());
        }
        return Section.of(
                "Figure 3 of VPC, " + depth + " hidden layers",
                "Variational predictive coding's update and backprop's on the first minibatch, with intervals over seeds; a dash"
                        + " where it diverged.",
                new Chart(data)
                        .layer("line", by("x", "steps"), by("y", "cosine").titled(COSINE), by("color", "gamma"))
                        .layer(
                                "rule",
                                by("x", "steps"),
                                by("y", "low").titled(COSINE),
                                by("y2", "high"),
                                by("color", "gamma"))
                        .layer("point", by("x", "steps"), by("y", "cosine").titled(COSINE), by("color", "gamma")));
    }

    private Section variance() {
        Data data = new Data(
                Column.number("k", "Precision k of the hidden nodes", "%.0f"),
                Column.text("depth", "Network"),
                Column.number("cosine", COSINE, "%.6f"),
                Column.number("error", "Relative error of the update", "%.1e"));
        for (int depth : figures.depths()) {
            List<List<VariancePoint>> seeds =
                    cells(depth).map(cell -> Figures.probes(cell).variance()).toList();
            for (int i = 0; i < seeds.getFirst().size(); i++) {
                int index = i;
                data.row(
                        seeds.getFirst().get(i).k(),
                        depth + " hidden layers",
                        seeds.stream()
                                .mapToDouble(seed -> seed.get(index).alignment().whole())
                                .average()
                                .orElseThrow(),
                        seeds.stream()
                                .mapToDouble(seed -> seed.get(index).relativeError())
                                .average()
                                .orElseThrow());
            }
        }
        return Section.of(
                "Infinite variance",
                "VPC with precision k at the hidden nodes and 1 at the output, 8 L steps of .5 / k, on the first minibatch; means over"
                        + " seeds. The error falls as 1 / k until float32 rounds x - mu away.",
                new Chart(data)
                        .layer("line", by("x", "k").log(), by("y", "error").log(), by("color", "depth"))
                        .layer("point", by("x", "k").log(), by("y", "error").log(), by("color", "depth")));
    }

    private Section zil() {
        Data data = new Data(
                Column.text("network", "Network"),
                Column.text("variant", "Variant"),
                Column.number("cosine", COSINE, "%.6f"),
                Column.number("error", "Relative error of the update", "%.1e"));
        figures.backprop()
                .forEach(cell -> Figures.probes(cell)
                        .zil()
                        .forEach(twin -> data.row(
                                cell.hiddenLayers() + " hidden layers, seed " + cell.seed(),
                                twin.variant(),
                                twin.cosine(),
                                twin.relativeError())));
        return Section.of(
                "Z-IL and its ablations",
                "Z-IL's update on the first minibatch, and without each of its requirements. Below its first arrival an early"
                        + " learner has no error to learn from.",
                data);
    }

    private Section path(String heading, String sentence, CellResult shown, boolean directions) {
        Data data = new Data(
                Column.number("step", "Step of inference", "%.0f"),
                Column.text("algorithm", "Algorithm"),
                Column.number("value", directions ? "Cosine to -dF/dx" : "F / F(0)", "%.6f"));
        Probes probes = Figures.probes(shown);
        for (EnergyPath path : probes.paths()) {
            List<Double> values = directions ? path.cosines() : path.energies();
            for (int t = 0; t < values.size(); t++) {
                double unit = directions ? 1 : path.energies().getFirst();
                data.row(directions ? t + 1 : t, path.algorithm(), values.get(t) / unit);
            }
        }
        return Section.of(
                heading,
                sentence + ". " + shown.hiddenLayers() + " hidden layers, seed " + shown.seed() + ", first minibatch.",
                new Chart(data).layer("line", by("x", "step"), by("y", "value").zoomed(), by("color", "algorithm")));
    }
}
