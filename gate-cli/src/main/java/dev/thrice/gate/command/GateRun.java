package dev.thrice.gate.command;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.command.Version;
import dev.thrice.command.machine.Machine;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.GateSuite;
import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.measure.Build;
import dev.thrice.gate.command.measure.ForkPlan;
import dev.thrice.gate.command.measure.ForkPlan.Pair;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.source.Acceptances;
import dev.thrice.gate.command.source.Repository;
import dev.thrice.gate.command.source.Side;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of the gate: a first measurement of the whole suite, then one of what failed, and the verdicts. */
final class GateRun implements AutoCloseable {
    private final GateOptions options;
    private final Rules rules;
    private final Repository repository;
    private final GateForks runner;
    private final List<GateFork> forks = new ArrayList<>();
    private final List<GateFork> confirmation = new ArrayList<>();
    private Side base;
    private Side candidate;
    private ForkPlan plan;
    private Map<String, String> accepted = Map.of();
    private Judgement judgement;

    GateRun(GateOptions options, Rules rules, List<String> jvmOptions, Repository repository) {
        this.options = options;
        this.rules = rules;
        this.repository = repository;
        runner = new GateForks(jvmOptions, options.alternate, options.seed);
    }

    /** Measures and judges. */
    void measure(Side newBase, Side newCandidate) {
        base = newBase;
        candidate = newCandidate;
        if (base.commit() != null && candidate.commit() != null) {
            accepted = Acceptances.in(repository.messages(base.commit(), candidate.commit()));
        }
        plan = options.plan(base.classPath(), candidate.classPath(), commonBenchmarks());
        runner.run("measuring", plan, options.forks, forks);
        Judgement first = Judgement.of(Sample.of(forks), rules);
        List<String> failures = first.failures();
        if (!failures.isEmpty()) {
            List<Pair> pairs = plan.pairs().stream()
                    .filter(pair -> failures.contains(pair.name()))
                    .toList();
            runner.run("measuring again what failed", plan.of(pairs), options.forks, confirmation);
            first = first.confirmedBy(Judgement.of(Sample.of(confirmation), rules));
        }
        judgement = first.accepting(accepted);
    }

    private List<Pair> commonBenchmarks() {
        try (Build ofBase = new Build("base " + base, base.classPath());
                Build ofCandidate = new Build("candidate " + candidate, candidate.classPath())) {
            String suite = ofBase.ask(GateSuite::name);
            String other = ofCandidate.ask(GateSuite::name);
            if (!suite.equals(other)) {
                throw new UserError("the base's suite is '" + suite + "', the candidate's '" + other
                        + "', expected builds of the same suite");
            }
            Set<String> names = new LinkedHashSet<>(ofBase.ask(each -> each.benchmarks(options.extent)));
            Set<String> others = new LinkedHashSet<>(ofCandidate.ask(each -> each.benchmarks(options.extent)));
            tellMissing("candidate", names, others);
            tellMissing("base", others, names);
            names.retainAll(others);
            if (names.isEmpty()) {
                throw new UserError("the two builds of suite '" + suite + "' have no benchmark in common");
            }
            return names.stream().map(name -> new Pair(name, name)).toList();
        }
    }

    private static void tellMissing(String where, Set<String> names, Set<String> others) {
        names.stream()
                .filter(name -> !others.contains(name))
                .forEach(name ->
                        System.err.println("thrice: not compared, not in the " + where + ": " + Printable.of(name)));
    }

    Judgement judgement() {
        return judgement;
    }

    /** Lines of commits that nothing came of. */
    List<String> unusedAcceptances() {
        List<String> used = judgement.findings().stream()
                .filter(finding -> finding.verdict() == Verdict.ACCEPTED)
                .map(Finding::benchmark)
                .toList();
        return accepted.keySet().stream().filter(name -> !used.contains(name)).toList();
    }

    GateReport report() {
        String comparison = "candidate " + candidate + " against base " + base + ", " + forks.size() + " forks on "
                + Machine.here().processor();
        return new GateReport(comparison, judgement);
    }

    boolean hasMeasured() {
        synchronized (runner) {
            return !forks.isEmpty();
        }
    }

    /** Partial unless it was judged. */
    void write(Path file) {
        synchronized (runner) {
            JsonFile.write(
                    file,
                    new GateDocument(
                            GateDocument.FORMAT,
                            judgement == null,
                            Version.current(),
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                            Machine.here(),
                            base,
                            candidate,
                            rules,
                            plan,
                            forks,
                            confirmation,
                            judgement,
                            judgement == null ? null : judgement.verdict()));
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
