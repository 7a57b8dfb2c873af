package dev.thrice.lab.study;

import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.fixed;

import dev.thrice.command.output.Table;
import dev.thrice.engine.algorithm.ArrivalLaw;
import dev.thrice.lab.glossary.Term;
import dev.thrice.lab.learn.OptimizerRule;
import dev.thrice.lab.report.Statement;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the study says, as text and as a page. */
final class OnlineReport implements StudyReport {
    /** A training that got so many of the test set right has trained. */
    private static final double TRAINED = .8;

    private static final double PER_CENT = 100;
    private static final int ROW_PIXELS = 22;

    private static final String HIGHEST =
            ", to the highest rate that trains (IL-prox: beta); means over seeds. ... where it reaches an end of the grid, and may go on.";

    private static final String BAND = "The band of learning rates that trains to " + (int) (100 * TRAINED)
            + " % of the test set, in factors of ten, each rate standing for its part of one";

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

    @Override
    public long seeds() {
        return results.stream().map(OnlineResult::seed).distinct().count();
    }

    @Override
    public Term[] terms() {
        return new Term[] {
            Term.PC, Term.FPA, Term.VPC, Term.IPC, Term.IL_PROX, Term.BAND, Term.STEP_SIZE, Term.ARRIVAL_LAW
        };
    }

    @Override
    public Report page() {
        List<Section> sections = new ArrayList<>();
        Data bands = new Data(bandColumns().stream()
                .map(name -> Column.text(name.replaceAll("\\W", "_"), name))
                .toList());
        bandRows().forEach(row -> bands.row(row.toArray()));
        sections.add(Section.of("Bands", BAND + HIGHEST, bands));
        batches().forEach(batch -> sections.add(heatMap(batch)));
        for (int batch : batches()) {
            for (OptimizerRule optimizer : OptimizerRule.values()) {
                sections.add(accuracies(batch, optimizer).under("Accuracy by learning rate"));
            }
        }
        sections.addAll(rest());
        return new Report(
                "Learning rates that train, by predictive coding and by backpropagation", lead(settings), sections);
    }

    private List<Integer> batches() {
        return results.stream().map(OnlineResult::batch).distinct().sorted().toList();
    }

    @Override
    public Table table() {
        Table table = new Table(bandColumns().toArray(String[]::new));
        bandRows().forEach(row -> table.row(row.toArray(String[]::new)));
        return table;
    }

    private static List<String> bandColumns() {
        return Stream.concat(
                        Stream.of("batch", "optimizer"),
                        Arrays.stream(StudiedAlgorithm.values()).map(Object::toString))
                .toList();
    }

