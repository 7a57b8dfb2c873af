package dev.thrice.gate.command.judge;

import dev.thrice.command.machine.Machine;
import dev.thrice.gate.command.source.Side;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a run of the gate came to.
 *
 * @param time when it was through, UTC
 * @param machine that it ran on
 * @param base what was compared with
 * @param candidate what was compared
 * @param settings what both were measured by
 * @param parts what a fork consists of, in a word
 * @param rules it was judged by
 * @param samples what was found of each benchmark; of one that was measured again, then
 * @param judgement the verdicts
 * @param notCompared names of benchmarks that were not, each with the reason
 */
public record Outcome(
        String time,
        Machine machine,
        Side base,
        Side candidate,
        List<Setting> settings,
        String parts,
        Rules rules,
        Map<String, Sample> samples,
        Judgement judgement,
        List<String> notCompared) {
    private static final List<Verdict> WORST_FIRST =
            List.of(Verdict.FAIL, Verdict.INVALID, Verdict.INCONCLUSIVE, Verdict.ACCEPTED, Verdict.PASS);

    /**
     * What was found, the worst first: by verdict, and the larger ratio before the smaller.
     *
     * @return findings, one a benchmark
     */
    public List<Finding> ranked() {
        return judgement.findings().stream()
                .sorted(Comparator.comparingInt((Finding finding) -> WORST_FIRST.indexOf(finding.verdict()))
                        .thenComparing(
                                Comparator.comparingDouble(Finding::ratio).reversed()))
                .toList();
    }

    /**
     * A benchmark's sample.
     *
     * @param finding of the benchmark
     * @return what was found
     */
    public Sample sample(Finding finding) {
        return samples.get(finding.benchmark());
    }
}
