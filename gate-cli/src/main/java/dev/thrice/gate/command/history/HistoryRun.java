package dev.thrice.gate.command.history;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.thrice.command.machine.Machine;
import dev.thrice.gate.command.judge.Count;
import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Outcome;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.source.Side;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A run of the gate, as it is in a history.
 *
 * @param format {@link #FORMAT}
 * @param time when it was through, UTC, ISO 8601
 * @param verdict on the change
 * @param base what was compared with
 * @param candidate what was compared
 * @param machine that it ran on, and by which JVM
 * @param benchmarks what was found of each
 */
public record HistoryRun(
        String format,
        String time,
        Verdict verdict,
        Build base,
        Build candidate,
        Machine machine,
        List<Benchmark> benchmarks) {
    /** Of the lines that this version writes and reads. */
    static final String FORMAT = "thrice gate history 1";

    /**
     * Checks the format.
     *
     * @throws IllegalArgumentException if it is another one
     */
    public HistoryRun {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("format '" + format + "', expected '" + FORMAT + "'");
        }
    }

    /**
     * What was compared.
     *
     * @param given as the user named it
     * @param commit that it was built from; null if jars were given
     * @param files names and versions of its jars
     */
    public record Build(
            String given, @JsonSetter(nulls = Nulls.SET) String commit, String files) {
        private static Build of(Side side) {
            return new Build(side.given(), side.commit(), side.files());
        }

        /**
         * What it is called by.
         *
         * @return the beginning of the commit, or the jars
         */
        public String name() {
            return commit == null ? files : Side.abbreviated(commit);
        }
    }

    /**
     * A benchmark. What was not measured well enough, or not at all, is null.
     *
     * @param name of it
     * @param verdict on it
     * @param ratio the candidate's time over the base's
     * @param low lower end of its interval
     * @param high upper end
     * @param baseNanos the base's ns a run, or an operation
     * @param candidateNanos the candidate's
     * @param baseBytes that the base allocates a run, or an operation
     * @param candidateBytes that the candidate does
     */
    public record Benchmark(
            String name,
            Verdict verdict,
            @JsonSetter(nulls = Nulls.SET) Double ratio,
            @JsonSetter(nulls = Nulls.SET) Double low,
            @JsonSetter(nulls = Nulls.SET) Double high,
            @JsonSetter(nulls = Nulls.SET) Double baseNanos,
            @JsonSetter(nulls = Nulls.SET) Double candidateNanos,
            @JsonSetter(nulls = Nulls.SET) Double baseBytes,
            @JsonSetter(nulls = Nulls.SET) Double candidateBytes) {
        private static Benchmark of(Finding finding, Sample sample) {
            Optional<Count> bytes = sample.bytes();
            return new Benchmark(
                    finding.benchmark(),
                    finding.verdict(),
                    known(finding.ratio()),
                    known(finding.low()),
                    known(finding.high()),
                    timed(finding, sample, ForkRatio::base),
                    timed(finding, sample, ForkRatio::candidate),
                    bytes.map(Count::base).orElse(null),
                    bytes.map(Count::candidate).orElse(null));
        }

        private static Double timed(Finding finding, Sample sample, ToDoubleFunction<ForkRatio> side) {
            return Double.isNaN(finding.ratio()) ? null : known(sample.nanos(side));
        }

        private static Double known(double value) {
            return Double.isFinite(value) ? value : null;
        }
    }

    /**
     * Of a run.
     *
     * @param outcome what it came to
     * @return the same for a history
     */
    public static HistoryRun of(Outcome outcome) {
        return new HistoryRun(
                FORMAT,
                outcome.time(),
                outcome.judgement().verdict(),
                Build.of(outcome.base()),
                Build.of(outcome.candidate()),
                outcome.machine(),
                outcome.judgement().findings().stream()
                        .map(finding -> Benchmark.of(finding, outcome.sample(finding)))
                        .toList());
    }

    /**
     * A benchmark of it.
     *
     * @param name of the benchmark
     * @return what was found; empty if the run had no such benchmark
     */
    public Optional<Benchmark> benchmark(String name) {
        return benchmarks.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
