package dev.thrice.lab.peers;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one JVM measured.
 *
 * @param peer the library of others that was in it beside the providers; null of providers alone
 * @param problem why there is nothing of the peer, in a line; null where there is
 * @param kernels the providers in it, and the peer if it tells of itself, each with its kind
 * @param rows one a task that the peer takes part in, or all, in the same order in every fork
 */
public record PeersFork(String peer, String problem, List<String> kernels, List<Row> rows) {
    /** Of a peer that cannot be compared. */
    static PeersFork without(String peer, String problem) {
        return new PeersFork(peer, problem, List.of(), List.of());
    }

    /** What was found of the same task as elsewhere. */
    Optional<Row> row(Row other) {
        return rows.stream()
                .filter(row -> row.set.equals(other.set) && row.task.equals(other.task))
                .findFirst();
    }

    /**
     * One task.
     *
     * @param set its group
     * @param task its sizes, and a product's orientation
     * @param rates 10^9 operations a second of a product or a training step, elements a ns of tanh, samples a ns of a prediction, by who
     *     computed it; medians over the rounds that count
     * @param peak FMA peak of this thread in the same rounds, 10^9 operations a second, median; 0 where there is no SIMD
     * @param own the share of rounds in which the thread had a core to itself; only these count, or all if there are none
     */
    public record Row(String set, String task, Map<String, Double> rates, double peak, double own) {
        static final String PREDICT = "predict";
        static final String SQUARE = "square";
        static final String STEP = "step";
        static final String TANH = "tanh";

        /** Whether its work is multiplications and additions, which have a share of the FMA peak. */
        boolean countsFlops() {
            return countsFlops(set);
        }

        static boolean countsFlops(String set) {
            return !set.equals(TANH) && !set.equals(PREDICT);
        }
    }
}
