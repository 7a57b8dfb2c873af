package dev.thrice.gate.command;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.Version;
import dev.thrice.command.machine.Machine;
import dev.thrice.command.output.JsonFile;
import dev.thrice.gate.command.jmh.JmhComparison;
import dev.thrice.gate.command.jmh.JmhOptions;
import dev.thrice.gate.command.judge.Comparison;
import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Outcome;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Setting;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.source.Acceptances;
import dev.thrice.gate.command.source.Repository;
import dev.thrice.gate.command.source.Side;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One run of the gate: a first measurement of all benchmarks, then one of what failed, and the verdicts. */
final class GateRun implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final GateOptions options;
    private final JmhOptions jmh;
    private final Rules rules;
    private final List<String> jvmOptions;
    private final Repository repository;
    private Side base;
    private Side candidate;
    private Comparison<?> comparison;
    private boolean closed;
    private Acceptances acceptances = new Acceptances("");
    private final Map<String, Sample> samples = new TreeMap<>();
    private double seconds;
    private Judgement judgement;

    GateRun(GateOptions options, JmhOptions jmh, Rules rules, List<String> jvmOptions, Repository repository) {
        this.options = options;
        this.jmh = jmh;
        this.rules = rules;
        this.jvmOptions = jvmOptions;
        this.repository = repository;
    }

    /** Measures and judges. */
    void measure(Side newBase, Side newCandidate) {
        base = newBase;
        candidate = newCandidate;
        if (base.commit() != null) {
            candidate
                    .lastCommit(repository)
                    .ifPresent(last -> acceptances = new Acceptances(repository.messages(base.commit(), last)));
        }
        begin(comparison());
        long start = System.nanoTime();
        samples.putAll(comparison.measure(options.forks));
        seconds = (System.nanoTime() - start) / NANOS;
        Judgement first = Judgement.of(samples, rules);
        List<String> failures = first.failures();
        if (!failures.isEmpty()) {
            Map<String, Sample> again = comparison.confirm(failures, options.forks);
            first = first.confirmedBy(Judgement.of(again, rules));
            samples.putAll(again);
        }
        judgement = first.accepting(acceptances.reasons(samples.keySet()));
    }

    private Comparison<?> comparison() {
        if (JmhComparison.isFor(base, candidate)) {
            options.requireOfJmh();
            return new JmhComparison(base, candidate, jmh, options.patience(), options.seed);
        }
        if (!jmh.isEmpty()) {
            throw new UsageError(
                    "options of JMH, and no JMH benchmarks in base " + base + " and candidate " + candidate);
        }
        return new SuiteComparison(base, candidate, options, jvmOptions);
    }

    private synchronized void begin(Comparison<?> made) {
        if (closed) {
            throw new UserError("the gate was stopped");
        }
        comparison = made;
    }

    Judgement judgement() {
        return judgement;
    }

    /** Lines of commits that nothing came of. */
    List<String> unusedAcceptances() {
        return acceptances.unused(
                judgement.of(Verdict.ACCEPTED).stream().map(Finding::benchmark).toList());
    }

    GateReport report() {
        String what = "candidate " + candidate.beside(base) + " against base " + base.beside(candidate) + ", "
                + options.forks + " forks on " + Machine.here().processor();
        return new GateReport(what, comparison.parts(), judgement, comparison.notCompared());
    }

    Outcome outcome() {
        List<Setting> settings = new ArrayList<>(comparison.settings());
        settings.add(Setting.of("forks", String.valueOf(options.forks)));
        settings.add(Setting.of("seed", String.valueOf(options.seed)));
        settings.add(Setting.of("gate", "Thrice " + Version.current() + ", commit " + Version.commit()));
        return new Outcome(
                now(),
                Machine.here(),
                base,
                candidate,
                settings,
                comparison.parts(),
                rules,
                Collections.unmodifiableMap(samples),
                judgement,
                comparison.notCompared());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    synchronized boolean hasMeasured() {
        return comparison != null && !comparison.forks().isEmpty();
    }

    /** Partial unless it was judged. */
    synchronized void write(Path file) {
        JsonFile.write(
                file,
                new GateDocument(
                        GateDocument.FORMAT,
                        judgement == null,
                        Version.current(),
                        now(),
                        seconds,
                        Machine.here(),
                        base,
                        candidate,
                        rules,
                        comparison.plan(),
                        comparison.forks(),
                        comparison.confirmation(),
                        comparison.notCompared(),
                        judgement,
                        judgement == null ? null : judgement.verdict()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (comparison != null) {
            comparison.close();
        }
    }
}
