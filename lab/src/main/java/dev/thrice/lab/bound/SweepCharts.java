package dev.thrice.lab.bound;

import static dev.thrice.report.Channel.by;

import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;

/** Time along each sweep, depth or a bottleneck's width for example, with the bound drawn in. */
final class SweepCharts {
    private static final String BOUND = "3 w sum C";

    private SweepCharts() {}

    static List<Section> of(Results results) {
        List<Section> sections = new ArrayList<>();
        for (String sweep : SweepClaims.names(results)) {
            List<NetworkResults> networks = SweepClaims.networks(results, sweep);
            if (networks.size() > 1) {
                sections.add(section(sweep, networks));
            }
        }
        return sections;
    }

    private static Section section(String sweep, List<NetworkResults> networks) {
        Data data = new Data(
                Column.number("x", sweep, "%.0f"),
                Column.text("name", "Algorithm"),
                Column.number("micros", "us", "%.2f"),
                Column.number("low", "From", "%.2f"),
                Column.number("high", "To", "%.2f"));
        for (NetworkResults network : networks) {
            double x = network.sweeps().get(sweep);
            for (TimedTask contender : network.contenders()) {
                boolean algorithm =
                        contender.task() == Task.BACKPROPAGATION || contender.task() == Task.PREDICTIVE_CODING;
                if (algorithm && !contender.parameters() && inAll(networks, contender)) {
                    row(data, x, contender.name(), Quantity.of(contender), network);
                }
            }
            row(data, x, BOUND, Unit.of(network).getFirst().sum().times(3), network);
        }
        Chart chart = new Chart(data)
                .intervals(
                        by("x", "x").log(),
                        by("y", "micros").log().titled("us"),
                        by("y", "low").log().titled("us"),
                        by("y2", "high"),
                        by("color", "name"));
        return Section.of(
                "Time against " + sweep,
                "How the time of each algorithm grows with " + sweep + ", errors only, beside the bound " + BOUND
                        + ". Both scales are logarithmic.",
                chart);
    }

    private static boolean inAll(List<NetworkResults> networks, TimedTask contender) {
        return networks.stream()
                .allMatch(network -> network.contenders().stream()
                        .anyMatch(other -> other.name().equals(contender.name())));
    }

    private static void row(Data data, double x, String name, Quantity time, NetworkResults network) {
        Estimate micros = time.times(1e-3).estimate(network);
        // A logarithmic scale has no place for an interval that reaches to 0, as a wide one of few forks may.
        data.row(x, name, micros.value(), Math.max(micros.low(), micros.value() / 10), micros.high());
    }
}
