package dev.thrice.gate.command;

import dev.thrice.command.machine.Machine;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.source.Side;
import java.util.List;

/**
 * A gate's run, as it is written to a file.
 *
 * @param format {@link #FORMAT}
 * @param partial whether it was stopped or failed before it was through
 * @param thrice version of this program
 * @param time when it was written
 * @param seconds that the first measurement of all benchmarks took
 * @param machine what it ran on
 * @param base what was compared with
 * @param candidate what was compared
 * @param rules it was judged by
 * @param plan of a fork: of a suite, or of JMH benchmarks
 * @param forks what they found
 * @param confirmation what the forks found that measured failures once more
 * @param notCompared names of benchmarks that were not, each with the reason
 * @param judgement the verdicts; null if partial
 * @param verdict on the change; null if partial
 */
record GateDocument(
        String format,
        boolean partial,
        String thrice,
        String time,
        double seconds,
        Machine machine,
        Side base,
        Side candidate,
        Rules rules,
        Object plan,
        List<?> forks,
        List<?> confirmation,
        List<String> notCompared,
        Judgement judgement,
        Verdict verdict) {
    static final String FORMAT = "thrice gate 4";
}
