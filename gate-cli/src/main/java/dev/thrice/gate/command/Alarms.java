package dev.thrice.gate.command;

import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * False alarms among runs of a build against itself.
 *
 * @param runs of the suite
 * @param first runs in which something failed at first
 * @param confirmed of these, runs in which it failed again
 * @param undecided runs without a failure in which some benchmark was INCONCLUSIVE or INVALID
 */
record Alarms(int runs, int first, int confirmed, int undecided) {
    /**
     * Judges runs.
     *
     * @param first measurements, one a run
     * @param second what each is confirmed by
     * @param rules they are judged by
     * @return how many failed
     */
    static Alarms among(List<Map<String, Sample>> first, List<Map<String, Sample>> second, Rules rules) {
        int failed = 0;
        int confirmed = 0;
        int undecided = 0;
        for (int i = 0; i < first.size(); i++) {
            Judgement judgement = Judgement.of(first.get(i), rules);
            List<String> failures = judgement.failures();
            if (!failures.isEmpty()) {
                failed++;
                Map<String, Sample> again = new HashMap<>(second.get(i));
                again.keySet().retainAll(failures);
                Judgement both = judgement.confirmedBy(Judgement.of(again, rules));
                confirmed += both.failures().isEmpty() ? 0 : 1;
            } else if (judgement.verdict() != Verdict.PASS) {
                undecided++;
            }
        }
        return new Alarms(first.size(), failed, confirmed, undecided);
    }
}
