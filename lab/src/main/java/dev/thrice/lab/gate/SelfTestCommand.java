package dev.thrice.lab.gate;

import dev.thrice.gate.GateSuite.Extent;
import dev.thrice.lab.UserError;
import dev.thrice.lab.gate.judge.Rules;
import dev.thrice.lab.gate.measure.ForkPlan;
import dev.thrice.lab.gate.measure.ForkPlan.Pair;
import dev.thrice.lab.gate.measure.GateFork;
import dev.thrice.lab.output.JsonFile;
import dev.thrice.lab.suite.ThriceSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thrice gate self-test}. */
@Command(
        name = "self-test",
        description = {
            "Says how often the gate is wrong: records runs of this build against itself, and against twins that repeat rows of work, allocate,"
                    + " or do an inference step too many; then judges all recorded runs.",
            "A run that is recorded is kept: stop it at any time, and start it again with the same folder."
        },
        exitCodeOnInvalidInput = GateCommand.NOT_DONE,
        exitCodeOnExecutionException = GateCommand.NOT_DONE,
        mixinStandardHelpOptions = true)
final class SelfTestCommand implements Runnable {
    private static final double MARGIN = .03;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder of the recorded runs.")
    private Path dir;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "60",
            description = "Runs of the quick suite against itself (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--flawed-runs",
            paramLabel = "N",
            defaultValue = "60",
            description = "Runs against flawed twins (default: ${DEFAULT-VALUE}).")
    private int flawedRuns;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Runs to put together from the forks recorded (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(names = "--forks", paramLabel = "N", defaultValue = "8", description = "As of the gate.")
    private int forks;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of orders and draws.")
    private long seed;

    private SelfTestCommand() {}

    @Override
    public void run() {
        if (runs < 2) {
            throw new UserError("--runs " + runs + ", expected at least 2: one run is confirmed by another");
        }
        createFolder();
        ThriceSuite suite = new ThriceSuite();
        List<Pair> sound = pairs(suite.benchmarks(Extent.QUICK), name -> name);
        List<Pair> flawed = pairs(suite.flawed(), name -> name.substring(0, name.indexOf(SelfTest.FLAW)));
        try (GateForks runner = new GateForks(false, seed)) {
            Runtime.getRuntime().addShutdownHook(new Thread(runner::close)); // no fork outlives this process
            List<List<GateFork>> soundRuns = recorded(runner, "sound", runs, sound, 0);
            List<List<GateFork>> twins = recorded(runner, "flawed", flawedRuns, flawed, runs);
            System.out.print(new SelfTest(soundRuns, twins, Rules.withMargin(MARGIN)).text(resamples, seed));
        }
    }

    private static List<Pair> pairs(List<String> names, Function<String, String> base) {
        return names.stream().map(name -> new Pair(base.apply(name), name)).toList();
    }

    private List<List<GateFork>> recorded(GateForks runner, String kind, int count, List<Pair> pairs, int firstSeed) {
        String jars = System.getProperty("jdk.module.path", System.getProperty("java.class.path"));
        List<List<GateFork>> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Path file = dir.resolve(String.format("%s-%03d.json", kind, i));
            if (!Files.exists(file)) {
                GateOptions options = new GateOptions();
                options.seed = seed + firstSeed + i;
                ForkPlan plan = options.plan(jars, jars, pairs);
                List<GateFork> found = new ArrayList<>();
                runner.run(kind + " run " + i + " of " + count, plan, forks, found);
                JsonFile.write(file, found.toArray(GateFork[]::new));
            }
            all.add(List.of(JsonFile.read(file, GateFork[].class)));
        }
        return all;
    }

    private void createFolder() {
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new UserError("cannot make folder " + dir + ": " + e.getMessage());
        }
    }
}
