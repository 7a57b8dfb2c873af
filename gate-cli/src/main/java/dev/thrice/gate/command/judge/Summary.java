package dev.thrice.gate.command.judge;

import dev.thrice.base.Printable;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A judgement in a sentence or two, the figures first. */
public final class Summary {
    private static final int SHOWN = 3;
    private static final int LEFT_OUT_SHOWN = 10;

    private final Judgement judgement;
    private final Rules rules;
    private final Map<String, Sample> samples;

    /**
     * Of a judgement.
     *
     * @param judgement the verdicts
     * @param rules they were reached by
     * @param samples that they are of, by benchmark
     */
    public Summary(Judgement judgement, Rules rules, Map<String, Sample> samples) {
        this.judgement = judgement;
        this.rules = rules;
        this.samples = samples;
    }

    /**
     * What was found.
     *
     * @return sentences
     */
    public String findings() {
        String failures = failures();
        String accepted = judgement.of(Verdict.ACCEPTED).isEmpty()
                ? ""
                : " Accepted as meant: " + judgement.names(Verdict.ACCEPTED) + ".";
        return (failures.isEmpty() ? passes() : failures) + accepted;
    }

    private String failures() {
        List<Finding> failed = judgement.of(Verdict.FAIL);
        if (failed.isEmpty()) {
            return "";
        }
        String first = failed.stream()
                .sorted(Comparator.comparingDouble(
                                (Finding finding) -> Double.isNaN(finding.ratio()) ? 0 : finding.ratio())
                        .reversed())
                .limit(SHOWN)
                .map(this::failure)
                .collect(Collectors.joining("; "));
        int more = failed.size() - SHOWN;
        return failed.size() + " of " + counted() + (failed.size() == 1 ? " fails: " : " fail: ") + first
                + (more > 0 ? "; and " + more + " more" : "") + ".";
    }

    private String failure(Finding finding) {
        List<String> what = new ArrayList<>();
        if (finding.low() > 1 + rules.margin()) {
            what.add(ratio(finding) + " times the base's time");
        }
        what.addAll(samples.get(finding.benchmark()).regressions());
        return Printable.name(finding.benchmark()) + ", " + String.join(", ", what);
    }

    private String passes() {
        return judgement.findings().stream()
                .filter(finding -> !Double.isNaN(finding.ratio()))
                .max(Comparator.comparingDouble(Finding::ratio))
                .map(most -> "None of " + counted() + " is slower by more than the margin of " + percent(rules.margin())
                        + " beyond doubt; the largest ratio is " + ratio(most) + ", of "
                        + Printable.name(most.benchmark()) + ".")
                .orElse("None of " + counted() + " was measured well enough to be timed.");
    }

    private String counted() {
        int benchmarks = judgement.findings().size();
        return benchmarks + (benchmarks == 1 ? " benchmark" : " benchmarks");
    }

    /**
     * What was not compared. A benchmark that is gone, or has another name, is no slower one, and yet to be seen.
     *
     * @param notCompared names of benchmarks, each with the reason
     * @return a sentence of some of them; "" if there are none
     */
    public static String leftOut(List<String> notCompared) {
        int more = notCompared.size() - LEFT_OUT_SHOWN;
        String first = notCompared.stream().limit(LEFT_OUT_SHOWN).collect(Collectors.joining("; "));
        return notCompared.isEmpty()
                ? ""
                : "Not compared: " + Printable.of(first) + (more > 0 ? "; and " + more + " more" : "") + ".";
    }

    /**
     * A share in per cent.
     *
     * @param share such as .03
     * @return with a decimal if it has one, and the sign
     */
    public static String percent(double share) {
        return new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(100 * share) + " %";
    }

    /**
     * A ratio with its interval.
     *
     * @param finding that was timed
     * @return such as "1.128 [1.106, 1.149]"
     */
    public static String ratio(Finding finding) {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", finding.ratio(), finding.low(), finding.high());
    }
}
