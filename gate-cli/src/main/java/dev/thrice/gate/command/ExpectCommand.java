package dev.thrice.gate.command;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Table;
import dev.thrice.gate.command.Expectation.Expected;
import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thrice gate expect}. */
@Command(
        name = "expect",
        description = {
            "Says what to expect of the gate, from recorded runs of a build against itself: how often it would raise a false alarm, how"
                    + " long it takes and how small a slow-down it finds, by the number of forks.",
            "Record them where the gate will run: as many as there is patience for, at least two, by --base B.jar --candidate B.jar --json"
                    + " FILE, each with another --seed."
        },
        exitCodeOnExecutionException = GateCommand.NOT_COMPARED,
        footerHeading = "%nExample:%n",
        footer = "  ${COMMAND-FULL-NAME} run-1.json run-2.json",
        mixinStandardHelpOptions = true)
public final class ExpectCommand implements Runnable {
    private static final List<Integer> FORKS = List.of(3, 4, 6, 8, 12, 16, 24);
    private static final double PER_CENT = 100;
    private static final int MINUTE = 60;
    private static final String NONE = "none";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Runs that --json wrote.")
    private List<Path> files;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Runs to put together from the forks recorded (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of draws.")
    private long seed;

    private ExpectCommand() {}

    @Override
    public void run() {
        UsageError.require("--resamples", resamples, resamples >= 1, "at least 1");
        List<RecordedRun> runs = files.stream().map(RecordedRun::read).toList();
        for (int i = 1; i < runs.size(); i++) {
            if (!runs.get(i).settings().equals(runs.getFirst().settings())) {
                throw new UserError(files.get(i) + ": another build, machine, margin or plan than of "
                        + files.getFirst() + ", expected runs of the same");
            }
            int same = runs.stream()
                    .map(RecordedRun::samples)
                    .toList()
                    .indexOf(runs.get(i).samples());
            if (same < i) {
                throw new UserError(
                        files.get(i) + ": the run that is in " + files.get(same) + ", too, expected each run once");
            }
        }
        Expectation expectation = new Expectation(ratios(runs), runs.getFirst().rules(), resamples, seed);
        List<Integer> counts = FORKS.stream()
                .filter(forks -> 2 * forks <= expectation.fewest())
                .toList();
        if (counts.isEmpty()) {
            throw new UserError("of a benchmark only " + expectation.fewest()
                    + " forks count in all files together, expected at least " + 2 * FORKS.getFirst()
                    + ": record more runs");
        }
        print(runs, expectation, counts);
    }

    private static Map<String, List<ForkRatio>> ratios(List<RecordedRun> runs) {
        Map<String, List<ForkRatio>> ratios = new TreeMap<>();
        for (RecordedRun run : runs) {
            run.samples()
                    .forEach((name, sample) -> sample.ratios().stream()
                            .filter(ForkRatio::fit)
                            .forEach(ratio -> ratios.computeIfAbsent(name, same -> new ArrayList<>())
                                    .add(ratio)));
        }
        return ratios;
    }

    private void print(List<RecordedRun> runs, Expectation expectation, List<Integer> counts) {
        Map<Verdict, Long> verdicts = runs.stream()
                .collect(Collectors.groupingBy(RecordedRun::verdict, LinkedHashMap::new, Collectors.counting()));
        System.out.println("recorded, of a build against itself: "
                + verdicts.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ")));
        double seconds = runs.stream()
                .mapToDouble(RecordedRun::secondsAFork)
                .sorted()
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
        Table table = new Table(
                "forks", "minutes", "failed at first", "and again", "undecided", "found: easiest", "median", "hardest");
        Map<String, List<String>> byBenchmark = new TreeMap<>();
        for (int forks : counts) {
            Expected expected = expectation.of(forks);
            List<Double> found = expected.found().values().stream().sorted().toList();
            Alarms alarms = expected.alarms();
            table.row(
                    String.valueOf(forks),
                    String.format(Locale.ROOT, "%.1f", forks * seconds / MINUTE),
                    String.valueOf(alarms.first()),
                    String.valueOf(alarms.confirmed()),
                    String.valueOf(alarms.undecided()),
                    perCent(found.getFirst()),
                    perCent(found.get(found.size() / 2)),
                    perCent(found.getLast()));
            expected.found()
                    .forEach((name, smallest) -> byBenchmark
                            .computeIfAbsent(name, same -> new ArrayList<>())
                            .add(perCent(smallest)));
        }
        System.out.println("put together from their forks, " + resamples + " runs a row; found is the smallest"
                + " slow-down of a benchmark that fails, and again, in " + Math.round(PER_CENT * Expectation.POWER)
                + " of 100\n\n" + table);
        List<String> headings = new ArrayList<>(List.of("found, with forks"));
        counts.forEach(forks -> headings.add(String.valueOf(forks)));
        Table benchmarks = new Table(headings.toArray(String[]::new));
        byBenchmark.forEach((name, cells) -> {
            cells.addFirst(name);
            benchmarks.row(cells.toArray(String[]::new));
        });
        System.out.print(benchmarks);
    }

    private static String perCent(double slowDown) {
        return Double.isInfinite(slowDown) ? NONE : String.format(Locale.ROOT, "%.1f %%", PER_CENT * slowDown);
    }
}
