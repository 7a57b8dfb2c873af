package dev.thrice.lab.bound;

import dev.thrice.lab.report.Data;
import dev.thrice.lab.report.Data.Column;
import dev.thrice.lab.report.Data.Mark;
import dev.thrice.lab.report.Data.Mark.Outcome;
import dev.thrice.lab.report.Report;
import dev.thrice.lab.report.Report.Section;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.statistics.Bound.Verdict;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The whole analysis as a page: verdicts first, then what they rest on, as far as it was measured. */
final class PageReport {
    private static final Mark UNKNOWN = new Mark(BoundReport.NOT_JUDGED, Outcome.OPEN);

    private final Analysis analysis;
    private final boolean valid;
    private final List<Section> sections = new ArrayList<>();

    PageReport(Analysis analysis) {
        this.analysis = analysis;
        valid = analysis.soundness().valid();
    }

    Report report() {
        NetworkResults network = analysis.network();
        sections.add(verdicts());
        sections.add(RatioCharts.ratios(analysis));
        sections.add(RatioCharts.times(network));
        sections.addAll(SweepCharts.of(analysis.results()));
        RatioCharts.stepSizes(network).ifPresent(sections::add);
        network.arrivals().forEach(arrivals -> sections.add(ArrivalChart.of(network, arrivals)));
        costs(
                "Constants",
                "Each function's VJPs over its forward pass. The cotangent that both are made of is counted with the VJP to the"
                        + " inputs; nobody needs f_0's, so its cotangent is in neither.",
                Costs.CONSTANTS,
                Costs.constants(network));
        costs(
                "Parallelism side by side",
                "What each algorithm takes and does beside its feedforward pass, errors only. A VJP is useful if the result could"
                        + " depend on it.",
                Costs.SIDE_BY_SIDE,
                Costs.sideBySide(network));
        analysis.schedules().ifPresent(study -> {
            costs("Work and span", study.sentence(), ScheduleStudy.HEADINGS, study.rows());
            study.curve().ifPresent(sections::add);
        });
        sections.add(WorkCharts.fit(analysis));
        WorkCharts.fitOfAll(analysis).ifPresent(sections::add);
        WorkCharts.roofline(analysis.results(), network).ifPresent(sections::add);
        sections.add(RatioCharts.drift(analysis.measured().networks().getFirst()));
        sections.add(others());
        sections.add(notes());
        return new Report(
                (valid ? "" : BoundReport.INVALID)
                        + "TIME{backprop} \u2264 3 w \u03a3 C\u1d62 \u2264 TIME{PC}, measured",
                lead(),
                sections);
    }

    private List<String> lead() {
        Results results = analysis.results();
        NetworkResults network = analysis.network();
        List<String> lead = new ArrayList<>();
        if (!valid) {
            lead.add("This run is INVALID: " + analysis.soundness().invalid()
                    + ". Nothing is judged; measure again on a quieter machine.");
        }
        if (!results.realData()) {
            lead.add(BoundReport.caution(results));
        }
        lead.add(String.format(
                Locale.ROOT,
                "Network %s, batch %d, on %s. %s, %d cores, %s, %s. thrice %s, commit %s, %s, seed %d: %d forks of %d"
                        + " rounds.",
                network.name(),
                network.batch(),
                BoundReport.data(results),
                results.environment().machine().processor(),
                results.environment().machine().cores(),
                results.environment().kernels(),
                results.environment().machine().jvm(),
                results.thrice(),
                results.commit(),
                results.started(),
                results.plan().seed(),
                network.forks().size(),
                results.plan().rounds()));
        analysis.soundness().remarks().forEach(remark -> lead.add("Note: " + remark + "."));
        return lead;
    }

    private void costs(String title, String sentence, List<String> headings, List<List<String>> rows) {
        Data table = new Data(
                headings.stream().map(heading -> Column.text(heading, heading)).toList());
        rows.forEach(row -> table.row(row.toArray()));
        if (!rows.isEmpty()) {
            sections.add(Section.of(title, sentence, table));
        }
    }

    private Section verdicts() {
        return Section.of(
                valid ? "Verdicts" : "Claims without verdicts",
                (valid
                                ? "A claim holds or is violated where its whole 95 % interval over forks is on one side of the bound."
                                : "The run is INVALID.")
                        + " These are the main ones, with w C_i as the measured forward times; what they rest on is below, the others are further down.",
                table(analysis.claims().stream().filter(this::inFirstTable).toList(), false));
    }

    private Section others() {
        return Section.of(
                "Further claims",
                "The same on other networks, with w C_i as WORK times the fitted cost of a flop, without overheads, and the steps"
                        + " of the paper's derivation. A star marks a reading tighter than the paper's.",
                table(
                        analysis.claims().stream()
                                .filter(claim -> !inFirstTable(claim))
                                .toList(),
                        true));
    }

    /** The main claims on the first network, and what is said of several networks. */
    private boolean inFirstTable(Claim claim) {
        boolean elsewhere = analysis.results().networks().stream()
                .skip(1)
                .anyMatch(network -> network.name().equals(claim.network()));
        return claim.isMain() && !elsewhere;
    }

    private Data table(List<Claim> claims, boolean all) {
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("equation", "Claim"),
                Column.text("subject", "Of"),
                Column.text("statement", "Statement"),
                Column.text("counted", "Counted"),
                Column.text("measured", "Measured, interval"),
                Column.text("bound", "Bound"),
                Column.text("verdict", "Verdict")));
        if (all) {
            columns.add(1, Column.text("network", "Network"));
            columns.add(2, Column.text("unit", "w C is"));
        }
        Data table = new Data(columns);
        for (Claim claim : claims) {
            List<Object> row = new ArrayList<>(List.of(
                    claim.equation(),
                    claim.subject(),
                    claim.statement(),
                    claim.counted(),
                    measured(claim.effect()),
                    claim.bound().toString(),
                    analysis.verdict(claim).map(PageReport::mark).orElse(UNKNOWN)));
            if (all) {
                row.add(1, claim.network());
                row.add(2, claim.unit());
            }
            table.row(row.toArray());
        }
        return table;
    }

    private static String measured(Estimate effect) {
        String value = figure(effect.value());
        if (effect.low() == effect.high()) {
            return value;
        }
        return effect.forks() < 2
                ? value + " (1 fork)"
                : value + " [" + figure(effect.low()) + ", " + figure(effect.high()) + "]";
    }

    static String figure(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, Math.abs(value) < 1e-3 ? "%.1e" : "%.3f", value);
    }

    private Section notes() {
        Data table = new Data(
                Column.text("equation", "Claim"), Column.text("statement", "Statement"), Column.text("note", "Note"));
        analysis.claims().stream()
                .filter(claim -> !claim.note().isEmpty())
                .map(claim -> List.of(claim.equation(), claim.statement(), claim.note()))
                .distinct()
                .forEach(row -> table.row(row.toArray()));
        return Section.of("Notes", "Where the paper's algebra is loose, and what a claim does not say.", table);
    }

    private static Mark mark(Verdict verdict) {
        Outcome outcome =
                verdict == Verdict.HOLDS ? Outcome.GOOD : verdict == Verdict.VIOLATED ? Outcome.BAD : Outcome.OPEN;
        return new Mark(verdict.name().toLowerCase(Locale.ROOT), outcome);
    }
}
