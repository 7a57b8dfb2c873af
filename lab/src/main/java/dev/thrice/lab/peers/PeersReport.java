package dev.thrice.lab.peers;

import dev.thrice.base.Printable;
import dev.thrice.command.machine.Machine;
import dev.thrice.command.output.Table;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Channel;
import dev.thrice.report.Chart;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int ROW_PIXELS = 36;
    private static final int NAMED_ROW_PIXELS = 42;
    private static final String SPEED =
            "Speed of the first against the others: geometric mean [95 % interval over forks, of 3 or more], worst task;"
                    + " shares of the FMA peak";
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

    /** Who is how fast, of which share of the peak, and who is missing. */
    List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Integer> chosen = tasks(row -> Kind.of(row) == kind);
            if (!chosen.isEmpty()
                    && peers().stream().anyMatch(peer -> !shared(peer, chosen).isEmpty())) {
                answers.add(answer(kind, chosen));
            }
        }
        List<Integer> counted = tasks(PeersFork.Row::countsFlops);
        if (!counted.isEmpty()) {
            answers.add("Of the FMA peak of " + format("%.1f GF/s ", peak())
                    + providers.stream()
                            .filter(provider -> !shared(provider, counted).isEmpty())
                            .map(provider -> provider + " reaches " + format("%.0f %%", share(provider, counted)))
                            .collect(Collectors.joining(", "))
                    + ", means over tasks.");
        }
        if (peers().isEmpty()) {
            answers.add("Nobody else takes part in " + String.join(", ", sets()) + ", so " + providers.getFirst()
                    + " is compared with nobody.");
        }
        if (!problems.isEmpty()) {
            answers.add(
                    "Not compared: " + problems.stream().map(PeersFork::peer).collect(Collectors.joining(", ")) + ".");
        }
        return answers;
    }

    /** What is compared in one sentence. */
    private enum Kind {
        PRODUCTS("products"),
        STEPS("training steps"),
        PREDICTIONS("predictions of one sample"),
        TANH("tanh");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        private static Kind of(PeersFork.Row row) {
            return switch (row.set()) {
                case PeersFork.Row.STEP -> STEPS;
                case PeersFork.Row.PREDICT -> PREDICTIONS;
                case PeersFork.Row.TANH -> TANH;
                default -> PRODUCTS;
            };
        }
    }

    private String answer(Kind kind, List<Integer> chosen) {
        long fastest = chosen.stream()
                .filter(i -> peers().stream()
                        .filter(peer -> takesPart(peer, i))
                        .allMatch(peer -> median(peer, fork -> ratio(fork, i, peer)) >= 1))
                .count();
        return "In " + kind.text + " " + providers.getFirst() + " is "
                + peers().stream()
                        .filter(peer -> !shared(peer, chosen).isEmpty())
                        .map(peer -> ratio(peer, shared(peer, chosen)).text("%.2f") + " times as fast as " + peer)
                        .collect(Collectors.joining(", "))
                + " (geometric means), and slower than none of them in " + fastest + " of " + chosen.size() + ".";
    }

    /** For people in a terminal. */
    String text() {
        Table brief = new Table(headings());
        Table parts = new Table(headings());
        for (String set : sets()) {
            brief.row(row(set, tasks(row -> row.set().equals(set))));
            for (String part : parts(set)) {
                parts.row(row(set + ", " + part, tasks(row -> row.set().equals(set) && of(row.task(), part))));
            }
        }
        return String.join("\n", answers()) + "\n\n" + machine() + "\n"
                + kernels().map(Printable::of).collect(Collectors.joining("\n"))
                + "\n\n" + SPEED + "\n\n" + brief
                + "\n" + parts
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

    private String machine() {
        return Machine.here().processor()
                + format(
                        ", one thread, FMA peak %.1f GF/s, medians over %d fork%s%s; %.0f %% of the rounds were on a core of their own,"
                                + " and count",
                        peak(),
                        alone.size(),
                        alone.size() == 1 ? "" : "s",
                        Estimate.shown(alone.size()) ? "" : ": no interval",
                        percentOfRounds());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** What ran, with OpenBLAS' core; other lines where it was another in some JVM. */
    private Stream<String> kernels() {
        return forks.stream().flatMap(fork -> fork.kernels().stream()).distinct();
    }

    private String[] headings() {
        List<String> headings = new ArrayList<>(List.of("task", "count", providers.getFirst() + ", % of peak"));
        for (String peer : peers()) {
            headings.addAll(List.of("against " + peer, "worst", peer + ", % of peak"));
        }
        return headings.toArray(String[]::new);
    }

    private List<Integer> tasks(Predicate<PeersFork.Row> which) {
        return IntStream.range(0, tasks.size())
                .filter(i -> which.test(tasks.get(i)))
                .boxed()
                .toList();
    }

    /** Those of them that a provider or peer takes part in. */
    private List<Integer> shared(String provider, List<Integer> chosen) {
        return chosen.stream().filter(i -> takesPart(provider, i)).toList();
    }

    /** Of the first provider's speed to a peer's, the geometric mean over tasks. */
    private Estimate ratio(String peer, List<Integer> shared) {
        return Estimate.ofRatios(forksOf(peer).stream()
                .mapToDouble(fork -> Math.exp(shared.stream()
                        .mapToDouble(i -> Math.log(ratio(fork, i, peer)))
                        .average()
                        .orElseThrow()))
                .toArray());
    }

    /** Per cent of the peak, mean over tasks that it takes part in. */
    private double share(String provider, List<Integer> chosen) {
        return shared(provider, chosen).stream()
                .mapToDouble(i -> percentOfPeak(i, provider))
                .average()
                .orElseThrow();
    }

    private String[] row(String label, List<Integer> chosen) {
        List<String> cells = new ArrayList<>(List.of(label, String.valueOf(chosen.size())));
        boolean flops = tasks.get(chosen.getFirst()).countsFlops();
        cells.add(flops ? format("%.0f", share(providers.getFirst(), chosen)) : "");
        for (String peer : peers()) {
            List<Integer> shared = shared(peer, chosen);
            if (shared.isEmpty()) {
                cells.addAll(List.of("", "", ""));
                continue;
            }
            int worst = shared.stream()
                    .min(Comparator.comparingDouble(i -> median(peer, fork -> ratio(fork, i, peer))))
                    .orElseThrow();
            cells.add(ratio(peer, shared).text("%.2f"));
            cells.add(format(
                    "%.2f at %s",
                    median(peer, fork -> ratio(fork, worst, peer)),
                    tasks.get(worst).task()));
            cells.add(flops ? format("%.0f", share(peer, shared)) : "");
        }
        return cells.toArray(String[]::new);
    }

    /** For a browser. */
    Report html() {
        List<Section> sections = new ArrayList<>();
        Data brief = table();
        sets().forEach(set ->
                brief.row((Object[]) row(set, tasks(row -> row.set().equals(set)))));
        sections.add(Section.of("Speed by set", SPEED + ".", brief));
        if (!peers().isEmpty()) {
            sections.add(ratios());
        }
        Data parts = table();
        for (String set : sets()) {
            for (String part : parts(set)) {
                parts.row((Object[]) row(
                        set + ", " + part, tasks(row -> row.set().equals(set) && of(row.task(), part))));
            }
        }
        if (parts.size() > 0) {
            sections.add(Section.of("Speed by part", "The same by orientation, size or step.", parts)
                    .under("By orientation, size and step"));
        }
        sets().forEach(set -> sections.add(tasks(set).under("Every task")));
        if (!problems.isEmpty()) {
            Data failed = new Data(Column.text("library", "Library"), Column.text("reason", "Reason"));
            problems.forEach(fork -> failed.row(fork.peer(), fork.problem()));
            sections.add(Section.of("Not compared", "Why.", failed).under("Not compared"));
        }
        List<String> leads = new ArrayList<>(answers());
        leads.add(machine() + "; " + String.join("; ", kernels().toList()) + ".");
        return new Report("Speed of " + String.join(", ", providers), leads, sections);
    }

    private Data table() {
        return new Data(Arrays.stream(headings())
                .map(heading -> Column.text(heading.replaceAll("\\W", "_"), heading))
                .toList());
    }

    /** Each set's ratios; 1 is as fast. */
    private Section ratios() {
        Data data = new Data(
                Column.text("set", "Set"),
                Column.text("against", "against"),
                Column.number("ratio", "times as fast", "%.2f"),
                Column.number("low", "from", "%.2f"),
                Column.number("high", "to", "%.2f"));
        for (String set : sets()) {
            for (String peer : peers()) {
                List<Integer> shared = shared(peer, tasks(row -> row.set().equals(set)));
                if (!shared.isEmpty()) {
                    Estimate ratio = ratio(peer, shared);
                    data.row(set, peer, ratio.value(), ratio.drawnLow(), ratio.drawnHigh());
                }
            }
        }
        String title = providers.getFirst() + "'s speed to the other's";
        return Section.of(
                "Ratios",
                "Geometric means over a set's tasks, with 95 % intervals over 3 or more forks; right of the line "
                        + providers.getFirst() + " is faster.",
                new Chart(data)
                        .height(ROW_PIXELS * sets().size())
                        .layer("rule", Channel.at("x", 1).log().titled(title))
                        .layer(
                                "rule",
                                Channel.by("x", "low").log().titled(title),
                                Channel.by("x2", "high"),
                                Channel.by("y", "set").discrete().titled(null),
                                Channel.by("color", "against"))
                        .layer(
                                "point",
                                Channel.by("x", "ratio").log().titled(title),
                                Channel.by("y", "set").discrete().titled(null),
                                Channel.by("color", "against")));
    }

    private Section tasks(String set) {
        boolean share = PeersFork.Row.countsFlops(set);
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("task", share ? "task; of a product m x n x k" : "task"),
                Column.text("provider", "provider"),
                Column.number("rate", unit(set), "%.1f")));
        if (share) {
            columns.add(Column.number("share", "% of the FMA peak", "%.1f"));
        }
        Data data = new Data(columns);
        for (int index : tasks(row -> row.set().equals(set))) {
            for (String provider : providers) {
                if (takesPart(provider, index)) {
                    List<Object> row =
                            new ArrayList<>(List.of(tasks.get(index).task(), provider, speed(index, provider)));
                    if (share) {
                        row.add(percentOfPeak(index, provider));
                    }
                    data.row(row.toArray());
                }
            }
        }
        Chart chart = new Chart(data)
                .height(NAMED_ROW_PIXELS * tasks(row -> row.set().equals(set)).size())
                .layer(
                        "point",
                        Channel.by("x", share ? "share" : "rate"),
                        Channel.by("y", "task").titled(null).bare(),
                        Channel.by("color", "provider"))
                .named("task");
        return Section.of(
                set,
                share
                        ? "Each task's speed, as a share of the FMA peak measured in the same rounds, which is the line at the right."
                        : "In " + unit(set) + ".",
                share ? chart.layer("rule", Channel.at("x", 100)) : chart);
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
