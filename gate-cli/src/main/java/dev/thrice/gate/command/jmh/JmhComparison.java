package dev.thrice.gate.command.jmh;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.gate.command.jmh.JmhBenchmark.Annotated;
import dev.thrice.gate.command.judge.Comparison;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Setting;
import dev.thrice.gate.command.source.Side;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Two builds of JMH benchmarks, each measured by its own JMH. */
public final class JmhComparison extends Comparison<JmhFork> {
    private final JmhPlan plan;
    private final List<String> methods;
    private final JmhForks runner;

    /**
     * Of two builds that {@linkplain #isFor are such}.
     *
     * @param base what is compared with
     * @param candidate what is compared
     * @param options of JMH
     * @param patience how long an iteration may take
     * @param seed of orders
     * @throws UserError if they have no benchmark in common that is asked for, or are of a JMH that is too old
     * @throws dev.thrice.command.UsageError if JMH does not take the options
     */
    public JmhComparison(Side base, Side candidate, JmhOptions options, Duration patience, long seed) {
        Optional<String> obstacle = InstructionCounter.obstacle();
        plan = new JmhPlan(
                JmhBuild.of("base", base.classPath()),
                JmhBuild.of("candidate", candidate.classPath()),
                options.passedOn(),
                obstacle.isEmpty());
        methods = common(options);
        JmhParser.requireOptions(plan);
        tellOverridden();
        obstacle.ifPresent(reason -> System.err.println("thrice: instructions are not counted here: " + reason));
        runner = new JmhForks(plan, patience, notCompared, seed);
    }

    /**
     * Whether this is how two builds are compared.
     *
     * @param base what is compared with
     * @param candidate what is compared
     * @return whether JMH benchmarks are in them
     * @throws UserError if they are in one alone
     */
    public static boolean isFor(Side base, Side candidate) {
        boolean ofBase = JmhBuild.isOne("base", base.classPath());
        if (ofBase != JmhBuild.isOne("candidate", candidate.classPath())) {
            throw new UserError((ofBase ? "base" : "candidate") + " holds JMH benchmarks, and "
                    + (ofBase ? "candidate " + candidate : "base " + base) + " none, expected them in both");
        }
        return ofBase;
    }

    private List<String> common(JmhOptions options) {
        Set<String> names = names(plan.base(), options);
        Set<String> others = names(plan.candidate(), options);
        if (names.isEmpty() && others.isEmpty()) {
            throw new UserError("no benchmark is asked for by " + options.selection() + ", expected some of "
                    + Printable.list(names(plan.candidate(), new JmhOptions(List.of()))));
        }
        notCompared.tell(names, others);
        names.retainAll(others);
        names.removeIf(this::isCountedOtherwise);
        if (names.isEmpty()) {
            throw new UserError("the two builds have no benchmark in common");
        }
        return List.copyOf(names);
    }

    /** Whether an operation of the one is another than of the other: then it says so, and no times are compared. */
    private boolean isCountedOtherwise(String name) {
        String differ = differences(name, true);
        if (!differ.isEmpty()) {
            notCompared.tell(name, differ);
        }
        return !differ.isEmpty();
    }

    /** In what annotations differ that no option overrides. */
    private String differences(String name, boolean scale) {
        Map<Annotated, String> ofBase = plan.base().benchmark(name).annotated();
        Map<Annotated, String> ofCandidate = plan.candidate().benchmark(name).annotated();
        return Arrays.stream(Annotated.values())
                .filter(each -> each.scale == scale && !plan.options().contains(each.option))
                .filter(each -> !ofBase.get(each).equals(ofCandidate.get(each)))
                .map(each -> each.words + " " + ofBase.get(each) + " in the base and " + ofCandidate.get(each)
                        + " in the candidate")
                .collect(Collectors.joining(", "));
    }

    private static Set<String> names(JmhBuild build, JmhOptions options) {
        return build.benchmarks().stream()
                .map(JmhBenchmark::name)
                .filter(options::select)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void tellOverridden() {
        if (!plan.base().version().equals(plan.candidate().version())) {
            System.err.println("thrice: base is of JMH " + plan.base().version() + ", candidate of "
                    + plan.candidate().version() + ": each is measured by its own, and their difference counts too");
        }
        for (String method : methods) {
            String differ = differences(method, false);
            if (!differ.isEmpty()) {
                System.err.println("thrice: " + Printable.of(method + ": " + differ) + ", which may be what differs");
            }
        }
        List<JmhBenchmark> asked = plan.candidate().benchmarks().stream()
                .filter(benchmark -> methods.contains(benchmark.name()))
                .toList();
        if (asked.stream().anyMatch(plan::isOverridden)) {
            System.err.println("thrice: iterations are of 1 s, where @Warmup or @Measurement says more;"
                    + " -- -w and -r say otherwise");
        }
        if (asked.stream().anyMatch(benchmark -> benchmark.forks() != null)) {
            System.err.println(
                    "thrice: forks are the gate's, whatever @Fork says of their number; --forks says otherwise");
        }
    }

    @Override
    public Map<String, Sample> measure(int count) {
        runner.run("measuring", methods, count, forks::add);
        if (forks.isEmpty()) {
            throw new UserError("the two builds have no benchmark in common, by its parameters and modes");
        }
        return JmhSamples.of(forks());
    }

    @Override
    public Map<String, Sample> confirm(List<String> failures, int count) {
        Set<String> again = failures.stream()
                .map(name -> name.replaceAll("[ (].*", ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        runner.run("measuring again what failed", List.copyOf(again), count, fork -> {
            if (failures.contains(fork.benchmark())) {
                confirmation.add(fork);
            }
        });
        return JmhSamples.of(confirmation());
    }

    @Override
    public Object plan() {
        return plan;
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                new Setting("JMH", plan.base().version(), plan.candidate().version()),
                Setting.of(
                        "options of JMH",
                        plan.options().isEmpty() ? "as annotated" : String.join(" ", plan.options())));
    }

    @Override
    public String parts() {
        return "iterations";
    }

    @Override
    public void close() {
        runner.close();
    }
}
