package dev.thrice.lab.peers;

import java.util.List;
import java.util.Map;

/**
 * What one JVM measured.
 *
 * @param peak FMA peak of one thread in 10^9 operations a second, the highest of several; 0 where there is no SIMD
 * @param rows one a product, in the order of {@link Product#ALL}
 */
public record PeersFork(double peak, List<Row> rows) {
    /**
     * One product.
     *
     * @param set its group
     * @param product its sizes and orientation
     * @param gflops 10^9 operations a second by provider, medians over rounds
     */
    public record Row(String set, String product, Map<String, Double> gflops) {}
}
