package dev.thrice.gate.command;

import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

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
     * @param runs how many
     * @param first the measurement of each, by its number from 0
     * @param second what it is confirmed by, asked for where it failed
     * @param rules they are judged by
     * @return how many failed
     */
    static Alarms among(
            int runs, IntFunction<Map<String, Sample>> first, IntFunction<Map<String, Sample>> second, Rules rules) {
        int failed = 0;
        int confirmed = 0;
        int undecided = 0;
        for (int i = 0; i < runs; i++) {
            Judgement judgement = Judgement.of(first.apply(i), rules);
            List<String> failures = judgement.failures();
            if (!failures.isEmpty()) {
                failed++;
                Map<String, Sample> again = new HashMap<>(second.apply(i));
                again.keySet().retainAll(failures);
                Judgement both = judgement.confirmedBy(Judgement.of(again, rules));
                confirmed += both.failures().isEmpty() ? 0 : 1;
            } else if (judgement.verdict() != Verdict.PASS) {
                undecided++;
            }
        }
        return new Alarms(runs, failed, confirmed, undecided);
    }
}
