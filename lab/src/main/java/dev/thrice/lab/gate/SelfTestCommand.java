package dev.thrice.lab.gate;

import dev.thrice.command.UsageError;
import dev.thrice.command.Version;
import dev.thrice.command.output.Expect;
import dev.thrice.gate.GateSuite.Extent;
import dev.thrice.gate.command.GateCommand;
import dev.thrice.gate.command.GateForks;
import dev.thrice.gate.command.GateOptions;
import dev.thrice.gate.command.SelfTest;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.measure.ForkPlan;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.lab.grid.Cell;
import dev.thrice.lab.grid.CellStore;
import dev.thrice.lab.suite.ThriceSuite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thrice gate self-test}. */
@Command(
        name = "self-test",
        description = {
            "Says how often the gate is wrong: records runs of this build against itself and, in the same forks, of some benchmarks against"
                    + " twins that repeat rows of work, allocate, or do an inference step too many; then judges all recorded runs.",
            "A run that is recorded is kept: stop it at any time, and start it again with the same folder."
        },
        exitCodeOnExecutionException = GateCommand.NOT_COMPARED,
        footerHeading = "%nExample:%n",
        footer = "  thrice gate self-test --dir recorded --runs 4",
        mixinStandardHelpOptions = true)
final class SelfTestCommand implements Runnable {
    private static final double MARGIN = .03;
    private static final int LAYOUT = 1;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder of the recorded runs.")
    private Path dir;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "60",
            description = "Runs to record, of the quick suite and the flawed twins (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Runs to put together from the forks recorded (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = GateOptions.FORKS,
            description = "Fresh JVMs a run (default: ${DEFAULT-VALUE}, as of the gate).")
    private int forks;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of orders and draws.")
    private long seed;

    private SelfTestCommand() {}

    @Override
    public void run() {
        if (runs < 2) {
            throw new UsageError("--runs " + runs + ", expected at least 2: one run is confirmed by another");
        }
        GateOptions.requireForks(forks);
        UsageError.require("--resamples", resamples, resamples >= 1, "at least 1");
        ThriceSuite suite = new ThriceSuite();
        List<Pair> pairs = new ArrayList<>();
        suite.benchmarks(Extent.QUICK).forEach(name -> pairs.add(new Pair(name, name)));
        suite.flawed().forEach(name -> pairs.add(new Pair(name.substring(0, name.indexOf(SelfTest.FLAW)), name)));
        try (GateForks runner = new GateForks(ThriceGateCommand.OPTIONS, false, GateOptions.USUAL_PATIENCE, seed)) {
            Runtime.getRuntime().addShutdownHook(new Thread(runner::close)); // no fork outlives this process
            List<List<GateFork>> recorded = recorded(runner, pairs, store());
            SelfTest test = new SelfTest(
                    only(recorded, suite.benchmarks(Extent.QUICK)),
                    only(recorded, suite.flawed()),
                    Rules.withMargin(MARGIN));
            System.out.print(test.text(resamples, seed));
        }
    }

    /** Of runs of this build, since others would not be of a build against itself. */
    private CellStore<GateFork[]> store() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("forks", String.valueOf(forks));
        settings.put("seed", String.valueOf(seed));
        return new CellStore<>(preset -> dir, Version.commit(), "gate self-test", LAYOUT, settings, GateFork[].class);
    }

    private List<List<GateFork>> recorded(GateForks runner, List<Pair> pairs, CellStore<GateFork[]> store) {
        List<List<GateFork>> all = new ArrayList<>();
        for (int i = 1; i <= runs; i++) {
            Cell<GateFork[]> run = run(runner, pairs, i);
            Optional<GateFork[]> kept = store.read(run);
            GateFork[] found = kept.orElseGet(run.run());
            if (kept.isEmpty()) {
                store.write(run.name(), found);
            }
            all.add(List.of(found));
        }
        return all;
    }

    private Cell<GateFork[]> run(GateForks runner, List<Pair> pairs, int number) {
        String jars = System.getProperty("jdk.module.path", System.getProperty("java.class.path"));
        ForkPlan plan = GateOptions.plan(jars, jars, pairs, seed + number);
        return new Cell<>(
                String.format(Locale.ROOT, "run-%03d", number),
                () -> 1,
                1,
                () -> {
                    List<GateFork> found = new ArrayList<>();
                    runner.run("run " + number + " of " + runs, plan, forks, found);
                    return found.toArray(GateFork[]::new);
                },
                found -> require(found, pairs));
    }

    private void require(GateFork[] found, List<Pair> pairs) {
        Expect.equal("forks", found.length, forks);
        for (GateFork fork : found) {
            fork.require(pairs);
        }
    }

    /** The benchmarks of some names. */
    private static List<List<GateFork>> only(List<List<GateFork>> runs, Collection<String> names) {
        return runs.stream()
                .map(run -> run.stream().map(fork -> fork.only(names)).toList())
                .toList();
    }
}
