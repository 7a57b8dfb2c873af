package dev.thrice.lab.figures;

import dev.thrice.command.output.CsvLine;
import dev.thrice.command.output.Table;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.figures.Figures.Entry;
import dev.thrice.lab.glossary.Term;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Data.Mark.Outcome;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures as text, as a page and as rows of numbers. */
final class FiguresReport {
    /** Accuracies this close are the same to a reader of figures 4 and 5. */
    private static final double SAME = .005;

    /** Below this there is nothing to be close to. */
    private static final double LEARNED = .8;

    private final Figures figures;
    private final List<CellResult> results;
    private final Map<String, String> settings;
    private final List<Statement> statements;

    FiguresReport(List<CellResult> results, Map<String, String> settings) {
        this.results = results;
        this.settings = settings;
        figures = new Figures(results);
        statements = Statements.of(figures);
    }

    String text() {
        List<String> headings = new ArrayList<>(List.of("hidden layers", "backprop"));
        figures.stepSizes().forEach(size -> headings.add("gamma = " + size));
        Table needed = new Table(headings.toArray(String[]::new));
        for (List<String> row : needed()) {
            needed.row(row.toArray(String[]::new));
        }
        return String.join(
                System.lineSeparator(),
                String.join(System.lineSeparator(), answers()),
                "On " + data() + ": " + how(),
                "",
                NEEDED + ":",
                needed.toString(),
                Statement.text(statements).toString());
    }

    /** In plain words with figures: whether the cosines are as predicted, from which steps on there is a difference, what failed. */
    List<String> answers() {
        return List.of(cosines(), reached(), checks());
    }

    private String cosines() {
        double worst = figures.entries().stream()
                .mapToDouble(entry -> entry.point().first().difference())
                .max()
                .orElseThrow();
        return "Of " + figures.entries().size()
                + " points, FPA-PC's update has the cosines to backprop's that the arrival law predicts"
                + (Statements.asPredicted(worst) ? "" : " not everywhere") + ": the largest difference is "
                + Statements.figure(worst) + ".";
    }

    /** By the largest step size, with which all of an error arrives at once. */
    private String reached() {
        float stepSize = figures.stepSizes().getFirst();
        List<String> reached = new ArrayList<>();
        List<Integer> none = new ArrayList<>();
        List<Integer> unlearned = new ArrayList<>();
        for (int depth : figures.depths()) {
            if (!learns(depth)) {
                unlearned.add(depth);
            } else {
                first(depth, stepSize)
                        .ifPresentOrElse(count -> reached.add(count.steps() + " with " + depth), () -> none.add(depth));
            }
        }
        List<String> parts = new ArrayList<>();
        if (!reached.isEmpty()) {
            parts.add("With gamma = " + stepSize + ", FPA-PC's test accuracy is within " + 100 * SAME
                    + " points of backprop's from so many steps on: "
                    + String.join(", ", reached) + " hidden layers");
        }
        if (!none.isEmpty()) {
            parts.add("With " + layers(none) + " it is not within " + 100 * SAME + " points at any number of steps");
        }
        if (!unlearned.isEmpty()) {
            parts.add("With " + layers(unlearned) + " backprop itself does not learn");
        }
        return String.join(". ", parts) + ".";
    }

    private static String layers(List<Integer> depths) {
        return depths.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " hidden layers";
    }

    private String checks() {
        List<Statement> failed = statements.stream()
                .filter(statement -> statement.verdict().outcome() == Outcome.BAD)
                .toList();
        long held = statements.stream()
                .filter(statement -> statement.verdict().outcome() == Outcome.GOOD)
                .count();
        return failed.isEmpty()
                ? "All " + held + " statements that were put to the test hold."
                : failed.size() + " of " + (held + failed.size()) + " statements that were put to the test "
                        + (failed.size() == 1 ? "is" : "are") + " violated: "
                        + failed.stream()
                                .map(statement -> statement.claim() + ": found " + statement.found())
                                .collect(Collectors.joining("; "))
                        + ".";
    }

    private static final String NEEDED =
            "Fewest steps from which on FPA-PC's test accuracy, mean over seeds, is within " + 100 * SAME
                    + " points of backprop's, and that accuracy's";

    private String data() {
        return Mnist.label(settings.getOrDefault("data", "unknown data"));
    }

    /** Which points were trained how. */
    private String how() {
        long seeds =
                figures.backprop().stream().map(CellResult::seed).distinct().count();
        long shared = figures.entries().stream()
                .filter(entry -> entry.cell().trainedBy().equals(Figures.BACKPROP))
                .count();
        return figures.entries().size() + " points (" + figures.depths().size() + " depths, " + seeds
                + (Estimate.shown(seeds) ? " seeds), " : " seeds: no intervals), ")
                + results.size() + " trainings: " + figures.backprop().size() + " by backprop, which are " + shared
                + " of the points, since all errors arrive whole; "
                + (results.size()
                        - figures.backprop().size()
                        - figures.literal().size())
                + " by FPA-PC in closed form, each for all points of the same bits; "
                + figures.literal().size()
                + " literally, to compare. On the first minibatch, before and after each training, every point's inference was"
                + " run literally.";
    }

