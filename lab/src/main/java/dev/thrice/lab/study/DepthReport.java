package dev.thrice.lab.study;

import static dev.thrice.report.Channel.by;

import dev.thrice.command.output.Table;
import dev.thrice.lab.glossary.Term;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.study.DepthResult.Arrival;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Which deep networks train, as text and as a page. */
final class DepthReport implements StudyReport {
    private final List<DepthResult> results;
    private final Map<String, String> settings;

    DepthReport(List<DepthResult> results, Map<String, String> settings) {
        this.results = results;
        this.settings = settings;
    }

    private List<DeepAlgorithm> contenders() {
        return distinct(DepthResult::contender);
    }

    private List<DeepNetwork> networks() {
        return distinct(DepthResult::network);
    }

    private List<Integer> depths() {
        return distinct(DepthResult::hiddenLayers);
    }

    private <T extends Comparable<? super T>> List<T> distinct(Function<DepthResult, T> part) {
        return results.stream().map(part).distinct().sorted().toList();
    }

    private DepthCurve curve(DeepAlgorithm contender, DeepNetwork network) {
        return new DepthCurve(
                network.toString(),
                results.stream()
                        .filter(result -> result.contender() == contender && result.network() == network)
                        .toList());
    }

    @Override
    public List<String> answers() {
        return List.of(
                "Of " + DepthCurve.numbers(depths()) + " hidden layers, the deepest networks that train are, "
                        + each(this::deepest, "; ") + ".",
                "Plain ones as PyTorch draws them train " + each(this::plain, "; ") + ".",
                "What comes to the first of " + depths().getLast()
                        + " hidden layers, residual and depth-scaled, before anything is"
                        + " learned, is, of the output's error, " + each(this::arrived, ", ") + ".");
    }

    private String each(Function<DeepAlgorithm, String> words, String between) {
        return contenders().stream()
                .map(contender -> "by " + contender + " " + words.apply(contender))
                .collect(Collectors.joining(between));
    }

    /** Which depth, and which networks of it. */
    private String deepest(DeepAlgorithm contender) {
        int most = networks().stream()
                .mapToInt(network -> deepest(contender, network))
                .max()
                .orElse(0);
        return most == 0
                ? "none"
                : most + " ("
                        + networks().stream()
                                .filter(network -> deepest(contender, network) == most)
                                .map(DeepNetwork::toString)
                                .collect(Collectors.joining("; "))
                        + ")";
    }

    private int deepest(DeepAlgorithm contender, DeepNetwork network) {
        List<Integer> trained = curve(contender, network).depths(Verdict.HOLDS);
        return trained.isEmpty() ? 0 : trained.getLast();
    }

    private String plain(DeepAlgorithm contender) {
        int depth = deepest(contender, DeepNetwork.UNIFORM);
        return depth == 0 ? "at none of these depths" : "up to " + depth;
    }

    private String arrived(DeepAlgorithm contender) {
        return String.format(
                Locale.ROOT,
                "%.1e",
                mean(contender, DeepNetwork.RESIDUAL_SCALED, depths().getLast(), 0, Arrival::length));
    }

    /** Of the seeds' arrivals at the node that is looked at so many after the first. */
    private double mean(
            DeepAlgorithm contender, DeepNetwork network, int depth, int look, ToDoubleFunction<Arrival> part) {
        return of(contender, network, depth).stream()
                .mapToDouble(result -> part.applyAsDouble(result.arrivals().get(look)))
                .average()
                .orElseThrow();
    }

    private List<DepthResult> of(DeepAlgorithm contender, DeepNetwork network, int depth) {
        return results.stream()
                .filter(result -> result.contender() == contender
                        && result.network() == network
                        && result.hiddenLayers() == depth)
                .toList();
    }

    @Override
    public Table table() {
        return depthTable().text();
    }

    private DepthTable depthTable() {
        DepthTable table = new DepthTable("network", depths());
        contenders().forEach(contender -> table.add(contender.toString(), curves(contender)));
        return table;
    }

    private List<DepthCurve> curves(DeepAlgorithm contender) {
        return networks().stream().map(network -> curve(contender, network)).toList();
    }