    /** The band and the highest rate of each, by batch size and optimizer. */
    private List<List<String>> bandRows() {
        List<List<String>> rows = new ArrayList<>();
        for (int batch : batches()) {
            for (OptimizerRule optimizer : OptimizerRule.values()) {
                List<String> row = new ArrayList<>(List.of(String.valueOf(batch), optimizer.toString()));
                for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
                    row.add(contender.takes(optimizer) ? band(batch, optimizer, contender) : "");
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private String band(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        double width = Estimate.ofValues(widths(batch, optimizer, contender)).value();
        return width == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%.2f%s to %s",
                        width,
                        edge(batch, optimizer, contender).isEmpty() ? "" : " ...",
                        highest(batch, optimizer, contender)
                                .map(rate -> String.format(Locale.ROOT, "%.2g", rate.value()))
                                .orElse("(not all seeds)"));
    }

    @Override
    public List<String> answers() {
        return List.of(remains(), bands());
    }

    /** The question of section 3.6: who has a wider band with SGD, and still has it with momentum and Adam. */
    private String remains() {
        List<String> wider = new ArrayList<>();
        others().forEach(contender -> batches().stream()
                .filter(batch -> word(batch, OptimizerRule.SGD, contender) == Word.WIDER)
                .forEach(batch -> wider.add(remains(batch, contender))));
        return wider.isEmpty()
                ? noneWider()
                : "With sgd these train over a wider band of learning rates than backprop: " + String.join("; ", wider)
                        + "; no other was shown to.";
    }

    private String noneWider() {
        String said = "over a wider band of learning rates than backprop, at batch size"
                + (batches().size() == 1 ? " " : "s ") + joined(batches());
        long compared = others().count() * batches().size();
        long open = others().flatMap(
                        contender -> batches().stream().map(batch -> word(batch, OptimizerRule.SGD, contender)))
                .filter(word -> word == Word.OPEN)
                .count();
        return open == 0
                ? "With sgd no algorithm trains " + said
                        + ", so there is no robustness for momentum and adam to take away."
                : "With sgd no algorithm was shown to train " + said + "; " + open + " of " + compared
                        + " comparisons are open, by " + seeds() + (seeds() == 1 ? " seed." : " seeds.");
    }

    private String remains(int batch, StudiedAlgorithm contender) {
        List<OptimizerRule> lost = Stream.of(OptimizerRule.MOMENTUM, OptimizerRule.ADAM)
                .filter(optimizer -> word(batch, optimizer, contender) != Word.WIDER)
                .toList();
        return contender + " at batch size " + batch + ", by "
                + decades(overBackprop(batch, OptimizerRule.SGD, contender)) + " factors of ten, which "
                + (lost.isEmpty() ? "remains with momentum and adam" : "was not shown to remain with " + joined(lost));
    }

    /** How often whose band is what. */
    private String bands() {
        DoubleSummaryStatistics backprop = batches().stream()
                .flatMap(batch -> Arrays.stream(OptimizerRule.values())
                        .map(optimizer -> widths(batch, optimizer, StudiedAlgorithm.BACKPROP)))
                .mapToDouble(widths -> Estimate.ofValues(widths).value())
                .summaryStatistics();
        String least = String.format(Locale.ROOT, "%.2f", backprop.getMin());
        String most = String.format(Locale.ROOT, "%.2f", backprop.getMax());
        return "Backprop trains over " + (least.equals(most) ? most : least + " to " + most)
                + " factors of ten. Bands beside its own, in "
                + backprop.getCount() + " pairs of batch size and optimizer: "
                + others().map(this::bands).collect(Collectors.joining("; ")) + ".";
    }

    private String bands(StudiedAlgorithm contender) {
        Map<Word, Long> counts = batches().stream()
                .flatMap(batch ->
                        Arrays.stream(OptimizerRule.values()).map(optimizer -> word(batch, optimizer, contender)))
                .collect(Collectors.groupingBy(word -> word, () -> new EnumMap<>(Word.class), Collectors.counting()));
        return contender + " "
                + counts.entrySet().stream()
                        .map(entry -> entry.getKey().brief + " in " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static Stream<StudiedAlgorithm> others() {
        return Arrays.stream(StudiedAlgorithm.values()).filter(contender -> contender != StudiedAlgorithm.BACKPROP);
    }

    private static String joined(List<?> names) {
        int last = names.size() - 1;
        String before = names.stream().limit(last).map(Object::toString).collect(Collectors.joining(", "));
        return (before.isEmpty() ? "" : before + " and ") + names.get(last);
    }

    /** How a band compares with backprop's. */
    private enum Word {
        WIDER("wider", " than backprop's"),
        NARROWER("narrower", " than backprop's"),
        SAME("as wide", " as backprop's, to a step of the grid,"),
        OPEN("not shown to differ", " from backprop's");

        private final String brief;
        private final String text;

        Word(String brief, String rest) {
            this.brief = brief;
            text = brief + rest;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private Word word(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        return word(overBackprop(batch, optimizer, contender));
    }

    /** A band begins and ends somewhere between two rates of the grid, so a difference of one step is none that was seen. */
    private Word word(Estimate difference) {
        double step = (1 + 1e-9) / ratesADecade; // exactly one step is one step, whatever the differences' rounding
        if (difference.low() > step) {
            return Word.WIDER;
        }
        if (difference.high() < -step) {
            return Word.NARROWER;
        }
        return difference.low() >= -step && difference.high() <= step ? Word.SAME : Word.OPEN;
    }

    @Override
    public List<String> remarks() {
        return List.of(
                confound(),
                "iPC moves parameters in every one of its " + StudiedAlgorithm.INFERENCE_STEPS
                        + " steps of inference, so momentum and Adam"
                        + " average over steps, not over batches, and a rate acts as often.",
                "IL-prox has a step of its own, whose size beta stands in the learning rate's place; momentum would take it ten"
                        + " times and Adam would divide its length out, so it is held as it is against backprop with each"
                        + " optimizer. Since an infinite beta only clamps the output whole, its band may have no upper end.",
                "What this does not show: other networks, tasks and inference settings, more than one pass over the data, and"
                        + " where a band that reaches an end of the grid ends.");
    }

    /** By the arrival law, an FPA layer learns by a fixed part of the learning rate. */
    private String confound() {
        List<String> parts = new ArrayList<>();
        for (int layer = 0; layer < chainLength; layer++) {
            double part = ArrivalLaw.arrived(
                    chainLength - 1 - layer, StudiedAlgorithm.fpaSteps(chainLength), StudiedAlgorithm.FPA_STEP_SIZE);
            parts.add(String.format(Locale.ROOT, "%.4f", part));
        }
        return "A confound: by the arrival law FPA is backprop with each layer's learning rate times "
                + String.join(", ", parts)
                + " from the input on, with SGD and momentum; Adam divides most of that out. So a band that begins and ends"
                + " at higher rates may be no more than smaller steps of the lower layers, and VPC's errors shrink on their way"
                + " down as well.";
    }

    @Override
    public List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        for (int batch : batches()) {
            for (OptimizerRule optimizer : OptimizerRule.values()) {
                for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
                    String cell = "batch " + batch + ", " + rule(contender, optimizer) + ", " + contender;
                    if (contender.takes(optimizer)) {
                        double[] widths = widths(batch, optimizer, contender);
                        statements.add(Statement.reported(
                                "width of the band" + edge(batch, optimizer, contender),
                                decades(Estimate.ofValues(widths)),
                                cell));
                        statements.add(Statement.reported(
                                contender.hasOwnStep() ? "highest beta that trains" : "highest rate that trains",
                                highest(batch, optimizer, contender)
                                        .map(rate -> rate.text("%.2g"))
                                        .orElse("none, with some seed"),
                                cell));
                    }
                    if (contender != StudiedAlgorithm.BACKPROP) {
                        Estimate difference = overBackprop(batch, optimizer, contender);
                        statements.add(Statement.reported(
                                "the same over backprop's with " + optimizer + ": " + word(difference),
                                decades(difference),
                                cell));
                    }
                }
            }
        }
        return statements;
    }

    /** Geometric mean over seeds; nothing where some seed trains at no rate. */
    private Optional<Estimate> highest(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        Map<Long, Double> highest = new TreeMap<>();
        of(batch, optimizer, contender)
                .forEach(result ->
                        highest.merge(result.seed(), trained(result) ? result.learningRate() : 0., Math::max));
        double[] rates =
                highest.values().stream().mapToDouble(Double::doubleValue).toArray();
        return Arrays.stream(rates).allMatch(rate -> rate > 0)
                ? Optional.of(Estimate.ofRatios(rates))
                : Optional.empty();
    }

    /** A band may go on where the grid ends. */
    private String edge(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        DoubleSummaryStatistics grid =
                results.stream().mapToDouble(OnlineResult::learningRate).summaryStatistics();
        DoubleSummaryStatistics trained = of(batch, optimizer, contender).stream()
                .filter(OnlineReport::trained)
                .mapToDouble(OnlineResult::learningRate)
                .summaryStatistics();
        boolean upper = trained.getMax() == grid.getMax();
        boolean lower = trained.getMin() == grid.getMin();
        if (upper && lower) {
            return ", which reaches both ends of the grid";
        }
        return upper ? ", which reaches the grid's upper end" : lower ? ", which reaches the grid's lower end" : "";
    }

    /** A step of its own is held against every optimizer's. */
    private static OptimizerRule rule(StudiedAlgorithm contender, OptimizerRule optimizer) {
        return contender.takes(optimizer) ? optimizer : OptimizerRule.SGD;
    }

    private static boolean trained(OnlineResult result) {
        return result.test() >= TRAINED;
    }

    private Estimate overBackprop(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        double[] own = widths(batch, optimizer, contender);
        double[] backprop = widths(batch, optimizer, StudiedAlgorithm.BACKPROP);
        double[] differences = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            differences[i] = own[i] - backprop[i];
        }
        return Estimate.ofValues(differences);
    }

    /** One a seed. */
    private double[] widths(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        Map<Long, Integer> trained = new TreeMap<>();
        of(batch, optimizer, contender)
                .forEach(result -> trained.merge(result.seed(), trained(result) ? 1 : 0, Integer::sum));
        return trained.values().stream()
                .mapToDouble(count -> (double) count / ratesADecade)
                .toArray();
    }

    private List<OnlineResult> of(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        return results.stream()
                .filter(result -> result.batch() == batch
                        && result.optimizer() == rule(contender, optimizer)
                        && result.contender() == contender)
                .toList();
    }

    private Map<Float, List<OnlineResult>> byRate(int batch, OptimizerRule optimizer, StudiedAlgorithm contender) {
        return of(batch, optimizer, contender).stream()
                .collect(Collectors.groupingBy(OnlineResult::learningRate, TreeMap::new, Collectors.toList()));
    }

    private static Estimate accuracy(List<OnlineResult> seeds) {
        return Estimate.ofShares(seeds.stream().mapToDouble(OnlineResult::test).toArray());
    }

    private Section accuracies(int batch, OptimizerRule optimizer) {
        Data data = new Data(
                Column.number("rate", "Learning rate", "%.5f"),
                Column.text("algorithm", "Algorithm"),
                Column.number("accuracy", "Test accuracy", "%.4f"),
                Column.number("low", "from", "%.4f"),
                Column.number("high", "to", "%.4f"),
                Column.number("diverged", "of the seeds, diverged", "%.0f"));
        for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
            byRate(batch, optimizer, contender).forEach((rate, seeds) -> {
                Estimate accuracy = accuracy(seeds);
                data.row(
                        rate,
                        contender.toString(),
                        accuracy.value(),
                        accuracy.drawnLow(),
                        accuracy.drawnHigh(),
                        seeds.stream()
                                .filter(result -> !result.divergence().isEmpty())
                                .count());
            });
        }
        return Section.of(
                "Batch " + batch + ", " + optimizer,
                "Test accuracy after one pass, by learning rate (IL-prox: by beta, with its own step); mean and interval over seeds, both taken on logits. A training that"
                        + " diverged counts with the parameters that it had then.",
                new Chart(data)
                        .intervals(
                                by("x", "rate").log(),
                                by("y", "accuracy"),
                                by("y", "low").titled("Test accuracy"),
                                by("y2", "high"),
                                by("color", "algorithm")));
    }

    private static int kinds() {
        return (int) Arrays.stream(StudiedAlgorithm.values())
                .flatMap(contender -> Arrays.stream(OptimizerRule.values()).filter(contender::takes))
                .count();
    }

    /** Every algorithm with every optimizer, the accuracies of the grid in a row each. */
    private Section heatMap(int batch) {
        Data data = new Data(
                Column.text("algorithm", "Algorithm, optimizer"),
                Column.text("rate", "Learning rate; IL-prox: beta"),
                Column.number("accuracy", "Test accuracy, %", "%.1f"),
                Column.text("trains", "trains"));
        for (StudiedAlgorithm contender : StudiedAlgorithm.values()) {
            for (OptimizerRule optimizer : OptimizerRule.values()) {
                if (contender.takes(optimizer)) {
                    byRate(batch, optimizer, contender).forEach((rate, seeds) -> {
                        double accuracy = accuracy(seeds).value();
                        data.row(
                                contender.hasOwnStep() ? contender.toString() : contender + ", " + optimizer,
                                String.format(Locale.ROOT, "%.2g", rate),
                                PER_CENT * accuracy,
                                accuracy >= TRAINED ? "yes" : "no");
                    });
                }
            }
        }
        return Section.of(
                "Batch " + batch,
                "Test accuracy after one pass, mean over seeds, by learning rate and algorithm: the fuller the colour, the higher;"
                        + " a point where it is at least " + (int) (PER_CENT * TRAINED) + " %.",
                new Chart(data)
                        .height(ROW_PIXELS * kinds())
                        .layer(
                                "rect",
                                by("x", "rate").discrete(),
                                by("y", "algorithm").discrete().titled(null),
                                by("opacity", "accuracy"))
                        .layerWhere(
                                "trains",
                                List.of("yes"),
                                "point",
                                by("x", "rate").discrete(),
                                by("y", "algorithm").discrete().titled(null),
                                fixed("color", "var(--paper)")));
    }

    private static String decades(Estimate width) {
        return width.text("%.2f");
    }
}
