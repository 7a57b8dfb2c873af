package dev.thrice.lab.peers;

import dev.thrice.formats.io.Printable;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Median;

/** What the forks found together: ratios by set, and each task's speed under the FMA peak. */
final class PeersReport {
    private static final List<String> ORIENTATIONS = List.of("NT", "NN", "TN");

    private final List<String> providers;
    private final List<PeersFork> forks;
    private final List<PeersFork> alone;
    private final List<PeersFork> problems;
    private final List<PeersFork.Row> tasks;

    /**
     * Reports.
     *
     * @param providers of Thrice's that were timed, the first compared with the others and with the peers; who took part in no task
     *     is left out
     * @param found by the forks: at least one of the providers alone
     */
    PeersReport(List<String> providers, List<PeersFork> found) {
        forks = found.stream().filter(fork -> fork.problem() == null).toList();
        problems = found.stream().filter(fork -> fork.problem() != null).toList();
        alone = forks.stream().filter(fork -> fork.peer() == null).toList();
        tasks = alone.getFirst().rows();
        this.providers = Stream.concat(
                        providers.stream(), forks.stream().map(PeersFork::peer).filter(Objects::nonNull))
                .distinct()
                .filter(provider -> IntStream.range(0, tasks.size()).anyMatch(i -> takesPart(provider, i)))
                .toList();
    }

    /** The forks that a provider or peer is judged by: a peer has its own, with the providers in them. */
    private List<PeersFork> forksOf(String provider) {
        List<PeersFork> own =
                forks.stream().filter(fork -> provider.equals(fork.peer())).toList();
        return own.isEmpty() ? alone : own;
    }

    private boolean takesPart(String provider, int task) {
        return forksOf(provider).getFirst().row(tasks.get(task)).stream()
                .anyMatch(row -> row.rates().containsKey(provider));
    }

    /** For people in a terminal. */
    String text() {
        Table table = new Table(headings());
        for (String set : sets()) {
            table.row(row(set, i -> tasks.get(i).set().equals(set)));
            for (String part : parts(set)) {
                table.row(row(
                        "  " + part,
                        i -> tasks.get(i).set().equals(set) && of(tasks.get(i).task(), part)));
            }
        }
        return String.format(
                        Locale.ROOT,
                        "%s, FMA peak %.1f GF/s, %d forks, %.0f %% of rounds on a core of their own: these count%n",
                        Machine.here().processor(),
                        peak(),
                        alone.size(),
                        percentOfRounds())
                + kernels().map(Printable::of).collect(Collectors.joining("\n"))
                + "\n\n"
                + "speed of " + providers.getFirst()
                + " against the others: geometric mean [95 % interval], worst task\n\n"
                + table
                + nanos()
                + problems.stream()
                        .map(fork -> String.format(
                                "not compared: %s: %s%n", Printable.of(fork.peer()), Printable.of(fork.problem())))
                        .collect(Collectors.joining());
    }

    /** A line for each prediction, of who made it. */
    private String nanos() {
        return IntStream.range(0, tasks.size())
                .filter(i -> tasks.get(i).set().equals(PeersFork.Row.PREDICT))
                .mapToObj(i -> providers.stream()
                        .filter(provider -> takesPart(provider, i))
                        .map(provider -> nanos(i, provider))
                        .collect(Collectors.joining(
                                ", ", "ns a sample, " + tasks.get(i).task() + ": ", "\n")))
                .collect(Collectors.joining());
    }

    /** Of a peer with those of the first provider in the same JVMs, which its ratio is to. */
    private String nanos(int task, String provider) {
        String own = String.format(Locale.ROOT, "%s %.0f", Printable.of(provider), speed(task, provider));
        if (forksOf(provider).equals(alone)) {
            return own;
        }
        String first = providers.getFirst();
        double beside = median(provider, fork -> 1 / rate(fork, task, first));
        return String.format(Locale.ROOT, "%s (%s beside it %.0f)", own, Printable.of(first), beside);
    }

    /** Of a task in its set's unit. */
    private double speed(int task, String provider) {
        boolean predicts = tasks.get(task).set().equals(PeersFork.Row.PREDICT);
        return median(provider, fork -> predicts ? 1 / rate(fork, task, provider) : rate(fork, task, provider));
    }

    /** What ran, with OpenBLAS' core; other lines where it was another in some JVM. */
    private Stream<String> kernels() {
        return forks.stream().flatMap(fork -> fork.kernels().stream()).distinct();
    }

    private String[] headings() {
        List<String> headings = new ArrayList<>(List.of("task", "count", "% of peak"));
        for (String peer : peers()) {
            headings.add("against " + peer);
            headings.add("worst");
        }
        return headings.toArray(String[]::new);
    }

