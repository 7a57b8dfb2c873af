package dev.thrice.measure;

import dev.thrice.kernels.probe.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times contenders in rounds: in each round every contender has one block of runs, in an order drawn anew, so that a
 * machine whose speed drifts drifts for all of them.
 */
public final class InterleavedTiming {
    private static final long BLOCK_NANOS = 1_000_000;

    private final List<Timed> contenders;
    private final int[] runsPerBlock;
    private final Random random;

    private InterleavedTiming(List<Timed> contenders, int[] runsPerBlock, Random random) {
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
     * @return their timing
     */
    public static InterleavedTiming warmedUp(List<Timed> contenders, long warmUpNanos, long seed) {
        int[] runs = new int[contenders.size()];
        Arrays.fill(runs, 1);
        long end = System.nanoTime() + warmUpNanos;
        do {
            for (int i = 0; i < runs.length; i++) {
                runs[i] = Block.fitting(BLOCK_NANOS, block(contenders.get(i), runs[i]), runs[i]);
            }
        } while (System.nanoTime() < end);
        return new InterleavedTiming(contenders, runs, new Random(seed));
    }

    /**
     * Times one round more.
     *
     * @return ns a run, by contender
     */
    public Map<String, Double> round() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        Map<String, Double> nanos = new HashMap<>();
        for (int i : order) {
            nanos.put(contenders.get(i).name(), block(contenders.get(i), runsPerBlock[i]));
        }
        return nanos;
    }

    /** ns a run. */
    private static double block(Timed contender, int runs) {
        return (double) Block.nanos(contender.body(), runs) / runs;
    }
}
