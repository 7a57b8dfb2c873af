package dev.thrice.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterleavedTimingTest {
    /** As a run takes longer than a block, blocks are of one run, beside the untimed one. */
    @Test
    void aRoundIsABlockOfEachInAnOrderDrawnFromTheSeed() {
        List<List<String>> orders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<String> order = new ArrayList<>();
            InterleavedTiming timing =
                    InterleavedTiming.warmedUp(List.of(slow("a", order), slow("b", order), slow("c", order)), 1, 7);
            order.clear();
            for (int round = 0; round < 6; round++) {
                Map<String, Double> nanos = timing.round();
                assertEquals(Set.of("a", "b", "c"), nanos.keySet());
                assertTrue(nanos.values().stream().allMatch(each -> each > 0), nanos::toString);
            }
            orders.add(order);
        }
        List<String> order = orders.getFirst();
        assertEquals(order, orders.getLast());
        assertEquals(6 * 3 * 2, order.size());
        for (int i = 0; i < order.size(); i += 2) {
            assertEquals(order.get(i), order.get(i + 1));
        }
        for (int i = 0; i < order.size(); i += 6) {
            assertEquals(Set.of("a", "b", "c"), Set.copyOf(order.subList(i, i + 6)));
        }
        assertTrue(
                Set.copyOf(List.of(
                                        order.subList(0, 6),
                                        order.subList(6, 12),
                                        order.subList(12, 18),
                                        order.subList(18, 24)))
                                .size()
                        > 1,
                order::toString);
    }

    private static Timed slow(String name, List<String> order) {
        return new Timed(name, () -> {
            order.add(name);
            for (long end = System.nanoTime() + 1_200_000; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        });
    }
}
