package dev.thrice.lab.study;

import static dev.thrice.report.Channel.by;

import dev.thrice.command.output.Table;
import dev.thrice.engine.chain.Feedback;
import dev.thrice.lab.glossary.Term;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.study.FeedbackResult.Distance;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What feedback weights do to learning, as text and as a page. */
final class FeedbackReport implements StudyReport {
    /** B - W^T of float32 after some thousand steps. */
    private static final double LAW_BOUND = 1e-5;

    private final List<FeedbackResult> results;
    private final Map<String, String> settings;
    private final double decay;

    FeedbackReport(List<FeedbackResult> results, Map<String, String> settings, double decay) {
        this.results = results;
        this.settings = settings;
        this.decay = decay;
    }

    private List<StudiedAlgorithm> contenders() {
        return results.stream()
                .map(FeedbackResult::contender)
                .distinct()
                .sorted()
                .toList();
    }

    private List<Integer> depths() {
        return results.stream()
                .map(FeedbackResult::hiddenLayers)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<String> answers() {
        List<String> answers = new ArrayList<>();
        contenders().forEach(contender -> answers.add(answer(contender)));
        Located worst = worst();
        answers.add(String.format(
                Locale.ROOT,
                "Kolen-Pollack decay brings feedback and forward weights together as (1 - lambda)^t, %sto within %.0e: the largest"
                        + " difference was %.1e.",
                worst.error() <= LAW_BOUND ? "" : "but not ",
                LAW_BOUND,
                worst.error()));
        return answers;
    }

    /** Which depths fixed weights train, and how far they get at both ends beside symmetric ones. */
    private String answer(StudiedAlgorithm contender) {
        return "By " + contender + ", fixed random weights "
                + curve(contender, Feedback.FIXED).inWords()
                + "; Kolen-Pollack ones "
                + curve(contender, Feedback.KOLEN_POLLACK).inWords() + ". With "
                + ends().map(String::valueOf).collect(Collectors.joining(" and "))
                + " hidden layers fixed ones get " + atEnds(contender, Feedback.FIXED)
                + " of the test set right, symmetric ones "
                + atEnds(contender, Feedback.SYMMETRIC) + ".";
    }

    private Stream<Integer> ends() {
        return Stream.of(depths().getFirst(), depths().getLast()).distinct();
    }

    private String atEnds(StudiedAlgorithm contender, Feedback feedback) {
        return ends().map(depth -> percent(accuracy(contender, feedback, depth)))
                .collect(Collectors.joining(" and "));
    }

    private static String percent(Estimate accuracy) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * accuracy.value());
    }

    private DepthCurve curve(StudiedAlgorithm contender, Feedback feedback) {
        return new DepthCurve(
                FeedbackResult.name(feedback),
                results.stream()
                        .filter(result -> result.contender() == contender && result.feedback() == feedback)
                        .toList());
    }

    private List<DepthCurve> curves(StudiedAlgorithm contender) {
        return Arrays.stream(Feedback.values())
                .map(feedback -> curve(contender, feedback))
                .toList();
    }

    @Override
    public Table table() {
        return depthTable().text();
    }

    private DepthTable depthTable() {
        DepthTable table = new DepthTable("feedback", depths());
        contenders().forEach(contender -> table.add(contender.toString(), curves(contender)));
        return table;
    }

    @Override
    public List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        int shallow = depths().getFirst();
        for (StudiedAlgorithm contender : contenders()) {
            Estimate trained = accuracy(contender, Feedback.FIXED, shallow);
            statements.add(Statement.of(
                    "fixed random feedback trains the shallowest network: test accuracy " + DepthCurve.TRAINED,
                    trained.percent(),
                    cell(contender, Feedback.FIXED, shallow),
                    DepthCurve.TRAINED.judge(trained)));
            statements.add(failsDeep(contender));
            for (int depth : depths()) {
                for (Feedback feedback : List.of(Feedback.FIXED, Feedback.KOLEN_POLLACK)) {
                    statements.add(Statement.reported(
                            "points of test accuracy over symmetric weights' of the same seed",
                            overSymmetric(contender, feedback, depth).points(),
                            cell(contender, feedback, depth)));
                }
            }
        }
        Located worst = worst();
        statements.add(Statement.of(
                "Kolen-Pollack: ||B - W^T|| / ||B_0 - W_0^T|| = (1 - lambda)^t, largest relative difference <= "
                        + LAW_BOUND,
                String.format(Locale.ROOT, "%.1e", worst.error()),
                worst.result().name() + ", step " + worst.distance().step(),
                worst.error() <= LAW_BOUND));
        return statements;
    }

    /** A network that symmetric weights do not train either says nothing of feedback. */
    private Statement failsDeep(StudiedAlgorithm contender) {
        String claim =
                "fixed random feedback fails on the deepest network that symmetric weights train: test accuracy ";
        List<Integer> trained = curve(contender, Feedback.SYMMETRIC).depths(Verdict.HOLDS);
        if (trained.isEmpty()) {
            return Statement.of(
                    claim + DepthCurve.FAILED,
                    "they train none",
                    contender + ", symmetric, all seeds",
                    Verdict.INCONCLUSIVE);
        }
        Estimate failed = accuracy(contender, Feedback.FIXED, trained.getLast());
        return Statement.of(
                claim + DepthCurve.FAILED,
                failed.percent(),
                cell(contender, Feedback.FIXED, trained.getLast()),
                DepthCurve.FAILED.judge(failed));
    }

    private static String cell(StudiedAlgorithm contender, Feedback feedback, int depth) {
        return contender + ", " + FeedbackResult.name(feedback) + ", hidden " + depth + ", all seeds";
    }

    /** A look at the distance, and how far it is off the law. */
    private record Located(FeedbackResult result, Distance distance, double error) {}

    private Located worst() {
        return results.stream()
                .filter(result -> result.feedback() == Feedback.KOLEN_POLLACK)
                .flatMap(result -> result.distances().stream()
                        .map(distance -> new Located(
                                result, distance, Math.abs(distance.share() / predicted(distance.step()) - 1))))
                .max(Comparator.comparingDouble(Located::error))
                .orElseThrow();
    }

    private double predicted(int step) {
        return Math.pow(1 - decay, step);
    }

    @Override
    public List<String> remarks() {
        return List.of(
                DepthCurve.MEANING
                        + " All networks have the same weight decay, which Kolen-Pollack needs and the others do not.",
                "What this does not show: other tasks, widths, optimizers and learning rates, and longer training, in which feedback"
                        + " alignment may get further.");
    }

    @Override
    public long seeds() {
        return results.stream().map(FeedbackResult::seed).distinct().count();
    }

    @Override
    public Term[] terms() {
        return new Term[] {Term.PC, Term.FPA, Term.FEEDBACK};
    }

    @Override
    public Report page() {
        List<Section> sections = new ArrayList<>();
        sections.add(depthTable().section());
        contenders().forEach(contender -> sections.add(accuracies(contender)));
        contenders().forEach(contender -> sections.add(distances(contender).under("Distance of the weights")));
        sections.addAll(rest());
        return new Report("Feedback weights: symmetric, fixed random and Kolen-Pollack", lead(settings), sections);
    }

    private Section accuracies(StudiedAlgorithm contender) {
        return DepthCurve.section(
                "Accuracy and depth, " + contender,
                "Test accuracy by what brings errors back",
                "Feedback",
                curves(contender));
    }

    private Section distances(StudiedAlgorithm contender) {
        String title = "||B - W^T||, start = 1";
        Data data = new Data(
                Column.number("step", "Step of training", "%.0f"),
                Column.text("depth", "Kolen-Pollack, hidden layers"),
                Column.number("share", title + ", measured", "%.6f"),
                Column.number("low", "from", "%.6f"),
                Column.number("high", "to", "%.6f"),
                Column.number("predicted", "predicted", "%.6f"));
        for (int depth : depths()) {
            List<FeedbackResult> seeds = of(contender, Feedback.KOLEN_POLLACK, depth);
            int looks = seeds.stream()
                    .mapToInt(result -> result.distances().size())
                    .min()
                    .orElseThrow();
            for (int i = 0; i < looks; i++) {
                int index = i;
                double[] shares = seeds.stream()
                        .mapToDouble(result -> result.distances().get(index).share())
                        .toArray();
                Estimate share = Arrays.stream(shares).allMatch(value -> value > 0)
                        ? Estimate.ofRatios(shares) // no distance is below 0
                        : Estimate.ofValues(shares);
                int step = seeds.getFirst().distances().get(i).step();
                data.row(
                        step,
                        String.valueOf(depth),
                        share.value(),
                        share.drawnLow(),
                        share.drawnHigh(),
                        predicted(step));
            }
        }
        return Section.of(
                "Distance of the weights, " + contender,
                "Points are measured, with their interval over seeds; the line is (1 - lambda)^t, whatever is learned.",
                new Chart(data)
                        .layer(
                                "line",
                                by("x", "step"),
                                by("y", "predicted").log().titled(title),
                                by("color", "depth"))
                        .layer(
                                "rule",
                                by("x", "step"),
                                by("y", "low").log().titled(title),
                                by("y2", "high"),
                                by("color", "depth"))
                        .layer("point", by("x", "step"), by("y", "share").log().titled(title), by("color", "depth")));
    }

    private List<FeedbackResult> of(StudiedAlgorithm contender, Feedback feedback, int depth) {
        return results.stream()
                .filter(result -> result.contender() == contender
                        && result.feedback() == feedback
                        && result.hiddenLayers() == depth)
                .sorted(Comparator.comparingLong(FeedbackResult::seed))
                .toList();
    }

    private Estimate accuracy(StudiedAlgorithm contender, Feedback feedback, int depth) {
        return curve(contender, feedback).accuracy(depth);
    }

    private Estimate overSymmetric(StudiedAlgorithm contender, Feedback feedback, int depth) {
        List<FeedbackResult> own = of(contender, feedback, depth);
        List<FeedbackResult> symmetric = of(contender, Feedback.SYMMETRIC, depth);
        return Estimate.ofValues(IntStream.range(0, own.size())
                .mapToDouble(i -> own.get(i).test() - symmetric.get(i).test())
                .toArray());
    }
}
