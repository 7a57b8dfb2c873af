package dev.thrice.gate.command.measure;

import dev.thrice.command.output.Expect;
import java.util.SortedMap;

/**
 * What is known of a benchmark without a clock.
 *
 * @param bytesPerRun allocated on the heap in a run, on all threads, once it is compiled
 * @param resultHash of its first result
 * @param work of one run, by what is counted
 */
public record Facts(long bytesPerRun, long resultHash, SortedMap<String, Long> work) {
    /** Checks the numbers. */
    public Facts {
        Expect.atLeast("bytes a run", bytesPerRun, 0);
    }
}
