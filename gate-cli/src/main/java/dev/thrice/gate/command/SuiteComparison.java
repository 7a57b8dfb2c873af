package dev.thrice.gate.command;

import dev.thrice.command.UserError;
import dev.thrice.gate.GateSuite;
import dev.thrice.gate.command.judge.Comparison;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Setting;
import dev.thrice.gate.command.measure.Build;
import dev.thrice.gate.command.measure.ForkPlan;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.source.Side;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Two builds of a {@link GateSuite}, in the same fresh JVMs. */
final class SuiteComparison extends Comparison<GateFork> {
    private final GateForks runner;
    private final ForkPlan plan;

    SuiteComparison(Side base, Side candidate, GateOptions options, List<String> jvmOptions) {
        runner = new GateForks(jvmOptions, options.alternate, options.patience(), options.seed);
        plan = options.plan(base.classPath(), candidate.classPath(), commonBenchmarks(base, candidate, options));
    }

    private List<Pair> commonBenchmarks(Side base, Side candidate, GateOptions options) {
        try (Build ofBase = new Build("base " + base, base.classPath());
                Build ofCandidate = new Build("candidate " + candidate, candidate.classPath())) {
            String suite = ofBase.ask(SuiteComparison::name);
            String other = ofCandidate.ask(SuiteComparison::name);
            if (!suite.equals(other)) {
                throw new UserError("the base's suite is '" + suite + "', the candidate's '" + other
                        + "', expected builds of the same suite");
            }
            Set<String> names = ofBase.ask(each -> benchmarks(each, options));
            Set<String> others = ofCandidate.ask(each -> benchmarks(each, options));
            notCompared.tell(names, others);
            names.retainAll(others);
            if (names.isEmpty()) {
                throw new UserError("the two builds of suite '" + suite + "' have no benchmark in common");
            }
            return names.stream().map(name -> new Pair(name, name)).toList();
        }
    }

    private static String name(GateSuite suite) {
        return Objects.requireNonNull(suite.name(), "its name is null");
    }

    private static Set<String> benchmarks(GateSuite suite, GateOptions options) {
        List<String> names = Objects.requireNonNull(suite.benchmarks(options.extent()), "its benchmarks are null");
        names.forEach(name -> Objects.requireNonNull(name, "the name of a benchmark is null"));
        return new LinkedHashSet<>(names);
    }

    @Override
    public Map<String, Sample> measure(int count) {
        runner.run("measuring", plan, count, forks);
        return Sample.of(forks());
    }

    @Override
    public Map<String, Sample> confirm(List<String> failures, int count) {
        List<Pair> pairs = plan.pairs().stream()
                .filter(pair -> failures.contains(pair.name()))
                .toList();
        runner.run("measuring again what failed", plan.of(pairs), count, confirmation);
        return Sample.of(confirmation());
    }

    @Override
    public Object plan() {
        return plan;
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.of(
                "a fork", plan.quads() + " undisturbed quads of four blocks of " + plan.blockMicros() + " us each"));
    }

    @Override
    public String parts() {
        return "quads";
    }

    @Override
    public void close() {
        runner.close();
    }
}
