package dev.thrice.lab.study;

import static dev.thrice.lab.report.Channel.by;

import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.report.Chart;
import dev.thrice.lab.report.Data;
import dev.thrice.lab.report.Data.Column;
import dev.thrice.lab.report.Report;
import dev.thrice.lab.report.Report.Section;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the study says, as text and as a page. */
final class OnlineReport {
    /** A training that got so many of the test set right has trained. */
    private static final double TRAINED = .8;

    private static final String BAND = "The band of learning rates that trains to " + 100 * TRAINED
            + " % of the test set, in factors of ten, each rate standing for its part of one";

    private static final String LIMITS =
            "What this does not show: other networks, tasks and inference settings, more than one pass"
                    + " over the data, and iPC and IL-prox, of which robustness at batch size 1 was reported.";

    private final List<OnlineResult> results;
    private final Map<String, String> settings;
    private final int chainLength;
    private final int ratesADecade;

    OnlineReport(List<OnlineResult> results, Map<String, String> settings, int chainLength, int ratesADecade) {
        this.results = results;
        this.settings = settings;
        this.chainLength = chainLength;
        this.ratesADecade = ratesADecade;
    }

    String text() {
        return String.join(System.lineSeparator(), answers())
                + System.lineSeparator()
                + System.lineSeparator()
                + Statement.text(statements())
                + System.lineSeparator()
                + confound()
                + System.lineSeparator()
                + LIMITS;
    }

    Report page() {
        List<Section> sections = new ArrayList<>();
        sections.add(Section.of(
                "Bands",
                BAND + "; with FPA's and VPC's over backprop's of the same seed, and Student's 95 % intervals.",
                Statement.data(statements())));
        for (int batch : batches()) {
            for (OptimizerRule optimizer : OptimizerRule.values()) {
                sections.add(accuracies(batch, optimizer));
            }
        }
        String all = settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
        List<String> lead = new ArrayList<>(List.of(all + "."));
        lead.addAll(answers());
        lead.addAll(List.of(confound(), LIMITS));
        return new Report("Learning rates that train, by predictive coding and by backpropagation", lead, sections);
    }

    private List<Integer> batches() {
        return results.stream().map(OnlineResult::batch).distinct().sorted().toList();
    }

    /** A plain answer to the question of section 3.6, a line for each batch size. */
    private List<String> answers() {
        return batches().stream()
                .map(batch -> "At batch size " + batch + ", "
                        + Arrays.stream(OptimizerRule.values())
                                .map(optimizer -> "with " + optimizer + " the band of FPA is "
                                        + word(overBackprop(batch, optimizer, Contender.FPA)) + " and that of VPC "
                                        + word(overBackprop(batch, optimizer, Contender.VPC)))
                                .collect(Collectors.joining("; "))
                        + ".")
                .toList();
    }

    /** A band begins and ends somewhere between two rates of the grid, so a difference of one step is none that was seen. */
    private String word(Estimate difference) {
        double step = 1.0 / ratesADecade;
        if (difference.low() > step) {
            return "wider than backprop's";
        }
        if (difference.high() < -step) {
            return "narrower than backprop's";
        }
        return difference.low() >= -step && difference.high() <= step
                ? "as wide as backprop's, to a step of the grid"
                : "not shown to differ from backprop's";
    }

    /** By the arrival law, an FPA layer learns by a fixed part of the learning rate. */
    private String confound() {
        List<String> parts = new ArrayList<>();
        for (int layer = 0; layer < chainLength; layer++) {
            double part = ArrivalLaw.arrived(
                    chainLength - 1 - layer, Contender.fpaSteps(chainLength), Contender.FPA_STEP_SIZE);
            parts.add(String.format(Locale.ROOT, "%.4f", part));
        }
        return "A confound: by the arrival law FPA is backprop with each layer's learning rate times "
                + String.join(", ", parts)
                + " from the input on, with SGD and momentum; Adam divides most of that out. So a band that begins and ends"
                + " at higher rates may be no more than smaller steps of the lower layers, and VPC's errors shrink on their way"
                + " down as well.";
    }

