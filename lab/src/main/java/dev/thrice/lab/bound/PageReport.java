package dev.thrice.lab.bound;

import dev.thrice.lab.glossary.Term;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.report.Data;
import dev.thrice.report.Data.Column;
import dev.thrice.report.Report;
import dev.thrice.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The whole analysis as a page: the answer and what carries it, then by topic what it rests on, as far as it was measured. */
final class PageReport {
    private static final String NOTES = "Notes on this run";
    private static final String CLAIMS = "All claims";
    private static final String OTHERS = "Claims on other networks, steps of derivations";
    private static final String TIMES = "Times";
    private static final String GROWTH = "Depth, width, batch, bottleneck, step size";
    private static final String ARRIVAL = "How errors arrive";
    private static final String PROCESSORS = "More processors";
    private static final String WORK = "Work and the machine";
    private static final String MEANING = "What the claims mean";

    private static final String VARIED =
            "Those that vary it have other batches, all hidden layers wider or narrower by a factor,"
                    + " or each hidden layer several times; with other layers their parameters are drawn.";

    private final Analysis analysis;
    private final List<Section> sections = new ArrayList<>();

    PageReport(Analysis analysis) {
        this.analysis = analysis;
    }

    Report report() {
        NetworkResults network = analysis.network();
        add("", carriers());
        add("", ForestChart.of(analysis));
        sections.add(Term.section(
                Term.PC,
                Term.FPA,
                Term.Z_IL,
                Term.VPC,
                Term.PC_ALM,
                Term.VPC_ADAM,
                Term.VPC_PRECISIONS,
                Term.WORK,
                Term.VJP,
                Term.COUNTED,
                Term.WORKER,
                Term.ORDER,
                Term.STEP_SIZE,
                Term.CHAIN_LENGTH,
                Term.ARRIVAL_LAW,
                Term.FORK,
                Term.ROUND,
                Term.INCONCLUSIVE,
                Term.LOOSE_STEP,
                Term.MORE_WORKERS,
                Term.TOO_TIGHT,
                Term.FALLS));
        notes();
        add(CLAIMS, mainClaims());
        add(CLAIMS, RatioCharts.ratios(analysis));
        add(OTHERS, others());
        add(TIMES, RatioCharts.times(network));
        costs(
                TIMES,
                "Constants",
                "Each function's VJPs over its forward pass. The cotangent that both are made of is counted with the VJP to the"
                        + " inputs; nobody needs f_0's, so its cotangent is in neither.",
                Costs.CONSTANTS,
                Costs.constants(network));
        costs(
                TIMES,
                "Parallelism side by side",
                "What each algorithm takes and does beside its feedforward pass, errors only. A VJP is useful if the result could"
                        + " depend on it.",
                Costs.SIDE_BY_SIDE,
                Costs.sideBySide(network));
        SweepCharts.of(analysis.results()).forEach(section -> add(GROWTH, section));
        RatioCharts.stepSizes(network).ifPresent(section -> add(GROWTH, section));
        network.arrivals().forEach(arrivals -> add(ARRIVAL, ArrivalChart.of(network, arrivals)));
        analysis.schedules().ifPresent(study -> {
            costs(PROCESSORS, "Work and span", study.sentence(), ScheduleStudy.HEADINGS, study.rows());
            study.curve().ifPresent(section -> add(PROCESSORS, section));
        });
        add(WORK, WorkCharts.fit(analysis));
        WorkCharts.fitOfAll(analysis).ifPresent(section -> add(WORK, section));
        WorkCharts.roofline(analysis.results(), network).ifPresent(section -> add(WORK, section));
        add(WORK, RatioCharts.drift(analysis.measured().networks().getFirst()));
        add(MEANING, meanings());
        return new Report(
                "TIME{backprop} \u2264 3 w \u03a3 C\u1d62 \u2264 TIME{PC}, measured",
                BoundReport.label(analysis.results()),
                BoundReport.alarm(analysis),
                lead(),
                sections);
    }

    private void add(String topic, Section section) {
        sections.add(section.under(topic));
    }

