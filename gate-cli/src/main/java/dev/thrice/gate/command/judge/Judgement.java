package dev.thrice.gate.command.judge;

import dev.thrice.base.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Verdicts on a suite.
 *
 * @param findings one a benchmark
 */
public record Judgement(List<Finding> findings) {
    private static final int SHOWN = 3;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are none: a verdict on nothing would be PASS
     */
    public Judgement {
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("nothing was compared");
        }
        findings = List.copyOf(findings);
    }

    /**
     * Judges a suite. Times are tested together, by Holm's procedure; those that were not measured well enough are left out of it.
     *
     * @param samples by benchmark
     * @param rules what they are held against
     * @return the verdicts
     */
    public static Judgement of(Map<String, Sample> samples, Rules rules) {
        Map<String, MeanTest> tests = new HashMap<>();
        samples.forEach((name, sample) -> {
            double[] ratios = sample.logRatios();
            if (ratios.length
                    >= Math.max(
                            Rules.MIN_FORKS, Rules.FIT_FORKS * sample.ratios().size())) {
                tests.put(name, MeanTest.of(ratios));
            }
        });
        List<String> tested = new ArrayList<>(tests.keySet());
        double[] p = tested.stream()
                .mapToDouble(name -> tests.get(name).pAbove(Math.log1p(rules.margin())))
                .toArray();
        double[] levels = Holm.levels(p, rules.level());
        List<Finding> findings = new ArrayList<>();
        samples.forEach((name, sample) -> {
            int index = tested.indexOf(name);
            findings.add(
                    index < 0
                            ? invalid(name, sample)
                            : timed(name, sample, tests.get(name), p[index], levels[index], rules));
        });
        return new Judgement(findings);
    }

    private static Finding timed(String name, Sample sample, MeanTest test, double p, double level, Rules rules) {
        double high = test.mean() + test.halfWidth(level);
        double low = test.mean() - test.halfWidth(level);
        Verdict verdict;
        if (p < level || !sample.regressions().isEmpty()) {
            verdict = Verdict.FAIL;
        } else {
            verdict = high <= Math.log1p(rules.unseen()) ? Verdict.PASS : undecided(sample, Verdict.INCONCLUSIVE);
        }
        return finding(name, sample, verdict, test.mean(), low, high, test.forks());
    }

    private static Finding invalid(String name, Sample sample) {
        Verdict verdict = sample.regressions().isEmpty() ? undecided(sample, Verdict.INVALID) : Verdict.FAIL;
        int fit = sample.logRatios().length;
        return finding(name, sample, verdict, Double.NaN, Double.NaN, Double.NaN, fit);
    }

    /** What times leave open. */
    private static Verdict undecided(Sample sample, Verdict otherwise) {
        return sample.indications().isEmpty() ? otherwise : Verdict.FAIL;
    }

    private static Finding finding(
            String name, Sample sample, Verdict verdict, double mean, double low, double high, int forks) {
        List<String> notes = new ArrayList<>(sample.regressions());
        notes.addAll(sample.indications());
        notes.addAll(sample.improvements());
        return new Finding(
                name,
                verdict,
                Math.exp(mean),
                Math.exp(low),
                Math.exp(high),
                forks,
                sample.ratios().size() - forks,
                sample.quads(),
                sample.dropped(),
                notes);
    }

    /**
     * Those of a verdict.
     *
     * @param verdict that was reached
     * @return findings with it
     */
    public List<Finding> of(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).toList();
    }

    /**
     * The benchmarks that have to be measured once more before the verdict stands.
     *
     * @return those that fail
     */
    public List<String> failures() {
        return of(Verdict.FAIL).stream().map(Finding::benchmark).toList();
    }

    /**
     * What is left of the failures after they were measured a second time: the second measurement's verdict.
     *
     * @param second the judgement of fresh forks on {@link #failures}
     * @return the final verdicts
     */
    public Judgement confirmedBy(Judgement second) {
        Map<String, Finding> again = new HashMap<>();
        second.findings.forEach(finding -> again.put(finding.benchmark(), finding));
        return new Judgement(findings.stream()
                .map(finding -> again.containsKey(finding.benchmark())
                        ? again.get(finding.benchmark()).after(finding)
                        : finding)
                .toList());
    }

    /**
     * Lets pass what the author of a change says is meant.
     *
     * @param reasons by benchmark
     * @return the verdicts, with failures of these accepted
     */
    public Judgement accepting(Map<String, String> reasons) {
        return new Judgement(findings.stream()
                .map(finding -> finding.verdict() == Verdict.FAIL && reasons.containsKey(finding.benchmark())
                        ? finding.with(Verdict.ACCEPTED, "accepted: " + reasons.get(finding.benchmark()))
                        : finding)
                .toList());
    }

    /**
     * Why nothing is decided, where that is so: what can be green is to say what it is.
     *
     * @return a sentence without its end; "" if something is decided
     */
    public String undecided() {
        Verdict verdict = verdict();
        if (verdict == Verdict.INVALID) {
            return "the machine was too restless to measure " + names(verdict);
        }
        return verdict == Verdict.INCONCLUSIVE
                ? "a slow-down that matters is within the interval of " + names(verdict)
                : "";
    }

    /** All of a few; of many, how many there are and the first. */
    String names(Verdict verdict) {
        List<String> names = of(verdict).stream().map(Finding::benchmark).toList();
        if (names.size() <= SHOWN) {
            return Printable.list(names);
        }
        return names.size() == findings.size()
                ? "all " + names.size() + " benchmarks"
                : names.size() + " of " + findings.size() + " benchmarks, " + Printable.list(names.subList(0, SHOWN))
                        + " and others";
    }

    /**
     * The verdict on the change.
     *
     * @return FAIL if any benchmark fails, else INVALID, else INCONCLUSIVE if one is, else PASS
     */
    public Verdict verdict() {
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.INVALID, Verdict.INCONCLUSIVE)) {
            if (!of(verdict).isEmpty()) {
                return verdict;
            }
        }
        return Verdict.PASS;
    }
}
