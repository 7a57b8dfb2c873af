package dev.thrice.lab.peers;

import java.util.List;
import java.util.Map;

/**
 * What one JVM measured.
 *
 * @param rows one a task, in the same order in every fork
 */
public record PeersFork(List<Row> rows) {
    /**
     * One task.
     *
     * @param set its group
     * @param task its sizes, and a product's orientation
     * @param rates 10^9 operations a second of a product or a training step, elements a ns of tanh, by who computed it; medians over the
     *     rounds that count
     * @param peak FMA peak of this thread in the same rounds, 10^9 operations a second, median; 0 where there is no SIMD
     * @param own the share of rounds in which the thread had a core to itself; only these count, or all if there are none
     */
    public record Row(String set, String task, Map<String, Double> rates, double peak, double own) {
        static final String SQUARE = "square";
        static final String STEP = "step";
        static final String TANH = "tanh";

        /** Whether its work is multiplications and additions, which have a share of the FMA peak. */
        boolean countsFlops() {
            return !set.equals(TANH);
        }
    }
}
