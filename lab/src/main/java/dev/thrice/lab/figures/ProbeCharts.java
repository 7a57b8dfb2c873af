package dev.thrice.lab.figures;

import static dev.thrice.report.Channel.by;

import dev.thrice.lab.figures.CellResult.EnergyPath;
import dev.thrice.lab.figures.CellResult.Twin;
import dev.thrice.lab.figures.CellResult.VariancePoint;
import dev.thrice.lab.figures.CellResult.VpcPoint;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Channel;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Figure 3 of the other algorithms, and energies along inference. */
final class ProbeCharts {
    private static final String COSINE = "Cosine to backprop";
    private static final String ERROR = "Relative error of the update";

    private final Figures figures;

    ProbeCharts(Figures figures) {
        this.figures = figures;
    }

    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        figures.depths().forEach(depth -> sections.add(vpc(depth)));
        sections.add(variance());
        sections.add(zil());
        int shown = figures.depths().get(figures.depths().size() / 2);
        sections.add(path(
                "Energy along inference, F / F(0)",
                "The free energy after each step over what it was before the first",
                shown,
                ProbeCharts::energies,
                true));
        sections.add(path(
                "Direction of inference, cosine to -dF/dx",
                "The cosine of the angle between each step of the latents and -dF/dx where it was taken; VPC's is the gradient's,"
                        + " up to float32's rounding where steps become small (Result 2)",
                shown,
                EnergyPath::cosines,
                false));
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
                    Math.max(cosine.drawnLow(), -1),
                    Math.min(cosine.drawnHigh(), 1),
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
                        .intervals(
                                by("x", "steps"),
                                by("y", "cosine"),
                                by("y", "low").titled(COSINE),
                                by("y2", "high"),
                                by("color", "gamma")));
    }

    private Section variance() {
        Data data = new Data(
                Column.number("k", "Precision k of the hidden nodes", "%.0f"),
                Column.text("depth", "Network"),
                Column.number("cosine", COSINE, "%.6f"),
                Column.number("error", ERROR, "%.1e"),
                Column.number("low", "from", "%.1e"),
                Column.number("high", "to", "%.1e"));
        for (int depth : figures.depths()) {
            List<List<VariancePoint>> seeds =
                    cells(depth).map(cell -> Figures.probes(cell).variance()).toList();
            for (int i = 0; i < seeds.getFirst().size(); i++) {
                int index = i;
                Estimate error = geometric(seeds.stream()
                        .mapToDouble(seed -> seed.get(index).relativeError())
                        .toArray());
                data.row(
                        seeds.getFirst().get(i).k(),
                        depth + " hidden layers",
                        seeds.stream()
                                .mapToDouble(seed -> seed.get(index).alignment().whole())
                                .average()
                                .orElseThrow(),
                        error.value(),
                        error.low(),
                        error.high());
            }
        }
        return Section.of(
                "Infinite variance",
                "VPC with precision k at the hidden nodes and 1 at the output, 8 L steps of .5 / k, on the first minibatch; geometric"
                        + " means and intervals over seeds. The error falls as 1 / k until float32 rounds x - mu away.",
                new Chart(data)
                        .intervals(
                                by("x", "k").log(),
                                by("y", "error").log(),
                                by("y", "low").log().titled(ERROR),
                                by("y2", "high"),
                                by("color", "depth")));
    }

    /** Of what is above 0; none, if one diverged. */
    private static Estimate geometric(double[] seeds) {
        return Arrays.stream(seeds).allMatch(value -> value > 0)
                ? Estimate.ofRatios(seeds)
                : Estimate.ofValues(Double.NaN);
    }

    private Section zil() {
        Data data = new Data(
                Column.text("network", "Hidden layers"),
                Column.text("variant", "Variant"),
                Column.number("cosine", COSINE + ", mean over seeds", "%.6f"),
                Column.number("least", ERROR + ", smallest", "%.1e"),
                Column.number("most", "largest", "%.1e"));
        for (int depth : figures.depths()) {
            List<List<Twin>> seeds =
                    cells(depth).map(cell -> Figures.probes(cell).zil()).toList();
            for (int i = 0; i < seeds.getFirst().size(); i++) {
                int index = i;
                List<Twin> twins = seeds.stream().map(seed -> seed.get(index)).toList();
                DoubleSummaryStatistics error =
                        twins.stream().mapToDouble(Twin::relativeError).summaryStatistics();
                data.row(
                        String.valueOf(depth),
                        twins.getFirst().variant(),
                        twins.stream().mapToDouble(Twin::cosine).average().orElseThrow(),
                        error.getMin(),
                        error.getMax());
            }
        }
        return Section.of(
                "Z-IL and its ablations",
                "Z-IL's update on the first minibatch, and without each of its requirements. Below its first arrival an early"
                        + " learner has no error to learn from.",
                data);
    }

    /** Over the seeds of one depth, whose paths are as long. */
    private Section path(
            String heading, String sentence, int depth, Function<EnergyPath, List<Double>> quantity, boolean ratios) {
        Data data = new Data(
                Column.number("step", "Step of inference", "%.0f"),
                Column.text("algorithm", "Algorithm"),
                Column.number("value", heading, "%.6f"),
                Column.number("low", "from", "%.6f"),
                Column.number("high", "to", "%.6f"));
        List<List<EnergyPath>> seeds =
                cells(depth).map(cell -> Figures.probes(cell).paths()).toList();
        for (int i = 0; i < seeds.getFirst().size(); i++) {
            int index = i;
            EnergyPath shown = seeds.getFirst().get(i);
            int last = shown.energies().size() - 1;
            int values = quantity.apply(shown).size();
            for (int v = 0; v < values; v++) {
                int at = v;
                double[] found = seeds.stream()
                        .mapToDouble(paths -> quantity.apply(paths.get(index)).get(at))
                        .toArray();
                Estimate value = ratios ? geometric(found) : Estimate.ofValues(found);
                data.row(last - values + 1 + v, shown.algorithm(), value.value(), value.low(), value.high());
            }
        }
        return Section.of(
                heading,
                sentence + ". " + depth + " hidden layers, first minibatch, mean and interval over seeds.",
                new Chart(data)
                        .layer("line", by("x", "step"), y("value", ratios), by("color", "algorithm"))
                        .layer(
                                "rule",
                                by("x", "step"),
                                y("low", ratios).titled(heading),
                                by("y2", "high"),
                                by("color", "algorithm")));
    }

    private static Channel y(String column, boolean ratios) {
        return ratios ? by("y", column).log() : by("y", column).zoomed();
    }

    /** F after each step over what it was before the first. */
    private static List<Double> energies(EnergyPath path) {
        return path.energies().stream()
                .map(energy -> energy / path.energies().getFirst())
                .toList();
    }
}
