package dev.thrice.lab.validate;

import dev.thrice.lab.output.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as people read it on a terminal. */
final class ReportText {
    private final Report report;

    ReportText(Report report) {
        this.report = report;
    }

    @Override
    public String toString() {
        return setting() + "\n" + calibration() + "\n" + times() + "\n" + claims() + "\n" + theorem() + "\n"
                + gradients();
    }

    private String setting() {
        Double peak = report.environment().fmaPeakGflops();
        return format(
                "network %s, batch %d, %s kernels, %s, FMA peak %s%n",
                report.network(),
                report.batch(),
                report.environment().chosen(),
                report.environment().machine().processor(),
                peak == null ? "not measured" : format("%.1f GF/s", peak));
    }

    private String calibration() {
        Calibration w = report.calibration();
        Table table = new Table("function", "shape", "C in Mflop", "TIME us", "w ps/flop");
        for (Calibration.Function f : w.functions()) {
            table.row(
                    f.name(),
                    f.shape(),
                    format("%.3f", f.flops() / 1e6),
                    format("%.2f", f.nanos().median() / 1e3),
                    format("%.2f", f.nanosPerFlop() * 1e3));
        }
        Estimate all = w.nanosPerFlop();
        table.row(
                "together",
                "",
                format("%.3f", w.forwardFlops() / 1e6),
                format("%.2f", all.median() * w.forwardFlops() / 1e3),
                format("%.2f [%.2f, %.2f]", all.median() * 1e3, all.low() * 1e3, all.high() * 1e3));
        return "w: TIME{forward f} = w WORK, each function timed by itself\n" + table;
    }

    private String times() {
        Table table = new Table("TIME{}", "median us");
        report.samples().forEach((name, samples) -> {
            if (!name.startsWith("f_")) {
                double[] nanos =
                        samples.stream().mapToDouble(Double::doubleValue).toArray();
                table.row(
                        name,
                        format("%.2f", Estimate.ofMedian(nanos, report.seed()).median() / 1e3));
            }
        });
        return table.toString();
    }

    private String claims() {
        Table table = new Table("claim", "statement", "counted", "ratio", "95 % interval", "bound", "verdict");
        for (Claim claim : report.claims()) {
            table.row(
                    claim.equation(),
                    claim.statement(),
                    claim.form(),
                    format("%.3f", claim.ratio().median()),
                    format("[%.3f, %.3f]", claim.ratio().low(), claim.ratio().high()),
                    format("%s %.0f", claim.relation().sign(), claim.bound()),
                    claim.verdict().name().toLowerCase(Locale.ROOT));
        }
        return table
                + format(
                        "%nFPA-PC at its best: gamma = 1, L - 1 = %d steps, which (3.31) counts as L + 1. Its w sum 2 C_i counts"
                                + " a VJP to the%ninputs and the parameters of every function; inference needs the inputs'"
                                + " alone, and of f_0 not even that. So%n(3.31) can be violated to the letter where (3.32),"
                                + " what it is there to show, holds. \"Maximally parallel\" is one%nprocessor a layer; here"
                                + " it is %d.%n",
                        report.chainLength() - 1, report.workers());
    }

    private String theorem() {
        List<Arrival> arrivals = report.arrivals();
        String nodes = arrivals.stream()
                .map(a -> "e_" + a.node() + " at t = " + a.measured()
                        + (a.holds() ? "" : " (predicted " + a.predicted() + ")"))
                .collect(Collectors.joining(", "));
        boolean holds = arrivals.stream().allMatch(Arrival::holds);
        return "Theorem 1, first nonzero errors: " + nodes + ": " + (holds ? "holds" : "violated")
                + System.lineSeparator();
    }

    private String gradients() {
        Table table = new Table("gamma", "steps", "cosine to backprop", "arrival law says", "relative error");
        for (GradientDistance g : report.gradients()) {
            table.row(
                    format("%.1f", g.stepSize()),
                    String.valueOf(g.steps()),
                    format("%.6f", g.cosine()),
                    format("%.6f", g.predictedCosine()),
                    format("%.1e", g.relativeError()));
        }
        return "FPA-PC's gradient\n" + table;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
