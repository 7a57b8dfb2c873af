package dev.thrice.lab.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ListScheduleTest {
    /** Durations are whole numbers, so that all sums are exact and the inequalities are, too. */
    record Graph(List<Integer> nanos, List<List<Integer>> after) {
        TaskGraph build() {
            TaskGraph graph = new TaskGraph();
            for (int id = 0; id < nanos.size(); id++) {
                graph.task(
                        nanos.get(id), after.get(id).stream().mapToInt(i -> i).toArray());
            }
            return graph;
        }
    }

    @Provide
    Arbitrary<Graph> graphs() {
        return graphs(30);
    }

    @Provide
    Arbitrary<Graph> tinyGraphs() {
        return graphs(6);
    }

    private static Arbitrary<Graph> graphs(int largest) {
        return Arbitraries.integers()
                .between(1, largest)
                .flatMap(size -> Arbitraries.longs().map(seed -> random(size, new Random(seed))));
    }

    private static Graph random(int size, Random random) {
        double density = random.nextDouble();
        List<Integer> nanos = new ArrayList<>();
        List<List<Integer>> after = new ArrayList<>();
        for (int id = 0; id < size; id++) {
            nanos.add(random.nextInt(20));
            List<Integer> before = new ArrayList<>();
            for (int other = 0; other < id; other++) {
                if (random.nextDouble() < density) {
                    before.add(other);
                }
            }
            after.add(before);
        }
        return new Graph(nanos, after);
    }

    @Property
    void grahamsBound(@ForAll("graphs") Graph random, @ForAll @IntRange(min = 1, max = 64) int processors) {
        TaskGraph graph = random.build();
        double makespan = ListSchedule.makespan(graph, processors);
        assertTrue(makespan >= Math.max(graph.work() / processors, graph.span()));
        assertTrue(makespan <= (graph.work() - graph.span()) / processors + graph.span() + 1e-9);
    }

    @Property
    void oneProcessorTakesTheWorkAndEnoughTakeTheSpan(@ForAll("graphs") Graph random) {
        TaskGraph graph = random.build();
        assertEquals(graph.work(), ListSchedule.makespan(graph, 1));
        assertEquals(graph.span(), ListSchedule.makespan(graph, graph.size()));
    }

    @Property
    void theSpanGrowsWithEveryDependency(@ForAll("graphs") Graph random) {
        TaskGraph free = new TaskGraph();
        random.nanos.forEach(free::task);
        assertTrue(free.span() <= random.build().span());
        assertEquals(free.work(), random.build().work());
    }

    /** Between the best of all orders and twice that (Graham), where all orders can be tried. */
    @Property(tries = 200)
    void againstAllOrders(@ForAll("tinyGraphs") Graph random, @ForAll @IntRange(min = 1, max = 3) int processors) {
        double best = bestOf(random, new ArrayList<>(), processors);
        double greedy = ListSchedule.makespan(random.build(), processors);
        assertTrue(greedy >= best, greedy + " < " + best);
        assertTrue(greedy <= (2 - 1.0 / processors) * best + 1e-9, greedy + " > (2 - 1/P) " + best);
    }

    /** Semi-active schedules of all orders in which tasks may start; one of them is optimal. */
    private static double bestOf(Graph graph, List<Integer> order, int processors) {
        if (order.size() == graph.nanos.size()) {
            return inOrder(graph, order, processors);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int id = 0; id < graph.nanos.size(); id++) {
            if (!order.contains(id) && order.containsAll(graph.after.get(id))) {
                order.add(id);
                best = Math.min(best, bestOf(graph, order, processors));
                order.removeLast();
            }
        }
        return best;
    }

    private static double inOrder(Graph graph, List<Integer> order, int processors) {
        double[] free = new double[processors];
        double[] end = new double[graph.nanos.size()];
        for (int id : order) {
            Arrays.sort(free);
            double start = free[0];
            for (int before : graph.after.get(id)) {
                start = Math.max(start, end[before]);
            }
            end[id] = start + graph.nanos.get(id);
            free[0] = end[id];
        }
        return Arrays.stream(end).max().orElse(0);
    }

    @Test
    void barriersCostOnlyWhereProcessorsMeet() {
        TaskGraph graph = new TaskGraph();
        int a = graph.task(10);
        int b = graph.task(10);
        int barrier = graph.barrier(3, a, b);
        graph.task(5, barrier);
        assertEquals(25, ListSchedule.makespan(graph, 1));
        assertEquals(18, ListSchedule.makespan(graph, 2));
        assertEquals(25, graph.work());
        assertEquals(15, graph.span());
        assertEquals(18, graph.burdenedSpan());
    }

    @Test
    void whatIsNoGraphIsRefused() {
        TaskGraph graph = new TaskGraph();
        assertThrows(IllegalArgumentException.class, () -> graph.task(-1));
        assertThrows(IllegalArgumentException.class, () -> graph.task(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> graph.task(1, 0));
        assertThrows(IllegalArgumentException.class, () -> ListSchedule.makespan(graph, 0));
        assertEquals(0, ListSchedule.makespan(graph, 2));
        assertEquals(1, graph.parallelism());
    }
}