    private List<String> lead() {
        Results results = analysis.results();
        List<String> lead = new ArrayList<>();
        if (!results.realData()) {
            lead.add(BoundReport.caution(results));
        }
        if (results.ownNetwork()) {
            lead.add("The network is " + BoundReport.network(results) + ", not the paper's."
                    + (results.networks().size() > 1 ? " " + VARIED : ""));
        }
        lead.add(Answer.QUESTION);
        lead.addAll(Answer.sentences(analysis));
        lead.add(Answer.TERMS);
        lead.add(BoundReport.facts(analysis, "below, under " + NOTES));
        return lead;
    }

    /** How it was run, and what is to be known about that. */
    private void notes() {
        Results results = analysis.results();
        List<Remark> remarks = new ArrayList<>(analysis.soundness().remarks());
        remarks.add(Remark.of(String.format(
                Locale.ROOT,
                "thrice %s, commit %s, %s, seed %d, %d rounds in each fork, %s, %s",
                results.thrice(),
                results.commit(),
                results.started(),
                results.plan().seed(),
                results.plan().rounds(),
                results.environment().machine().jvm(),
                results.environment().machine().operatingSystem())));
        Data table = new Data(Column.text("note", "Note"), Column.text("where", "Where"));
        for (Remark remark : remarks) {
            table.row(remark.text(), String.join("; ", remark.where()));
        }
        add(NOTES, Section.of("Notes", "", table));
    }

    private void costs(String topic, String title, String sentence, List<String> headings, List<List<String>> rows) {
        Data table = new Data(
                headings.stream().map(heading -> Column.text(heading, heading)).toList());
        rows.forEach(row -> table.row(row.toArray()));
        if (!rows.isEmpty()) {
            add(topic, Section.of(title, sentence, table));
        }
    }

    /** That a claim is judged, or that none is. */
    private String rule() {
        return analysis.soundness().valid()
                ? "A claim holds, or does not, where its whole 95 % interval over forks, or over rounds by ranks, is on one side of the"
                        + " bound."
                : "The run is INVALID, so nothing is judged.";
    }

    private Section carriers() {
        Data table = new Data(
                Column.text("claim", "Claim, on so many workers"),
                Column.text("counted", "Counted"),
                Column.text("measured", "Measured"),
                Column.text("verdict", "Verdict"));
        for (Claim claim : Answer.carriers(analysis)) {
            table.row(claim.numbered(), claim.counted(), interval(claim.effect()), analysis.mark(claim));
        }
        return Section.of(
                analysis.soundness().valid() ? "What carries it" : "As measured, not judged",
                rule() + " Measured is the left side over w sum C, or over backprop's time.",
                table);
    }

    private Section mainClaims() {
        return Section.of(
                "Claims on this network",
                rule()
                        + " With w C_i as the measured forward times. A loose step counts what inference never computes; more"
                        + " workers means that predictive coding is ahead with more of them than backpropagation has.",
                table(analysis.claims().stream().filter(this::isMainHere).toList(), false)
                        .grouped("subject"));
    }

    private Section others() {
        return Section.of(
                "Further claims",
                "The same on other networks, with w C_i as WORK times the fitted cost of a flop, without overheads, and the steps"
                        + " of the paper's derivation. A star marks a reading tighter than the paper's.",
                table(
                                analysis.claims().stream()
                                        .filter(claim -> !isMainHere(claim))
                                        .toList(),
                                true)
                        .grouped("network"));
    }

    /** The main claims on the first network, and what is said of several networks. */
    private boolean isMainHere(Claim claim) {
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
                    interval(claim.effect()),
                    claim.bound().toString(),
                    analysis.mark(claim)));
            if (all) {
                row.add(1, claim.network());
                row.add(2, claim.unit());
            }
            table.row(row.toArray());
        }
        return table;
    }

    private static Data.Interval interval(Estimate effect) {
        boolean one = effect.forks() < 2;
        return new Data.Interval(
                effect.value(), one ? Double.NaN : effect.low(), one ? Double.NaN : effect.high(), measured(effect));
    }

    static String measured(Estimate effect) {
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

    private Section meanings() {
        Data table = new Data(
                Column.text("equation", "Claim"), Column.text("statement", "Statement"), Column.text("note", "Note"));
        analysis.claims().stream()
                .filter(claim -> !claim.note().isEmpty())
                .map(claim -> List.of(claim.equation(), claim.statement(), claim.note()))
                .distinct()
                .forEach(row -> table.row(row.toArray()));
        return Section.of(
                "Remarks on claims", "Where the paper's algebra is loose, and what a claim does not say.", table);
    }
}
