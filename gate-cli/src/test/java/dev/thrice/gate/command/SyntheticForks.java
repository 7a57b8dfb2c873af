package dev.thrice.gate.command;

import dev.thrice.gate.command.measure.Facts;
import dev.thrice.gate.command.measure.GateFork;
import dev.thrice.gate.command.measure.Measured;
import dev.thrice.gate.command.measure.Quad;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Forks whose truth is known. */
public final class SyntheticForks {
    /** Of each benchmark. */
    public static final int QUADS = 10;

    private SyntheticForks() {}

    /**
     * Forks of one benchmark, with nothing else amiss.
     *
     * @param name of the benchmark
     * @param logRatios one a fork
     * @return the forks
     */
    public static List<GateFork> of(String name, double... logRatios) {
        List<GateFork> forks = new ArrayList<>();
        for (double logRatio : logRatios) {
            forks.add(fork(forks.size() + 1, measured(name, logRatio)));
        }
        return forks;
    }

    /**
     * Forks of a suite, log-ratios normal about their true values.
     *
     * @param truths log-ratios by benchmark
     * @param deviation standard deviation over forks
     * @param forks how many
     * @param random where the noise comes from
     * @return the forks
     */
    public static List<GateFork> normal(Map<String, Double> truths, double deviation, int forks, Random random) {
        List<GateFork> all = new ArrayList<>();
        for (int i = 1; i <= forks; i++) {
            List<Measured> measured = new ArrayList<>();
            truths.forEach((name, truth) -> measured.add(measured(name, truth + deviation * random.nextGaussian())));
            all.add(new GateFork(i, null, measured));
        }
        return all;
    }

    /**
     * A fork of one benchmark.
     *
     * @param number of the fork
     * @param measured what it found
     * @return the fork
     */
    public static GateFork fork(int number, Measured measured) {
        return new GateFork(number, null, List.of(measured));
    }

    /**
     * A benchmark in a fork, with nothing else amiss.
     *
     * @param name of the benchmark
     * @param logRatio of all its quads
     * @return what was measured
     */
    public static Measured measured(String name, double logRatio) {
        return new Measured(name, facts(0, 1, 5), facts(0, 1, 5), quads(logRatio, QUADS));
    }

    /**
     * Undisturbed quads.
     *
     * @param logRatio of each
     * @param count how many
     * @return the quads
     */
    public static List<Quad> quads(double logRatio, int count) {
        return Collections.nCopies(count, new Quad(1_000, 1_000 * Math.exp(logRatio), 50_000, false));
    }

    /**
     * Facts of one side.
     *
     * @param bytes allocated a run
     * @param hash of the result
     * @param vjps a run
     * @return the facts
     */
    public static Facts facts(long bytes, long hash, long vjps) {
        return new Facts(bytes, hash, new TreeMap<>(Map.of("input VJPs", vjps)));
    }
}
