package dev.thrice.gate.command.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the gate found of one benchmark.
 *
 * @param benchmark its name
 * @param verdict what follows
 * @param ratio the candidate's time over the base's, geometric mean over forks; NaN where that was not measured
 * @param low lower end of its interval, at the level that Holm's procedure left for it
 * @param high upper end
 * @param forks that counted
 * @param droppedForks that were not counted, since they drifted or were disturbed too much
 * @param quads measured in all forks, or iterations
 * @param droppedQuads of these, not counted
 * @param notes what else there is to say
 */
public record Finding(
        String benchmark,
        Verdict verdict,
        double ratio,
        double low,
        double high,
        int forks,
        int droppedForks,
        int quads,
        int droppedQuads,
        List<String> notes) {
    /**
     * The same with another verdict.
     *
     * @param other the verdict
     * @param note why
     * @return the finding
     */
    Finding with(Verdict other, String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Finding(benchmark, other, ratio, low, high, forks, droppedForks, quads, droppedQuads, more);
    }

    /** This one, as a second measurement of what failed in a first. */
    Finding after(Finding first) {
        String outcome = verdict == Verdict.FAIL ? "confirmed" : "not confirmed";
        String before = Double.isNaN(first.ratio) ? "" : String.format(Locale.ROOT, ", %.3f at first", first.ratio);
        return with(verdict, outcome + before);
    }
}
