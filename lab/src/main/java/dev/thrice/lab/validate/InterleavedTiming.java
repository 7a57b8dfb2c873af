package dev.thrice.lab.validate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times contenders in rounds: in each round every contender has one block of runs, in an order drawn anew, so that a
 * machine whose speed drifts drifts for all of them.
 */
final class InterleavedTiming {
    private static final long BLOCK_NANOS = 1_000_000;

    private final List<Contender> contenders;
    private final int[] runsPerBlock;
    private final Random random;

    private InterleavedTiming(List<Contender> contenders, int[] runsPerBlock, Random random) {
        this.contenders = contenders;
        this.runsPerBlock = runsPerBlock;
        this.random = random;
    }

    /**
     * Warms the contenders up together and sizes their blocks to about a millisecond.
     *
     * @param contenders what is timed
     * @param warmUpNanos for all of them together
     * @param seed of the order
     */
    static InterleavedTiming warmedUp(List<Contender> contenders, long warmUpNanos, long seed) {
        int[] runs = new int[contenders.size()];
        java.util.Arrays.fill(runs, 1);
        long end = System.nanoTime() + warmUpNanos;
        do {
            for (int i = 0; i < runs.length; i++) {
                long nanos = Math.max(1, block(contenders.get(i), runs[i]));
                long fitting = BLOCK_NANOS * runs[i] / nanos;
                runs[i] = (int) Math.max(1, Math.min(fitting, 2L * runs[i])); // grows as the compiler speeds it up
            }
        } while (System.nanoTime() < end);
        return new InterleavedTiming(contenders, runs, new Random(seed));
    }

    /**
     * Times one round more.
     *
     * @param samples nanoseconds a run, by contender; one is added to each list
     */
    void round(Map<String, List<Double>> samples) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (int i : order) {
            Contender contender = contenders.get(i);
            double nanos = (double) block(contender, runsPerBlock[i]) / runsPerBlock[i];
            samples.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(nanos);
        }
    }

    /** Empty lists for {@link #round}, in the contenders' order. */
    Map<String, List<Double>> noSamples() {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        contenders.forEach(contender -> samples.put(contender.name(), new ArrayList<>()));
        return samples;
    }

    private static long block(Contender contender, int runs) {
        Runnable body = contender.body();
        body.run(); // untimed: fills the caches and wakes the workers that another contender let fall asleep
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            body.run();
        }
        return System.nanoTime() - start;
    }
}
