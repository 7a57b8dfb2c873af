package dev.thrice.lab.bound;

import dev.thrice.base.Printable;
import dev.thrice.command.output.Table;
import dev.thrice.lab.results.GradientDistance;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the answer rests on, for a terminal: one network, w C_i as measured forward times. */
final class TextReport {
    private final Analysis analysis;
    private final NetworkResults network;
    private final boolean valid;

    TextReport(Analysis analysis) {
        this.analysis = analysis;
        network = analysis.network();
        valid = analysis.soundness().valid();
    }

    @Override
    public String toString() {
        return notes() + calibration() + "\n" + times() + "\n" + costs() + claims() + "\n" + gradients();
    }

    private String notes() {
        String notes = analysis.soundness().remarks().stream()
                .map(remark -> format("note: %s%n", Printable.of(remark.text()))
                        + remark.where().stream()
                                .map(where -> format("      %s%n", Printable.of(where)))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
        Double peak = analysis.results().environment().fmaPeakGflops();
        return notes
                + (peak == null ? "" : format("FMA peak of one thread: %.1f GF/s%n", peak))
                + System.lineSeparator();
    }

    private String calibration() {
        TimePerWork w = TimePerWork.of(network);
        Table table = new Table("function", "shape", "C in Mflop", "TIME us", "w ps/flop", "off the fit by");
        for (TimePerWork.Function f : w.functions()) {
            table.row(
                    f.work().name(),
                    f.work().shape(),
                    format("%.3f", f.work().forwardFlops() / 1e6),
                    format("%.2f", f.nanos().value() / 1e3),
                    format("%.2f", f.nanosPerFlop() * 1e3),
                    format(
                            "%+.1f %%%s",
                            100 * (f.residual().value() - 1),
                            valid && f.breaksModel() ? ", BREAKS the linear model" : ""));
        }
        return "w: TIME{forward f} = w WORK, each function timed by itself\n" + table
                + format(
                        "together w = %s ps/flop; fitted, TIME = %s ns + WORK x %s ps/flop%n",
                        interval(w.together(), 1e3, "%.2f"),
                        interval(w.overhead(), 1, "%.0f"),
                        interval(w.slope(), 1e3, "%.2f"))
                + TimePerWork.ofAll(analysis.results()).map(this::grid).orElse("");
    }

    private String grid(TimePerWork w) {
        long broken =
                w.functions().stream().filter(TimePerWork.Function::breaksModel).count();
        return format(
                "over %d functions of all widths and batches, TIME = %s ns + WORK x %s ps/flop%s%n",
                w.functions().size(),
                interval(w.overhead(), 1, "%.0f"),
                interval(w.slope(), 1e3, "%.2f"),
                valid ? "; " + broken + " of them BREAK the linear model" : "");
    }

    private String times() {
        Table table = new Table("TIME{}", "us", "95 % interval over forks");
        for (TimedTask contender : network.contenders()) {
            if (contender.task() != Task.FUNCTION_FORWARD && !contender.recorded()) {
                Estimate micros = Quantity.of(contender).times(1e-3).estimate(network);
                table.row(contender.name(), format("%.2f", micros.value()), ends(micros, 1, "%.2f"));
            }
        }
        return table.toString();
    }

    /** Nothing of a run that did not measure them. */
    private String costs() {
        return table("constants, over each function's forward pass", Costs.CONSTANTS, Costs.constants(network))
                + table("parallelism side by side, errors only", Costs.SIDE_BY_SIDE, Costs.sideBySide(network))
                + analysis.schedules()
                        .map(study -> table("work and span", ScheduleStudy.HEADINGS, study.rows())
                                + study.sentence().replace(". ", ".\n")
                                + "\n\n")
                        .orElse("");
    }

    private static String table(String title, List<String> headings, List<List<String>> rows) {
        Table table = new Table(headings.toArray(String[]::new));
        rows.forEach(row -> table.row(row.toArray(String[]::new)));
        return rows.isEmpty() ? "" : title + "\n" + table + "\n";
    }

    private String claims() {
        Table table = new Table("claim", "of", "statement", "counted", "measured", "95 % interval", "bound", "verdict");
        List<Claim> shown = analysis.claims().stream()
                .filter(claim -> claim.isMain() && claim.network().equals(network.name()))
                .toList();
        for (Claim claim : shown) {
            table.row(
                    claim.equation(),
                    claim.subject(),
                    claim.statement(),
                    claim.counted(),
                    PageReport.figure(claim.effect().value()),
                    ends(claim.effect(), 1, "%.3f"),
                    claim.bound().toString(),
                    analysis.verdictName(claim));
        }
        return table
                + format(
                        "%nw C_i is the measured TIME{forward f_i} here; --html has %d claims, with w WORK as well, and notes.%n"
                                + "A loose step counts what inference never computes: (3.31) has L + 1 VJPs of 2 C_i, f_0's among"
                                + " them, for L - 1 = %d steps without f_0's.%nMore workers: predictive coding is ahead, with more of"
                                + " them than backprop has; \"maximally parallel\" is one processor a layer. A star: tighter than the paper.%n",
                        analysis.claims().size(), network.chainLength() - 1);
    }

    private String gradients() {
        Table table = new Table("gamma", "steps", "cosine to backprop", "arrival law says", "relative error");
        for (GradientDistance g : network.gradients()) {
            table.row(
                    format("%.1f", g.stepSize()),
                    String.valueOf(g.steps()),
                    format("%.6f", g.cosine()),
                    format("%.6f", g.predictedCosine()),
                    format("%.1e", g.relativeError()));
        }
        return "FPA-PC's gradient\n" + table;
    }

    private static String interval(Estimate estimate, double scale, String pattern) {
        return format(pattern, scale * estimate.value()) + " " + measuredEnds(estimate, scale, pattern);
    }

    /** Of what is counted there is nothing between them. */
    private static String ends(Estimate estimate, double scale, String pattern) {
        return estimate.forks() >= 2 && estimate.low() == estimate.high()
                ? "exact"
                : measuredEnds(estimate, scale, pattern);
    }

    /** Also where all forks agree, as on an overhead of 0: that is no proof. */
    private static String measuredEnds(Estimate estimate, double scale, String pattern) {
        return estimate.forks() < 2
                ? "(1 fork)"
                : format("[" + pattern + ", " + pattern + "]", scale * estimate.low(), scale * estimate.high());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
