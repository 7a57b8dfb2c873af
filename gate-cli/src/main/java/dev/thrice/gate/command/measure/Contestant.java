package dev.thrice.gate.command.measure;

import dev.thrice.command.UserError;
import dev.thrice.command.machine.Disturbance;
import dev.thrice.gate.GateBenchmark;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static volatile String atWork;

    private final String what;
    private final ClassLoader loader;
    private final List<GateBenchmark> places = new ArrayList<>();
    private final long resultHash;
    private final int threads;
    private final SortedMap<String, Long> work = new TreeMap<>();
    private double leastBytes = Double.POSITIVE_INFINITY;

    /**
     * Opens it and runs it once everywhere.
     *
     * @throws LinkageError if something in it cannot be loaded, a native library among them
     * @throws UserError if it fails
     */
    Contestant(Build build, String name) {
        what = build.label() + ": benchmark " + name;
        loader = build.loader();
        try {
            begin();
            for (int i = 0; i < PLACES; i++) {
                places.add(build.suite().open(name));
            }
            GateBenchmark first = places.getFirst();
            Map<String, Long> before = first.work();
            places.forEach(GateBenchmark::run);
            first.work().forEach((counted, count) -> work.put(counted, count - before.getOrDefault(counted, 0L)));
            resultHash = first.resultHash();
            threads = first.threads();
            end();
        } catch (RuntimeException | Error e) {
            try {
                close();
            } catch (UserError | LinkageError also) {
                e.addSuppressed(also);
            }
            throw failed(e);
        }
    }

    /** The build and the benchmark whose code runs in this JVM at this moment. */
    static Optional<String> atWork() {
        return Optional.ofNullable(atWork);
    }

    private void begin() {
        atWork = what;
        Thread.currentThread().setContextClassLoader(loader);
    }

    private static void end() {
        atWork = null;
    }

    /** Runs a block after an untimed run, which fills the caches and wakes workers; returns ns a run. Places count on and on. */
    double block(int place, int runs, Disturbance disturbance) {
        GateBenchmark benchmark = places.get(place % PLACES);
        begin();
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
            end();
            return (double) nanos / runs;
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
    }

    int threads() {
        return threads;
    }

    /** So far. The bytes are those of the best block: the last stages of compilation come late. */
    Facts facts() {
        return new Facts((long) leastBytes, resultHash, work);
    }

    /** What it threw is the suite's, and so are its words; what cannot be loaded may be in the other build's way. */
    private RuntimeException failed(Throwable e) {
        end();
        if (e instanceof LinkageError missing) {
            throw missing;
        }
        return new UserError(what + " failed: " + e);
    }

    /** All of them, whatever one does. */
    @Override
    public void close() {
        begin();
        Throwable problem = null;
        for (GateBenchmark place : places) {
            try {
                place.close();
            } catch (RuntimeException | Error e) {
                problem = e;
            }
        }
        places.clear();
        end();
        if (problem != null) {
            throw failed(problem);
        }
    }
}
