package dev.thrice.lab.bound;

import static dev.thrice.report.Channel.at;
import static dev.thrice.report.Channel.by;
import static dev.thrice.report.Channel.fixed;

import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Time and speed of the elementary functions against their work. */
final class WorkCharts {
    private static final int MOST_NAMED = 3;

    private WorkCharts() {}

    /** TIME = overhead + w WORK on one network, and where that is off. */
    static Section fit(Analysis analysis) {
        return fit(
                "Time against work",
                "Each function's forward time against its WORK",
                TimePerWork.of(analysis.network()),
                analysis.soundness().valid());
    }

    /** The same over all widths and batches. */
    static Optional<Section> fitOfAll(Analysis analysis) {
        return TimePerWork.ofAll(analysis.results())
                .map(w -> fit(
                        "Time against work, all widths and batches",
                        "The forward time of every function that any network here has, against its WORK",
                        w,
                        analysis.soundness().valid()));
    }

    private static Section fit(String title, String what, TimePerWork w, boolean judged) {
        Data data = new Data(
                Column.text("function", "Function"),
                Column.text("shape", "Shape"),
                Column.number("work", "Mflop", "%.4f"),
                Column.number("micros", "us", "%.3f"),
                Column.number("fit", "Fit, us", "%.3f"),
                Column.number("own", "Own w, ps/flop", "%.2f"),
                Column.number("residual", "Off by, %", "%+.1f"));
        for (TimePerWork.Function f : w.functions()) {
            double fit = w.overhead().value() + w.slope().value() * f.work().forwardFlops();
            data.row(
                    f.work().name(),
                    f.work().shape(),
                    f.work().forwardFlops() / 1e6,
                    f.nanos().value() / 1e3,
                    fit / 1e3,
                    1e3 * f.nanosPerFlop(),
                    100 * (f.residual().value() - 1));
        }
        double most = w.functions().stream()
                .mapToDouble(f -> f.work().forwardFlops())
                .max()
                .orElseThrow();
        double least = w.functions().stream()
                .mapToDouble(f -> f.work().forwardFlops())
                .min()
                .orElseThrow();
        Chart chart = new Chart(data)
                .layer("point", by("x", "work").log(), by("y", "micros").log().titled("us"))
                .segment(
                        least / 1e6,
                        w.slope().value() * least / 1e3,
                        most / 1e6,
                        w.slope().value() * most / 1e3);
        if (w.overhead().value() > 0) {
            chart.layer("rule", at("y", w.overhead().value() / 1e3), fixed("strokeDash", "6,4"));
        }
        return Section.of(
                title,
                what + "; the fit is " + line(w)
                        + " Drawn are its two parts, w WORK (rising) and the overhead (dashed)."
                        + (judged ? " " + breaks(w) : ""),
                chart);
    }

    private static String line(TimePerWork w) {
        return String.format(
                Locale.ROOT,
                "TIME = %.2f us + w WORK with w = %.2f ps/flop, [%.2f, %.2f].",
                w.overhead().value() / 1e3,
                1e3 * w.slope().value(),
                1e3 * w.slope().low(),
                1e3 * w.slope().high());
    }

    private static String breaks(TimePerWork w) {
        List<TimePerWork.Function> off = w.functions().stream()
                .filter(TimePerWork.Function::breaksModel)
                .sorted(Comparator.comparingDouble(
                        f -> -Math.abs(Math.log(f.residual().value()))))
                .toList();
        if (off.isEmpty()) {
            return "No function is off by more than 10 %.";
        }
        String named = off.stream()
                .limit(MOST_NAMED)
                .map(f -> String.format(
                        Locale.ROOT,
                        "%s (%+.0f %%)",
                        f.work().name(),
                        100 * (f.residual().value() - 1)))
                .collect(Collectors.joining("; "));
        return "The linear model breaks, by more than 10 % beyond the interval, at " + off.size() + " of "
                + w.functions().size() + ": " + named + (off.size() > MOST_NAMED ? "; .." : "") + ".";
    }

    /** GF/s against arithmetic intensity, below what the FMA units and memory allow. */
    static Optional<Section> roofline(Results results, NetworkResults network) {
        Double peak = results.environment().fmaPeakGflops();
        if (peak == null) {
            return Optional.empty();
        }
        Data data = new Data(
                Column.text("function", "Function"),
                Column.text("shape", "Shape"),
                Column.number("intensity", "Flops a byte", "%.2f"),
                Column.number("speed", "GF/s", "%.1f"),
                Column.number("share", "Share of the peak, %", "%.0f"),
                Column.number("roof", "Roof if all came from memory, GF/s", "%.1f"));
        for (TimePerWork.Function f : TimePerWork.of(network).functions()) {
            double speed = f.work().forwardFlops() / f.nanos().value();
            double intensity = (double) f.work().forwardFlops() / f.work().bytes();
            double roof = Math.min(peak, intensity * results.environment().memoryGbps());
            data.row(f.work().name(), f.work().shape(), intensity, speed, 100 * speed / peak, roof);
        }
        double bandwidth = results.environment().memoryGbps();
        double ridge = peak / bandwidth;
        double from = network.functions().stream()
                .mapToDouble(f -> (double) f.forwardFlops() / f.bytes())
                .reduce(ridge / 2, Math::min);
        Chart chart = new Chart(data)
                .layer("rule", at("y", peak), fixed("strokeDash", "6,4"))
                .layer("point", by("x", "intensity").log(), by("y", "speed").log(), by("color", "function"))
                .segment(from, from * bandwidth, ridge, peak);
        return Optional.of(Section.of(
                "Roofline",
                String.format(
                        Locale.ROOT,
                        "Each function's forward speed against its flops for each byte it must move; the dashed line is the measured FMA"
                                + " peak of one thread, %.1f GF/s, the other what %.1f GB/s from memory would allow: a function above that"
                                + " works from caches.",
                        peak,
                        results.environment().memoryGbps()),
                chart));
    }
}
