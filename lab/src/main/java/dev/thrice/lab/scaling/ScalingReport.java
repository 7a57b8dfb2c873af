package dev.thrice.lab.scaling;

import dev.thrice.command.output.Table;
import dev.thrice.lab.statistics.Bound;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.statistics.Series;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** What was found, for a terminal. */
final class ScalingReport {
    /** The model is shown beyond what was measured where it is as near as that. */
    private static final double CLOSE = .15;

    /** Beside the messages here: none, and a network between machines. */
    private static final double[] SLOWER = {0, 1, 10, 100};

    /** Ranks, where layers are added until there is one for each. */
    private static final int[] DEEPER = {64, 256, 1024};

    private final ScalingRace.Times times;

    ScalingReport(ScalingRace.Times times) {
        this.times = times;
    }

    @Override
    public String toString() {
        String ranks = times.ranks() + (times.ranks() == 1 ? " rank" : " ranks");
        StringBuilder text = new StringBuilder();
        text.append(format(
                "%s of %s: %d hidden layers of %d, batch %d, medians of %d rounds by turns%s%n",
                ranks,
                times.library(),
                times.chain().length() - 1,
                times.chain().width(1),
                times.batch(),
                seconds(Contender.FPA).length,
                times.shared()));
        if (times.ranks() > 1) {
            text.append(messages());
        }
        text.append(System.lineSeparator())
                .append(steps(ranks))
                .append(System.lineSeparator())
                .append(claims(ranks))
                .append(System.lineSeparator())
                .append(model());
        return text.toString();
    }

    private String messages() {
        double message = times.model().message();
        long bytes = 4L * times.batch() * times.chain().width(1);
        double transfer = message - times.smallMessage();
        return format(
                "a message takes %.2f us, one of a node's errors, %d bytes, %.2f us%s;"
                        + " a step by layers has %d of %d bytes in all%n",
                times.smallMessage() * 1e6,
                bytes,
                message * 1e6,
                transfer > 0 ? format(" (%.1f GB/s)", bytes / transfer / 1e9) : "",
                times.sent().messages(),
                times.sent().bytes());
    }

    private Table steps(String ranks) {
        StepModel model = times.model();
        Table table = new Table("a training step", "ms", "one process / this (quartiles)", "predicted ms");
        row(table, "FPA-PC, one process", Contender.FPA, Contender.FPA, model.seconds(1));
        row(table, "FPA-PC, layers on " + ranks, Contender.FPA_ON_RANKS, Contender.FPA, model.seconds(times.ranks()));
        row(table, "backpropagation, one process", Contender.BACKPROP, Contender.BACKPROP, Double.NaN);
        row(
                table,
                "backpropagation, " + times.ranks() + (times.ranks() == 1 ? " worker" : " workers"),
                Contender.WORKERS,
                Contender.BACKPROP,
                Double.NaN);
        row(table, "backpropagation, samples on " + ranks, Contender.SAMPLES, Contender.BACKPROP, Double.NaN);
        row(table, "the same, added by MPI_Allreduce", Contender.SAMPLES_BY_ALLREDUCE, Contender.BACKPROP, Double.NaN);
        return table;
    }

    private void row(Table table, String name, Contender contender, Contender base, double predicted) {
        double[] ratios = Series.ratios(seconds(base), seconds(contender));
        double median = Series.median(ratios);
        Arrays.sort(ratios);
        int quarter = ratios.length / 4;
        table.row(
                name,
                format("%.3f", Series.median(seconds(contender)) * 1e3),
                format("%.2f (%.2f to %.2f)", median, ratios[quarter], ratios[ratios.length - 1 - quarter]),
                Double.isNaN(predicted) ? "" : format("%.3f", predicted * 1e3));
    }

    /** What the paper says of any number of processors. */
    private Table claims(String ranks) {
        Table table = new Table("the paper's claim: errors", "TIME / TIME{backprop}", "95 %", "claimed", "");
        int[] rounds = judged();
        claim(table, "(3.32) FPA-PC, layers on " + ranks, Contender.FPA_ERRORS_ON_RANKS, rounds);
        claim(table, "(3.36) Z-IL, layers on " + ranks, Contender.Z_IL_ERRORS_ON_RANKS, rounds);
        return table;
    }

