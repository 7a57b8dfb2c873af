package dev.thrice.lab.scaling;

import dev.thrice.command.output.Table;
import dev.thrice.lab.scaling.ScalingRace.Round;
import dev.thrice.lab.statistics.Series;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was found, for a terminal. */
final class ScalingReport {
    /** The model is shown beyond what was measured where it is as near as that. */
    private static final double CLOSE = .15;

    private final ScalingRace.Times times;

    ScalingReport(ScalingRace.Times times) {
        this.times = times;
    }

    @Override
    public String toString() {
        String ranks = times.ranks() + (times.ranks() == 1 ? " rank" : " ranks");
        StringBuilder text = new StringBuilder();
        text.append(format(
                "%s of %s: %d hidden layers of %d, batch %d, medians of %d rounds by turns%n",
                ranks,
                times.library(),
                times.chain().length() - 1,
                times.chain().width(1),
                times.batch(),
                times.rounds().size()));
        if (times.ranks() > 1) {
            text.append(messages());
        }
        text.append(System.lineSeparator())
                .append(steps(ranks))
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
        Table table = new Table("a training step", "ms", "one process / this", "predicted ms");
        row(
                table,
                "FPA-PC, one process",
                seconds(Round::alone),
                seconds(Round::alone),
                times.model().seconds(1));
        row(
                table,
                "FPA-PC, layers on " + ranks,
                seconds(Round::layers),
                seconds(Round::alone),
                times.model().seconds(times.ranks()));
        row(table, "backpropagation, one process", seconds(Round::backprop), seconds(Round::backprop), Double.NaN);
        row(
                table,
                "backpropagation, " + times.ranks() + " workers",
                seconds(Round::workers),
                seconds(Round::backprop),
                Double.NaN);
        row(
                table,
                "backpropagation, samples on " + ranks,
                seconds(Round::samples),
                seconds(Round::backprop),
                Double.NaN);
        return table;
    }

    private static void row(Table table, String name, double[] seconds, double[] base, double predicted) {
        double[] ratios = new double[seconds.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = base[i] / seconds[i];
        }
        Arrays.sort(ratios);
        int quarter = ratios.length / 4;
        table.row(
                name,
                format("%.3f", Series.median(seconds) * 1e3),
                format(
                        "%.2f (%.2f to %.2f)",
                        Series.median(ratios), ratios[quarter], ratios[ratios.length - 1 - quarter]),
                Double.isNaN(predicted) ? "" : format("%.3f", predicted * 1e3));
    }

    private String model() {
        StepModel model = times.model();
        double off = Math.max(
                off(model.seconds(1), seconds(Round::alone)),
                off(model.seconds(times.ranks()), seconds(Round::layers)));
        String judged = format(
                "predicted from the time of each function and of a message: off by %.0f %% at most here", 100 * off);
        if (off > CLOSE) {
            return judged + format(", more than %.0f %%, so nothing is said of more ranks%n", 100 * CLOSE);
        }
        Table table =
                new Table("ranks", "FPA-PC, ms", "one rank / this", "backpropagation, ms", "FPA-PC / backpropagation");
        for (int ranks = 1; ranks < times.chain().length(); ranks *= 2) {
            row(table, ranks);
        }
        row(table, times.chain().length());
        return judged + format("; simulated by it, both by layers on as many ranks%n") + table;
    }

    private void row(Table table, int ranks) {
        double seconds = times.model().seconds(ranks);
        double backpropagation = times.model().backpropagation(ranks);
        table.row(
                String.valueOf(ranks),
                format("%.3f", seconds * 1e3),
                format("%.2f", times.model().seconds(1) / seconds),
                format("%.3f", backpropagation * 1e3),
                format("%.2f", seconds / backpropagation));
    }

    private double[] seconds(ToDoubleFunction<Round> of) {
        return times.rounds().stream().mapToDouble(of).toArray();
    }

    private static double off(double predicted, double[] measured) {
        return Math.abs(predicted / Series.median(measured) - 1);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