    private List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        for (int batch : batches()) {
            for (OptimizerRule optimizer : OptimizerRule.values()) {
                for (Contender contender : Contender.values()) {
                    String cell = "batch " + batch + ", " + optimizer + ", " + contender;
                    double[] widths = widths(batch, optimizer, contender);
                    statements.add(Statement.reported("width of the band", decades(Estimate.ofValues(widths)), cell));
                    if (contender != Contender.BACKPROP) {
                        Estimate difference = overBackprop(batch, optimizer, contender);
                        statements.add(Statement.reported(
                                "the same over backprop's: " + word(difference), decades(difference), cell));
                    }
                }
            }
        }
        return statements;
    }

    private Estimate overBackprop(int batch, OptimizerRule optimizer, Contender contender) {
        double[] own = widths(batch, optimizer, contender);
        double[] backprop = widths(batch, optimizer, Contender.BACKPROP);
        double[] differences = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            differences[i] = own[i] - backprop[i];
        }
        return Estimate.ofValues(differences);
    }

    /** One a seed. */
    private double[] widths(int batch, OptimizerRule optimizer, Contender contender) {
        Map<Long, Integer> trained = new TreeMap<>();
        of(batch, optimizer, contender)
                .forEach(result -> trained.merge(result.seed(), result.test() >= TRAINED ? 1 : 0, Integer::sum));
        return trained.values().stream()
                .mapToDouble(count -> (double) count / ratesADecade)
                .toArray();
    }

    private List<OnlineResult> of(int batch, OptimizerRule optimizer, Contender contender) {
        return results.stream()
                .filter(result ->
                        result.batch() == batch && result.optimizer() == optimizer && result.contender() == contender)
                .toList();
    }

    private Section accuracies(int batch, OptimizerRule optimizer) {
        Data data = new Data(
                Column.number("rate", "Learning rate", "%.5f"),
                Column.text("algorithm", "Algorithm"),
                Column.number("accuracy", "Test accuracy", "%.4f"),
                Column.number("low", "from", "%.4f"),
                Column.number("high", "to", "%.4f"),
                Column.number("diverged", "of the seeds, diverged", "%.0f"));
        for (Contender contender : Contender.values()) {
            Map<Float, List<OnlineResult>> byRate = of(batch, optimizer, contender).stream()
                    .collect(Collectors.groupingBy(OnlineResult::learningRate, TreeMap::new, Collectors.toList()));
            byRate.forEach((rate, seeds) -> {
                Estimate accuracy = Estimate.ofValues(
                        seeds.stream().mapToDouble(OnlineResult::test).toArray());
                data.row(
                        rate,
                        contender.toString(),
                        accuracy.value(),
                        Math.max(accuracy.low(), 0),
                        Math.min(accuracy.high(), 1),
                        seeds.stream()
                                .filter(result -> !result.divergence().isEmpty())
                                .count());
            });
        }
        String title = "Test accuracy";
        return Section.of(
                "Batch " + batch + ", " + optimizer,
                "Test accuracy after one pass, by learning rate; mean and interval over seeds, cut at 0 and 1. A training that"
                        + " diverged counts with the parameters that it had then.",
                new Chart(data)
                        .layer(
                                "line",
                                by("x", "rate").log(),
                                by("y", "accuracy").titled(title),
                                by("color", "algorithm"))
                        .layer(
                                "rule",
                                by("x", "rate").log(),
                                by("y", "low").titled(title),
                                by("y2", "high"),
                                by("color", "algorithm"))
                        .layer(
                                "point",
                                by("x", "rate").log(),
                                by("y", "accuracy").titled(title),
                                by("color", "algorithm")));
    }

    private static String decades(Estimate width) {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", width.value(), width.low(), width.high());
    }
}
