package dev.thrice.lab.figures;

import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.figures.Figures.Entry;
import dev.thrice.lab.output.Table;
import dev.thrice.lab.report.Data;
import dev.thrice.lab.report.Data.Column;
import dev.thrice.lab.report.Report;
import dev.thrice.lab.report.Report.Section;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        return "On " + data() + ": " + how() + System.lineSeparator() + System.lineSeparator()
                + Statement.text(statements) + System.lineSeparator() + NEEDED + ":" + System.lineSeparator() + needed;
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
        return figures.entries().size() + " points (" + figures.depths().size() + " depths, " + seeds + " seeds), "
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
                row.add(backprop.value() < LEARNED ? "backprop does not learn" : needed(depth, stepSize));
            }
            rows.add(row);
        }
        return rows;
    }

    private String needed(int depth, float stepSize) {
        String first = "none of these";
        for (StepCount count : StepCount.of(depth + 1).reversed()) {
            List<Entry> seeds = figures.at(depth, stepSize, count);
            if (Figures.over(seeds, figures::overBackprop).value() < -SAME) {
                break;
            }
            first = count.name() + " (" + count.steps() + ")";
        }
        return first;
    }

    Report page() {
        return new Report("Predictive coding and backpropagation: cosines and accuracies", List.of(), sections());
    }

    List<Section> sections() {
        List<Column> columns =
                new ArrayList<>(List.of(Column.text("depth", "Hidden layers"), Column.text("backprop", "Backprop")));
        for (float size : figures.stepSizes()) {
            columns.add(Column.text("g" + columns.size(), "gamma = " + size));
        }
        Data needed = new Data(columns);
        needed().forEach(row -> needed.row(row.toArray()));
        List<Section> sections = new ArrayList<>();
        sections.add(Section.of(
                "Cosines and accuracies",
                lead() + " " + how() + " Each statement names the cell it comes from.",
                Statement.data(statements)));
        sections.add(Section.of("Steps needed", NEEDED + " interval over seeds.", needed));
        sections.addAll(new FigureCharts(figures).sections());
        sections.addAll(new ProbeCharts(figures).sections());
        return sections;
    }

    private String lead() {
        String all = settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
        return "Figures 3 to 5 of Zahid, Guo & Fountas (2023), on " + data() + ": " + all
                + ". L is the length of the chain, one more than there are hidden layers. Intervals are Student's, 95 %, over"
                + " seeds.";
    }

    /** A line a point, for those who draw themselves. */
    String csv() {
        StringBuilder csv = new StringBuilder("hidden_layers,step_size,steps_name,steps,seed,trained_by,first_cosine,"
                + "first_predicted,first_mean_cosine,first_difference,trained_cosine,trained_predicted,"
                + "trained_mean_cosine,validation_accuracy,test_accuracy,data\n");
        for (Entry entry : figures.entries()) {
            CellResult cell = entry.cell();
            CellResult.PointResult point = entry.point();
            Object[] fields = {
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
                settings.get("data")
            };
            for (int i = 0; i < fields.length; i++) {
                csv.append(i == 0 ? "" : ",").append(fields[i]);
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
