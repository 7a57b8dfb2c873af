package dev.thrice.lab.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Greedy list scheduling: whenever a processor is free and a task is ready, it starts the one with the longest chain
 * behind it, the earliest added of equals. Never further than T1/P + T-infinity from nothing, and so never more than twice
 * the best (Graham 1966).
 */
public final class ListSchedule {
    private ListSchedule() {}

    /** A task that runs until a time. */
    private record Running(double end, int id) {}

    /**
     * The time a graph takes.
     *
     * @param graph tasks; its barriers cost time if there is more than one processor
     * @param processors P, at least 1
     * @return ns until the last task is done
     * @throws IllegalArgumentException if there is no processor
     */
    public static double makespan(TaskGraph graph, int processors) {
        if (processors < 1) {
            throw new IllegalArgumentException(processors + " processors, expected at least 1");
        }
        boolean burdened = processors > 1;
        double[] levels = graph.levels(burdened);
        int[] waitsFor = new int[graph.size()];
        List<List<Integer>> followers = new ArrayList<>();
        PriorityQueue<Integer> ready = new PriorityQueue<>(
                Comparator.comparingDouble((Integer id) -> -levels[id]).thenComparing(id -> id));
        for (int id = 0; id < waitsFor.length; id++) {
            followers.add(new ArrayList<>());
            for (int before : graph.get(id).after()) {
                followers.get(before).add(id);
                waitsFor[id]++;
            }
            if (waitsFor[id] == 0) {
                ready.add(id);
            }
        }
        PriorityQueue<Running> running =
                new PriorityQueue<>(Comparator.comparingDouble(Running::end).thenComparingInt(Running::id));
        double now = 0;
        while (!ready.isEmpty() || !running.isEmpty()) {
            while (!ready.isEmpty() && running.size() < processors) {
                int id = ready.remove();
                TaskGraph.Task task = graph.get(id);
                running.add(new Running(now + (task.barrier() && !burdened ? 0 : task.nanos()), id));
            }
            Running done = running.remove();
            now = done.end();
            for (int follower : followers.get(done.id())) {
                if (--waitsFor[follower] == 0) {
                    ready.add(follower);
                }
            }
        }
        return now;
    }
}
