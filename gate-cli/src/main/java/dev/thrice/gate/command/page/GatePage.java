package dev.thrice.gate.command.page;

import dev.thrice.base.Printable;
import dev.thrice.command.machine.Machine;
import dev.thrice.gate.command.history.HistoryRun;
import dev.thrice.gate.command.judge.Count;
import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Outcome;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Setting;
import dev.thrice.gate.command.judge.Summary;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Data.Mark;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** A run as a page: the verdict and its figures, each benchmark, and folded away what they rest on. */
public final class GatePage {
    private static final String BENCHMARK = "Benchmark";
    private static final String COUNT = "%.0f";

    private final Outcome outcome;
    private final List<HistoryRun> runs;
    private final List<Finding> findings;
    private final Names names;

    /**
     * Of a run.
     *
     * @param outcome what it came to
     * @param runs of the history that it is the last of; none if there is no history
     */
    public GatePage(Outcome outcome, List<HistoryRun> runs) {
        this.outcome = outcome;
        this.runs = List.copyOf(runs);
        findings = outcome.ranked();
        names = new Names(findings);
    }

    /**
     * The page.
     *
     * @return its content
     */
    public Report report() {
        List<Section> sections = new ArrayList<>();
        sections.add(benchmarks());
        sections.add(ForestPlot.of(outcome, names));
        sections.add(dropped().under("What does not count"));
        sections.add(counts().under("Bytes and work"));
        if (!runs.isEmpty()) {
            sections.addAll(HistoryCharts.of(findings, names, runs));
        }
        sections.add(settings().under("Machine and versions"));
        return new Report("Performance gate: " + outcome.judgement().verdict(), "", alarm(), lead(), sections);
    }

    private String alarm() {
        String why = outcome.judgement().undecided();
        return why.isEmpty() ? "" : outcome.judgement().verdict() + ", nothing is decided: " + why + ".";
    }

    private List<String> lead() {
        String same = outcome.base().isSameAs(outcome.candidate())
                ? " They are the same to the byte, so what differs is noise."
                : "";
        String leftOut = Summary.leftOut(outcome.notCompared());
        return List.of(
                new Summary(outcome.judgement(), outcome.rules(), outcome.samples()).findings()
                        + (leftOut.isEmpty() ? "" : " " + leftOut),
                Printable.of("Candidate " + outcome.candidate().beside(outcome.base()) + " against base "
                        + outcome.base().beside(outcome.candidate()) + ", on "
                        + outcome.machine().processor() + ", " + outcome.time() + "." + same));
    }

    private Section benchmarks() {
        Data data = new Data(
                Column.text("benchmark", BENCHMARK),
                Column.text("verdict", "Verdict"),
                Column.text("ratio", "Candidate / base"),
                Column.text("base", "Base"),
                Column.text("candidate", "Candidate"),
                Column.text("notes", "Notes"));
        for (Finding finding : findings) {
            boolean timed = !Double.isNaN(finding.ratio());
            Sample sample = outcome.sample(finding);
            data.row(
                    names.shown(finding),
                    mark(finding.verdict()),
                    timed ? unbroken(Summary.ratio(finding)) : "",
                    timed ? unbroken(Nanos.shown(sample.nanos(ForkRatio::base))) : "",
                    timed ? unbroken(Nanos.shown(sample.nanos(ForkRatio::candidate))) : "",
                    Printable.of(String.join("; ", finding.notes())));
        }
        return Section.of(
                "Benchmarks",
                names.sentence()
                        + "Times are a run's, or an operation's: the least of each fork, and of these the geometric mean. Intervals hold together, at "
                        + Summary.percent(1 - outcome.rules().level())
                        + " to either side; one fails that is above 1 + the margin, "
                        + String.format(Locale.ROOT, "%.3f", 1 + outcome.rules().margin()) + ".",
                data);
    }

    private static String unbroken(String text) {
        return text.replace(' ', '\u00a0');
    }

    static Mark mark(Verdict verdict) {
        return new Mark(
                verdict.toString(),
                switch (verdict) {
                    case PASS -> Mark.Outcome.GOOD;
                    case FAIL -> Mark.Outcome.BAD;
                    case INCONCLUSIVE, INVALID -> Mark.Outcome.OPEN;
                    case ACCEPTED -> Mark.Outcome.ASIDE;
                });
    }

    private Section dropped() {
        String parts = outcome.parts().substring(0, 1).toUpperCase(Locale.ROOT)
                + outcome.parts().substring(1);
        Data data = new Data(
                Column.text("benchmark", BENCHMARK),
                Column.number("forks", "Forks that count", COUNT),
                Column.number("dropped_forks", "dropped", COUNT),
                Column.number("parts", parts + " that count", COUNT),
                Column.number("disturbed", "disturbed", COUNT),
                Column.number("unsteady", "at another speed", COUNT));
        for (Finding finding : findings) {
            Sample sample = outcome.sample(finding);
            data.row(
                    names.shown(finding),
                    finding.forks(),
                    finding.droppedForks(),
                    finding.quads() - finding.droppedQuads(),
                    sum(sample, ForkRatio::disturbed),
                    sum(sample, ForkRatio::unsteady));
        }
        return Section.of(
                "Forks and " + outcome.parts(),
                "Disturbed are those from which another process or the hypervisor took time; at another speed those around which a product"
                        + " of the gate's own took longer or shorter than it usually did in that fork. A fork with too few that count is"
                        + " dropped. Nothing of this looks at the ratio.",
                data);
    }

    private static int sum(Sample sample, ToIntFunction<ForkRatio> what) {
        return sample.ratios().stream().mapToInt(what).sum();
    }

    private Section counts() {
        Data data = new Data(
                Column.text("benchmark", BENCHMARK),
                Column.text("what", "What"),
                Column.text("base", "Base"),
                Column.text("candidate", "Candidate"));
        for (Finding finding : findings) {
            for (Count count : outcome.sample(finding).counts()) {
                data.row(names.shown(finding), count.what(), tenths(count.base()), tenths(count.candidate()));
            }
        }
        String sentence = data.size() == 0
                ? "Neither was counted."
                : "Counted without a clock: more fails, whatever the times are. Bytes are the least of all forks.";
        return Section.of("Bytes allocated, and work", sentence, data);
    }

    /** To a tenth, without a fraction where it has none. */
    private static String tenths(double count) {
        boolean whole = Math.abs(count - Math.rint(count)) < .05;
        return String.format(Locale.ROOT, whole ? COUNT : "%.1f", count);
    }

    private Section settings() {
        Data data = new Data(
                Column.text("what", "What"), Column.text("base", "Base"), Column.text("candidate", "Candidate"));
        List<Setting> settings = new ArrayList<>();
        settings.add(
                new Setting("given", outcome.base().given(), outcome.candidate().given()));
        settings.add(new Setting(
                "commit",
                commit(outcome.base().commit()),
                commit(outcome.candidate().commit())));
        settings.add(
                new Setting("files", outcome.base().files(), outcome.candidate().files()));
        settings.addAll(outcome.settings());
        Machine machine = outcome.machine();
        settings.add(Setting.of("Java", machine.jvm()));
        settings.add(Setting.of("processor", machine.processor() + ", " + machine.cores() + " cores"));
        settings.add(Setting.of("system", machine.operatingSystem() + ", " + machine.architecture()));
        settings.forEach(
                setting -> data.row(setting.what(), Printable.of(setting.base()), Printable.of(setting.candidate())));
        return Section.of("Base and candidate", "Both ran on the same machine, by turns.", data);
    }

    private static String commit(String hash) {
        return Objects.requireNonNullElse(hash, "none, jars were given");
    }
}
