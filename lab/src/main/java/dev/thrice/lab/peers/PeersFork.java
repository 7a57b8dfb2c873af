package dev.thrice.lab.peers;

import java.util.List;
import java.util.Map;

/**
 * What one JVM measured.
 *
 * @param peak FMA peak of one thread in 10^9 operations a second, the highest of several; 0 where there is no SIMD
 * @param rows one a task, in the same order in every fork
 */
public record PeersFork(double peak, List<Row> rows) {
    /**
     * One task.
     *
     * @param set its group
     * @param task its sizes, and a product's orientation
     * @param rates 10^9 operations a second of a product or a training step, elements a ns of tanh, by who computed it; medians over rounds
     */
    public record Row(String set, String task, Map<String, Double> rates) {
        static final String STEP = "step";
        static final String TANH = "tanh";

        /** Whether its work is multiplications and additions, which have a share of the FMA peak. */
        boolean countsFlops() {
            return !set.equals(TANH);
        }
    }
}
