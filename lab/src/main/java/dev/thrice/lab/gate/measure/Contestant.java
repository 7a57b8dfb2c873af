package dev.thrice.lab.gate.measure;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.lab.command.UserError;
import dev.thrice.measure.Disturbance;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A benchmark of one build: it runs blocks, and finds the facts that need no clock. It is opened several times over, since speed goes with
 * where in memory operands lie, by up to a third.
 */
final class Contestant implements AutoCloseable {
    private static final com.sun.management.ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);

    /** How many times it is opened. */
    static final int PLACES = 6;

    private final Build build;
    private final String name;
    private final List<GateBenchmark> places = new ArrayList<>();
    private final long resultHash;
    private final SortedMap<String, Long> work = new TreeMap<>();
    private double leastBytes = Double.POSITIVE_INFINITY;

    /**
     * Opens it and runs it once everywhere.
     *
     * @throws LinkageError if something in it cannot be loaded, a native library among them
     * @throws UserError if it fails
     */
    Contestant(Build build, String name) {
        this.build = build;
        this.name = name;
        Thread.currentThread().setContextClassLoader(build.loader());
        try {
            for (int i = 0; i < PLACES; i++) {
                places.add(build.suite().open(name));
            }
            GateBenchmark first = places.getFirst();
            Map<String, Long> before = first.work();
            places.forEach(GateBenchmark::run);
            first.work().forEach((what, count) -> work.put(what, count - before.getOrDefault(what, 0L)));
            resultHash = first.resultHash();
        } catch (RuntimeException e) {
            close();
            throw failed(e);
        } catch (LinkageError e) {
            close();
            throw e;
        }
    }

    /** Runs a block after an untimed run, which fills the caches and wakes workers; returns ns a run. Places count on and on. */
    double block(int place, int runs, Disturbance disturbance) {
        GateBenchmark benchmark = places.get(place % PLACES);
        Thread.currentThread().setContextClassLoader(build.loader());
        try {
            benchmark.run();
            disturbance.begin();
            long bytes = THREADS.getTotalThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < runs; i++) {
                benchmark.run();
            }
            long nanos = System.nanoTime() - start;
            bytes = THREADS.getTotalThreadAllocatedBytes() - bytes;
            disturbance.end();
            leastBytes = Math.min(leastBytes, (double) bytes / runs);
            return (double) nanos / runs;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    int threads() {
        return places.getFirst().threads();
    }

    /** So far. The bytes are those of the best block: the last stages of compilation come late. */
    Facts facts() {
        return new Facts((long) leastBytes, resultHash, work);
    }

    private UserError failed(RuntimeException e) {
        return new UserError(build.label() + ": benchmark " + name + " failed: " + e);
    }

    @Override
    public void close() {
        places.forEach(GateBenchmark::close);
    }
}
