package dev.thrice.lab.peers;

import dev.thrice.lab.info.Machine;
import dev.thrice.lab.output.Table;
import dev.thrice.lab.report.Channel;
import dev.thrice.lab.report.Chart;
import dev.thrice.lab.report.Data;
import dev.thrice.lab.report.Data.Column;
import dev.thrice.lab.report.Report;
import dev.thrice.lab.report.Report.Section;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.Median;

/** What the forks found together: ratios by set, and each product's speed under the FMA peak. */
final class PeersReport {
    private final List<String> providers;
    private final List<PeersFork> forks;
    private final List<PeersFork.Row> products;

    PeersReport(List<String> providers, List<PeersFork> forks) {
        this.providers = providers;
        this.forks = forks;
        products = forks.getFirst().rows();
    }

    /** For people in a terminal. */
    String text() {
        Table table = new Table(headings());
        for (String set : sets()) {
            table.row(row(set, i -> products.get(i).set().equals(set)));
            for (String orientation : List.of("NT", "NN", "TN")) {
                table.row(row(
                        "  " + orientation,
                        i -> products.get(i).set().equals(set)
                                && products.get(i).product().endsWith(orientation)));
            }
        }
        return String.format(
                        Locale.ROOT,
                        "%s, FMA peak %.1f GF/s, %d forks%n%n",
                        Machine.here().processor(),
                        peak(),
                        forks.size())
                + "speed of " + providers.getFirst()
                + " against the others: geometric mean [95 % interval], worst product\n\n"
                + table;
    }

    private String[] headings() {
        List<String> headings = new ArrayList<>(List.of("products", "count", "% of peak"));
        for (String peer : peers()) {
            headings.add("against " + peer);
            headings.add("worst");
        }
        return headings.toArray(String[]::new);
    }

    private String[] row(String label, Predicate<Integer> which) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            if (which.test(i)) {
                chosen.add(i);
            }
        }
        List<String> cells = new ArrayList<>();
        cells.add(label);
        cells.add(String.valueOf(chosen.size()));
        cells.add(String.format(
                Locale.ROOT,
                "%.0f",
                chosen.stream()
                        .mapToDouble(i -> 100 * median(fork -> gflops(fork, i, providers.getFirst())) / peak())
                        .average()
                        .orElseThrow()));
        for (String peer : peers()) {
            Estimate ratio = Estimate.ofRatios(forks.stream()
                    .mapToDouble(fork -> Math.exp(chosen.stream()
                            .mapToDouble(i -> Math.log(ratio(fork, i, peer)))
                            .average()
                            .orElseThrow()))
                    .toArray());
            int worst = chosen.stream()
                    .min((i, j) ->
                            Double.compare(median(fork -> ratio(fork, i, peer)), median(fork -> ratio(fork, j, peer))))
                    .orElseThrow();
            cells.add(String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio.value(), ratio.low(), ratio.high()));
            cells.add(String.format(
                    Locale.ROOT,
                    "%.2f at %s",
                    median(fork -> ratio(fork, worst, peer)),
                    products.get(worst).product()));
        }
        return cells.toArray(String[]::new);
    }

    /** For a browser. */
    Report html() {
        List<Section> sections = new ArrayList<>();
        for (String set : sets()) {
            Data data = new Data(
                    Column.text("product", "product, m x n x k"),
                    Column.text("provider", "provider"),
                    Column.number("gflops", "GF/s", "%.1f"),
                    Column.number("share", "% of the FMA peak", "%.1f"));
            for (int index = 0; index < products.size(); index++) {
                int i = index;
                for (String provider : providers) {
                    if (products.get(i).set().equals(set)) {
                        double gflops = median(fork -> gflops(fork, i, provider));
                        data.row(products.get(i).product(), provider, gflops, 100 * gflops / peak());
                    }
                }
            }
            Chart chart = new Chart(data)
                    .layer(
                            "point",
                            Channel.by("x", "product").discrete(),
                            Channel.by("y", "share"),
                            Channel.by("color", "provider"))
                    .layer("rule", Channel.at("y", 100));
            sections.add(Section.of(
                    set,
                    "Each product's speed, as a share of the measured FMA peak, which is the line at the top.",
                    chart));
        }
        String lead = String.format(
                Locale.ROOT,
                "%s, one thread, FMA peak %.1f GF/s, medians over %d forks.",
                Machine.here().processor(),
                peak(),
                forks.size());
        return new Report("Products by " + String.join(", ", providers), List.of(lead), sections);
    }

    private List<String> sets() {
        return products.stream().map(PeersFork.Row::set).distinct().toList();
    }

    private List<String> peers() {
        return providers.subList(1, providers.size());
    }

    private double peak() {
        return forks.stream().mapToDouble(PeersFork::peak).max().orElseThrow();
    }

    private double ratio(PeersFork fork, int product, String peer) {
        return gflops(fork, product, providers.getFirst()) / gflops(fork, product, peer);
    }

    private static double gflops(PeersFork fork, int product, String provider) {
        return fork.rows().get(product).gflops().get(provider);
    }

    private double median(ToDoubleFunction<PeersFork> value) {
        return Median.withDefaults().evaluate(forks.stream().mapToDouble(value).toArray());
    }
}
