package dev.thrice.gate.command;

import dev.thrice.command.output.Table;
import dev.thrice.gate.command.judge.Finding;
import dev.thrice.gate.command.judge.Judgement;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Sample;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.measure.GateFork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How often the gate is wrong, from recorded runs: of a build against itself, where every FAIL is a false alarm, and against a build whose
 * kernels have a known flaw, where every other verdict is a miss. What failed is confirmed, as in a real run, by another recorded run.
 */
public final class SelfTest {
    /** Between a benchmark's name and what is wrong with its twin. */
    public static final String FLAW = " + ";

    private final List<List<GateFork>> sound;
    private final List<List<GateFork>> flawed;
    private final Rules rules;

    /**
     * Of recorded runs.
     *
     * @param sound of the sound suite, at least two
     * @param flawed of flawed twins
     * @param rules that both are judged by
     */
    public SelfTest(List<List<GateFork>> sound, List<List<GateFork>> flawed, Rules rules) {
        this.sound = sound;
        this.flawed = flawed;
        this.rules = rules;
    }

    /**
     * A flaw.
     *
     * @param name of the flawed twin
     * @param ratio median over runs
     * @param runs of it
     * @param first in which it failed at first
     * @param confirmed of these, in which it failed again
     */
    record Catches(String name, double ratio, int runs, int first, int confirmed) {}

    /** The recorded runs as they are; each is confirmed by the next. */
    Alarms recorded() {
        List<List<GateFork>> next = new ArrayList<>(sound);
        Collections.rotate(next, -1);
        return alarms(sound, next);
    }

    /** Runs put together from forks drawn from all recorded runs, none twice in a run; each is confirmed by another such draw. */
    Alarms resampled(int runs, long seed) {
        List<GateFork> all = sound.stream().flatMap(List::stream).toList();
        int forks = sound.getFirst().size();
        Random random = new Random(seed);
        List<List<GateFork>> first = new ArrayList<>();
        List<List<GateFork>> second = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            List<GateFork> drawn = new ArrayList<>(all);
            Collections.shuffle(drawn, random);
            first.add(List.copyOf(drawn.subList(0, forks)));
            second.add(List.copyOf(drawn.subList(forks, 2 * forks)));
        }
        return alarms(first, second);
    }

    private Alarms alarms(List<List<GateFork>> first, List<List<GateFork>> second) {
        return Alarms.among(first.size(), i -> Sample.of(first.get(i)), i -> Sample.of(second.get(i)), rules);
    }

    /** Each flaw, in place of its sound twin in a recorded run of the suite. */
    List<Catches> catches() {
        List<Catches> catches = new ArrayList<>();
        for (String name : flawed.isEmpty()
                ? List.<String>of()
                : List.copyOf(Sample.of(flawed.getFirst()).keySet())) {
            catches.add(catches(name));
        }
        return catches;
    }

    private Catches catches(String name) {
        int first = 0;
        int confirmed = 0;
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < flawed.size(); i++) {
            Map<String, Sample> suite = new LinkedHashMap<>(Sample.of(sound.get(i % sound.size())));
            suite.remove(name.substring(0, name.indexOf(FLAW)));
            suite.put(name, Sample.of(flawed.get(i)).get(name));
            Finding finding = finding(Judgement.of(suite, rules), name);
            ratios.add(finding.ratio());
            if (finding.verdict() == Verdict.FAIL) {
                first++;
                Sample again = Sample.of(flawed.get((i + 1) % flawed.size())).get(name);
                confirmed += Judgement.of(Map.of(name, again), rules).failures().isEmpty() ? 0 : 1;
            }
        }
        Collections.sort(ratios);
        return new Catches(name, ratios.get(ratios.size() / 2), flawed.size(), first, confirmed);
    }

    private static Finding finding(Judgement judgement, String name) {
        return judgement.findings().stream()
                .filter(finding -> finding.benchmark().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * For people.
     *
     * @param resamples runs to put together
     * @param seed of the draws
     * @return two tables
     */
    public String text(int resamples, long seed) {
        Table alarms = new Table("a build against itself", "runs", "failed at first", "and again", "undecided");
        row(alarms, "recorded", recorded());
        if (sound.size() > 1) {
            row(alarms, "resampled from these", resampled(resamples, seed));
        }
        Table found = new Table("flaw", "candidate / base", "runs", "failed at first", "and again");
        for (Catches caught : catches()) {
            found.row(
                    caught.name,
                    String.format(Locale.ROOT, "%.3f", caught.ratio),
                    String.valueOf(caught.runs),
                    String.valueOf(caught.first),
                    String.valueOf(caught.confirmed));
        }
        return alarms + "\n" + found;
    }

    private static void row(Table table, String label, Alarms alarms) {
        table.row(
                label,
                String.valueOf(alarms.runs()),
                String.valueOf(alarms.first()),
                String.valueOf(alarms.confirmed()),
                String.valueOf(alarms.undecided()));
    }
}
