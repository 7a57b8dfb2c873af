package dev.thrice.lab.gate.measure;

import dev.thrice.gate.GateBenchmark;
import dev.thrice.lab.UserError;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A benchmark of one build, opened: it runs blocks, and finds the facts that need no clock. */
final class Contestant implements AutoCloseable {
    private static final com.sun.management.ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);

    private final Build build;
    private final String name;
    private final GateBenchmark benchmark;
    private final long resultHash;
    private final SortedMap<String, Long> work = new TreeMap<>();
    private double leastBytes = Double.POSITIVE_INFINITY;

    /**
     * Opens it and runs it once.
     *
     * @throws LinkageError if something in it cannot be loaded, a native library among them
     * @throws UserError if it fails
     */
    Contestant(Build build, String name) {
        this.build = build;
        this.name = name;
        Thread.currentThread().setContextClassLoader(build.loader());
        try {
            benchmark = build.suite().open(name);
            Map<String, Long> before = benchmark.work();
            benchmark.run();
            benchmark.work().forEach((what, count) -> work.put(what, count - before.getOrDefault(what, 0L)));
            resultHash = benchmark.resultHash();
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    /** Runs a block after an untimed run, which fills the caches and wakes workers; returns ns a run. */
    double block(int runs) {
        Thread.currentThread().setContextClassLoader(build.loader());
        try {
            benchmark.run();
            long bytes = THREADS.getTotalThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < runs; i++) {
                benchmark.run();
            }
            long nanos = System.nanoTime() - start;
            bytes = THREADS.getTotalThreadAllocatedBytes() - bytes;
            leastBytes = Math.min(leastBytes, (double) bytes / runs);
            return (double) nanos / runs;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    int threads() {
        return benchmark.threads();
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
        benchmark.close();
    }
}