    private String[] row(String label, Predicate<Integer> which) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (which.test(i)) {
                chosen.add(i);
            }
        }
        List<String> cells = new ArrayList<>();
        cells.add(label);
        cells.add(String.valueOf(chosen.size()));
        cells.add(
                !tasks.get(chosen.getFirst()).countsFlops()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%.0f",
                                chosen.stream()
                                        .mapToDouble(i -> percentOfPeak(i, providers.getFirst()))
                                        .average()
                                        .orElseThrow()));
        for (String peer : peers()) {
            List<Integer> shared =
                    chosen.stream().filter(i -> takesPart(peer, i)).toList();
            if (shared.isEmpty()) {
                cells.addAll(List.of("", ""));
                continue;
            }
            Estimate ratio = Estimate.ofRatios(forksOf(peer).stream()
                    .mapToDouble(fork -> Math.exp(shared.stream()
                            .mapToDouble(i -> Math.log(ratio(fork, i, peer)))
                            .average()
                            .orElseThrow()))
                    .toArray());
            int worst = shared.stream()
                    .min(Comparator.comparingDouble(i -> median(peer, fork -> ratio(fork, i, peer))))
                    .orElseThrow();
            cells.add(String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio.value(), ratio.low(), ratio.high()));
            cells.add(String.format(
                    Locale.ROOT,
                    "%.2f at %s",
                    median(peer, fork -> ratio(fork, worst, peer)),
                    tasks.get(worst).task()));
        }
        return cells.toArray(String[]::new);
    }

    /** For a browser. */
    Report html() {
        List<Section> sections = new ArrayList<>();
        for (String set : sets()) {
            Data data = new Data(
                    Column.text("task", "task; of a product m x n x k"),
                    Column.text("provider", "provider"),
                    Column.number("rate", unit(set), "%.1f"),
                    Column.number("share", "% of the FMA peak", "%.1f"));
            for (int index = 0; index < tasks.size(); index++) {
                int i = index;
                for (String provider : providers) {
                    if (tasks.get(i).set().equals(set) && takesPart(provider, i)) {
                        data.row(tasks.get(i).task(), provider, speed(i, provider), percentOfPeak(i, provider));
                    }
                }
            }
            boolean share = PeersFork.Row.countsFlops(set);
            Chart chart = new Chart(data)
                    .layer(
                            "point",
                            Channel.by("x", "task").discrete(),
                            Channel.by("y", share ? "share" : "rate"),
                            Channel.by("color", "provider"));
            sections.add(Section.of(
                    set,
                    share
                            ? "Each task's speed, as a share of the FMA peak measured in the same rounds, which is the line at the top."
                            : "In " + unit(set) + ".",
                    share ? chart.layer("rule", Channel.at("y", 100)) : chart));
        }
        String lead = String.format(
                Locale.ROOT,
                "%s, one thread, FMA peak %.1f GF/s, medians over %d forks; %.0f %% of the rounds were on a core of their own, and count.",
                Machine.here().processor(),
                peak(),
                alone.size(),
                percentOfRounds());
        List<String> leads = new ArrayList<>(List.of(lead));
        leads.add(String.join("; ", kernels().toList()) + ".");
        problems.forEach(fork -> leads.add("Not compared: " + fork.peer() + ": " + fork.problem()));
        return new Report("Speed of " + String.join(", ", providers), leads, sections);
    }

    private static String unit(String set) {
        return switch (set) {
            case PeersFork.Row.TANH -> "elements/ns";
            case PeersFork.Row.PREDICT -> "ns/sample";
            default -> "GF/s";
        };
    }

    private List<String> sets() {
        return tasks.stream().map(PeersFork.Row::set).distinct().toList();
    }

    /** Whether a product's size or orientation, or a task as a whole, is that of a row. */
    private static boolean of(String task, String part) {
        return task.endsWith(part) || task.startsWith(part + " ");
    }

    /** What has a row of its own below the set's: products by orientation, squares by size too, every training step, nothing of predictions and tanh. */
    private List<String> parts(String set) {
        return switch (set) {
            case PeersFork.Row.TANH, PeersFork.Row.PREDICT -> List.of();
            case PeersFork.Row.STEP ->
                tasks.stream()
                        .filter(row -> row.set().equals(set))
                        .map(PeersFork.Row::task)
                        .toList();
            case PeersFork.Row.SQUARE ->
                Stream.concat(
                                ORIENTATIONS.stream(),
                                tasks.stream()
                                        .filter(row -> row.set().equals(set))
                                        .map(row -> row.task()
                                                .substring(0, row.task().lastIndexOf(' '))))
                        .distinct()
                        .toList();
            default -> ORIENTATIONS;
        };
    }

    private List<String> peers() {
        return providers.subList(1, providers.size());
    }

    /** The highest of all tasks. */
    private double peak() {
        return rows().mapToDouble(PeersFork.Row::peak).max().orElseThrow();
    }

    /** Of the peak in the same rounds, or of the highest where none was on a core of its own. */
    private double percentOfPeak(int task, String provider) {
        return median(provider, fork -> {
            PeersFork.Row row = fork.row(tasks.get(task)).orElseThrow();
            return 100 * row.rates().get(provider) / (row.own() > 0 ? row.peak() : peak());
        });
    }

    private double percentOfRounds() {
        return 100 * rows().mapToDouble(PeersFork.Row::own).average().orElseThrow();
    }

    private Stream<PeersFork.Row> rows() {
        return forks.stream().flatMap(fork -> fork.rows().stream());
    }

    private double ratio(PeersFork fork, int task, String peer) {
        return rate(fork, task, providers.getFirst()) / rate(fork, task, peer);
    }

    private double rate(PeersFork fork, int task, String provider) {
        return fork.row(tasks.get(task)).orElseThrow().rates().get(provider);
    }

    private double median(String provider, ToDoubleFunction<PeersFork> value) {
        return Median.withDefaults()
                .evaluate(forksOf(provider).stream().mapToDouble(value).toArray());
    }
}