    @Override
    public List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        int deepest = depths().getLast();
        for (DeepAlgorithm contender : contenders()) {
            Estimate accuracy = curve(contender, DeepNetwork.RESIDUAL_SCALED).accuracy(deepest);
            statements.add(Statement.of(
                    "the deepest residual network drawn by depth trains: test accuracy " + DepthCurve.TRAINED,
                    accuracy.percent(),
                    cell(contender, DeepNetwork.RESIDUAL_SCALED, deepest),
                    DepthCurve.TRAINED.judge(accuracy)));
            for (DeepNetwork network : networks()) {
                for (int depth : depths()) {
                    statements.add(Statement.reported(
                            "||e_1|| / ||e_L|| before anything is learned, and its cosine to backpropagation's",
                            String.format(
                                    Locale.ROOT,
                                    "%.2e, %.4f",
                                    mean(contender, network, depth, 0, Arrival::length),
                                    mean(contender, network, depth, 0, Arrival::cosine)),
                            cell(contender, network, depth)));
                }
            }
        }
        return statements;
    }

    private static String cell(DeepAlgorithm contender, DeepNetwork network, int depth) {
        return contender + ", " + network + ", hidden " + depth + ", all seeds";
    }

    @Override
    public List<String> remarks() {
        return List.of(
                DepthCurve.MEANING,
                "Predictive coding infers in sweeps from the output down, in which an error gets to every layer in one; with gamma = 1"
                        + " and one sweep FPA-PC is backpropagation to the bit, so it is here with gamma = 0.5.",
                "What this does not show: other step sizes and numbers of sweeps, which each algorithm has its own of, other tasks,"
                        + " widths and learning rates, and longer training.");
    }

    @Override
    public long seeds() {
        return distinct(DepthResult::seed).size();
    }

    @Override
    public Term[] terms() {
        return new Term[] {Term.PC, Term.FPA, Term.VPC, Term.IPC, Term.EPC, Term.PC_ALM, Term.COSINE, Term.STEP_SIZE};
    }

    @Override
    public Report page() {
        List<Section> sections = new ArrayList<>();
        sections.add(depthTable().section());
        for (DeepAlgorithm contender : contenders()) {
            sections.add(DepthCurve.section(
                    "Accuracy and depth, " + contender,
                    "Test accuracy by how networks are built and drawn",
                    "Network",
                    curves(contender)));
        }
        networks().forEach(network -> sections.add(arrivals(network).under("What arrives where")));
        sections.addAll(rest());
        return new Report("Depth: which networks train, and what arrives in them", lead(settings), sections);
    }

    /** In the deepest of a kind. What is 0 in float32 has no place on a logarithm's axis. */
    private Section arrivals(DeepNetwork network) {
        int depth = depths().getLast();
        Data data = new Data(
                Column.number("node", "Node", "%.0f"),
                Column.text("algorithm", "Algorithm"),
                Column.number("length", "||e_l|| / ||e_L||", "%.3e"),
                Column.number("cosine", "cosine to backpropagation's", "%.4f"));
        for (DeepAlgorithm contender : contenders()) {
            List<Arrival> first = of(contender, network, depth).getFirst().arrivals();
            for (int i = 0; i < first.size(); i++) {
                double length = mean(contender, network, depth, i, Arrival::length);
                if (length > 0) {
                    data.row(
                            first.get(i).node(),
                            contender.toString(),
                            length,
                            mean(contender, network, depth, i, Arrival::cosine));
                }
            }
        }
        return Section.of(
                "Arrivals, " + network + ", " + depth + " hidden",
                "The length of the error that comes to a node on the first minibatch, before anything is learned; mean over seeds.",
                new Chart(data)
                        .layer(
                                "line",
                                by("x", "node"),
                                by("y", "length").log().titled("||e_l|| / ||e_L||"),
                                by("color", "algorithm"))
                        .layer(
                                "point",
                                by("x", "node"),
                                by("y", "length").log().titled("||e_l|| / ||e_L||"),
                                by("color", "algorithm")));
    }
}
