package dev.thrice.gate.command;

import dev.thrice.gate.command.judge.ForkRatio;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What to expect of the gate with any number of forks: runs are put together from forks of a build against itself, drawn for each
 * benchmark by itself, none twice in a run. A candidate that is slower takes all of its times longer, so its log-ratios are moved.
 */
final class Expectation {
    /** A slow-down is found if it fails, twice, in so many of the runs. */
    static final double POWER = .95;

    /** In half per cents: steps of what is looked for, and the largest. */
    private static final int LARGEST = 256;

    private static final double STEP = .005;

    private final Map<String, List<ForkRatio>> recorded;
    private final Rules rules;
    private final int runs;
    private final long seed;

    /**
     * From recorded forks.
     *
     * @param recorded of each benchmark, of a build against itself
     * @param rules runs are judged by
     * @param runs to be put together
     * @param seed of the draws
     */
    Expectation(Map<String, List<ForkRatio>> recorded, Rules rules, int runs, long seed) {
        this.recorded = new TreeMap<>(recorded);
        this.rules = rules;
        this.runs = runs;
        this.seed = seed;
    }

    /** Forks of the benchmark that has the fewest: a run can be of half of them, and confirmed by the others. */
    int fewest() {
        return recorded.values().stream().mapToInt(List::size).min().orElse(0);
    }

    /**
     * Runs of a number of forks.
     *
     * @param forks at most half of {@link #fewest}
     * @return what to expect of them
     */
    Expected of(int forks) {
        List<Map<String, Sample>> first = new ArrayList<>();
        List<Map<String, Sample>> second = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < runs; i++) {
            Map<String, Sample> once = new TreeMap<>();
            Map<String, Sample> again = new TreeMap<>();
            recorded.forEach((name, ratios) -> {
                List<ForkRatio> drawn = new ArrayList<>(ratios);
                Collections.shuffle(drawn, random);
                once.put(name, new Sample(drawn.subList(0, forks), List.of(), List.of(), List.of(), List.of()));
                again.put(
                        name, new Sample(drawn.subList(forks, 2 * forks), List.of(), List.of(), List.of(), List.of()));
            });
            first.add(once);
            second.add(again);
        }
        Map<String, Double> found = new TreeMap<>();
        recorded.keySet().forEach(name -> found.put(name, smallest(name, first, second)));
        return new Expected(Alarms.among(runs, first::get, second::get, rules), found);
    }

    /**
     * What to expect.
     *
     * @param alarms of a build against itself
     * @param found the smallest slow-down of each benchmark that fails, twice, in {@link #POWER} of the runs, such as .04; infinite if none
     *     does that was looked for
     */
    record Expected(Alarms alarms, Map<String, Double> found) {}

    /** A larger slow-down fails wherever a smaller one does. */
    private double smallest(String name, List<Map<String, Sample>> first, List<Map<String, Sample>> second) {
        int missed = 0;
        int caught = LARGEST;
        while (caught - missed > 1) {
            int middle = (missed + caught) / 2;
            if (caught(name, 1 + middle * STEP, first, second) >= POWER * runs) {
                caught = middle;
            } else {
                missed = middle;
            }
        }
        return caught == LARGEST ? Double.POSITIVE_INFINITY : caught * STEP;
    }

    private int caught(String name, double factor, List<Map<String, Sample>> first, List<Map<String, Sample>> second) {
        int caught = 0;
        for (int i = 0; i < runs; i++) {
            Map<String, Sample> suite = new HashMap<>(first.get(i));
            suite.computeIfPresent(name, (same, sample) -> sample.slowedBy(factor));
            if (Judgement.of(suite, rules).failures().contains(name)) {
                Sample again = second.get(i).get(name).slowedBy(factor);
                caught += Judgement.of(Map.of(name, again), rules).failures().size();
            }
        }
        return caught;
    }
}