    private void claim(Table table, String name, Contender contender, int... rounds) {
        double[] ratios = Series.ratios(seconds(contender), seconds(Contender.BACKPROP_ERRORS));
        double[] judged =
                IntStream.of(rounds).mapToDouble(round -> ratios[round]).toArray();
        Bound bound = Bound.atLeast(1);
        if (judged.length < Series.FEWEST) {
            String why = ratios.length < Series.FEWEST
                    ? "of " + Series.FEWEST + " rounds or more"
                    : "of " + Series.FEWEST + " rounds or more in which ranks are at work at once, here "
                            + judged.length;
            table.row(name, format("%.3f", Series.median(ratios)), why, bound.toString(), "inconclusive");
            return;
        }
        Estimate ratio = Series.medianEstimate(judged);
        table.row(
                name,
                format("%.3f", ratio.value()),
                format("[%.3f, %.3f]", ratio.low(), ratio.high()),
                bound.toString(),
                bound.judge(ratio).name().toLowerCase(Locale.ROOT));
    }

    /** The rounds in which ranks were at work at once. */
    private int[] judged() {
        return times.ranks() == 1
                ? IntStream.range(0, seconds(Contender.BACKPROP_ERRORS).length).toArray()
                : RankErrors.of(times.library(), times.ranks(), times.model().message(), times.seconds())
                        .roundsAtOnce(times.chain().length());
    }

    private String model() {
        StepModel model = times.model();
        double off = Math.max(
                off(model.seconds(1), seconds(Contender.FPA)),
                off(model.seconds(times.ranks()), seconds(Contender.FPA_ON_RANKS)));
        String judged = format(
                "predicted from the time of each function and of a message: off by %.0f %% at most here", 100 * off);
        if (off > CLOSE) {
            return judged + format(", more than %.0f %%, so nothing is said of more ranks%n", 100 * CLOSE);
        }
        int layers = times.chain().length();
        Table table = table("ranks");
        for (int ranks = 1; ranks < layers; ranks *= 2) {
            row(table, model, ranks);
        }
        row(table, model, layers);
        String simulated = judged + format("; simulated by it, both by layers on as many ranks%n");
        if (times.ranks() == 1) {
            return simulated + format("One rank sends no messages: here they take no time%n") + table;
        }
        return simulated
                + table
                + format("%nThe same, one rank a layer, where a message takes longer or no time%n")
                + slower(model)
                + (layers < 3 ? "" : format("%nWith more layers like these, one rank a layer%n") + deeper(model));
    }

    private Table deeper(StepModel model) {
        Table table = table("layers, ranks");
        IntStream.of(DEEPER)
                .filter(layers -> layers > times.chain().length())
                .forEach(layers -> row(table, model.ofLength(layers), layers));
        return table;
    }

    private static Table table(String first) {
        return new Table(first, "FPA-PC, ms", "one rank / this", "backpropagation, ms", "FPA-PC / backpropagation");
    }

    private Table slower(StepModel model) {
        Table table = new Table("a message, us", "FPA-PC, ms", "backpropagation, ms", "FPA-PC / backpropagation");
        int ranks = times.chain().length();
        for (double factor : SLOWER) {
            StepModel other = model.withMessage(factor * model.message());
            table.row(
                    format("%.2f", other.message() * 1e6),
                    format("%.3f", other.seconds(ranks) * 1e3),
                    format("%.3f", other.backpropagation(ranks) * 1e3),
                    format("%.2f", other.seconds(ranks) / other.backpropagation(ranks)));
        }
        return table;
    }

    private static void row(Table table, StepModel model, int ranks) {
        double seconds = model.seconds(ranks);
        double backpropagation = model.backpropagation(ranks);
        table.row(
                String.valueOf(ranks),
                format("%.3f", seconds * 1e3),
                format("%.2f", model.seconds(1) / seconds),
                format("%.3f", backpropagation * 1e3),
                format("%.2f", seconds / backpropagation));
    }

    private double[] seconds(Contender contender) {
        return times.seconds().get(contender);
    }

    private static double off(double predicted, double[] measured) {
        return Math.abs(predicted / Series.median(measured) - 1);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