    /** By depth: backprop's accuracy, then for each step size the step count from which on it is reached. */
    private List<List<String>> needed() {
        List<List<String>> rows = new ArrayList<>();
        for (int depth : figures.depths()) {
            List<String> row = new ArrayList<>();
            row.add(String.valueOf(depth));
            Estimate backprop = figures.backprop(depth, cell -> cell.outcome().test());
            row.add(backprop.percent());
            for (float stepSize : figures.stepSizes()) {
                row.add(
                        !learns(depth)
                                ? "backprop does not learn"
                                : first(depth, stepSize)
                                        .map(count -> count.name() + " (" + count.steps() + ")")
                                        .orElse("none of these"));
            }
            rows.add(row);
        }
        return rows;
    }

    private boolean learns(int depth) {
        return figures.backprop(depth, cell -> cell.outcome().test()).value() >= LEARNED;
    }

    /** From which on the accuracy is backprop's, if it comes to be. */
    private Optional<StepCount> first(int depth, float stepSize) {
        Optional<StepCount> first = Optional.empty();
        for (StepCount count : StepCount.of(depth + 1).reversed()) {
            List<Entry> seeds = figures.at(depth, stepSize, count);
            if (Figures.over(seeds, figures::overBackprop).value() < -SAME) {
                break;
            }
            first = Optional.of(count);
        }
        return first;
    }

    Report page() {
        List<String> lead = new ArrayList<>(answers());
        lead.add("On " + data()
                + "; figures 3 to 5 of Zahid, Guo & Fountas (2023). L is the length of the chain, one more than there"
                + " are hidden layers.");
        List<Section> all = new ArrayList<>(sections());
        all.add(Term.section(
                Term.PC,
                Term.FPA,
                Term.STEP_SIZE,
                Term.CHAIN_LENGTH,
                Term.COSINE,
                Term.ARRIVAL_LAW,
                Term.Z_IL,
                Term.VPC));
        return new Report("Predictive coding and backpropagation: cosines and accuracies", lead, all);
    }

    /** What carries the answer, then all figures by topic. */
    List<Section> sections() {
        List<Column> columns =
                new ArrayList<>(List.of(Column.text("depth", "Hidden layers"), Column.text("backprop", "Backprop")));
        for (float size : figures.stepSizes()) {
            columns.add(Column.text("g" + columns.size(), "gamma = " + size));
        }
        Data needed = new Data(columns);
        needed().forEach(row -> needed.row(row.toArray()));
        List<Section> all = new FigureCharts(figures).sections();
        List<Section> sections = new ArrayList<>();
        sections.add(Section.of("Steps needed", NEEDED + " interval over seeds.", needed));
        sections.addAll(
                all.stream().filter(section -> section.topic().isEmpty()).toList());
        sections.add(
                Section.of("Cosines and accuracies", "Each with the cell it comes from.", Statement.data(statements))
                        .under("Every statement"));
        sections.addAll(
                all.stream().filter(section -> !section.topic().isEmpty()).toList());
        new ProbeCharts(figures).sections().forEach(section -> sections.add(section.under("Other algorithms")));
        Data run = new Data(Column.text("remark", "Remark"));
        List.of(how(), settings(), "Intervals are Student's, 95 %, over seeds; an accuracy's is taken on logits.")
                .forEach(run::row);
        sections.add(Section.of("What was run", "", run).under("How it was run"));
        return sections;
    }

    private String settings() {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", ", "", "."));
    }

    /** A line a point, for those who draw themselves. */
    String csv() {
        StringBuilder csv = new StringBuilder("hidden_layers,step_size,steps_name,steps,seed,trained_by,first_cosine,"
                + "first_predicted,first_mean_cosine,first_difference,trained_cosine,trained_predicted,"
                + "trained_mean_cosine,validation_accuracy,test_accuracy,data\n");
        for (Entry entry : figures.entries()) {
            CellResult cell = entry.cell();
            CellResult.PointResult point = entry.point();
            csv.append(CsvLine.of(Arrays.asList(
                    cell.hiddenLayers(),
                    point.stepSize(),
                    point.stepsName(),
                    point.steps(),
                    cell.seed(),
                    cell.trainedBy(),
                    point.first().measured().whole(),
                    point.first().predicted().whole(),
                    point.first().measured().mean(),
                    point.first().difference(),
                    point.trained().measured().whole(),
                    point.trained().predicted().whole(),
                    point.trained().measured().mean(),
                    cell.outcome().lastValidation(),
                    cell.outcome().test(),
                    settings.get("data"))));
        }
        return csv.toString();
    }
}
