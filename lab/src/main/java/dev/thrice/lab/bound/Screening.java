package dev.thrice.lab.bound;

import dev.thrice.command.machine.UsualSpeed;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What of a network's rounds is judged: those in which the reference kernel, whose work never changes, took what it usually takes in
 * that fork. On a shared machine the others were taken at another speed. The rule looks at nothing but the reference.
 *
 * @param network with the forks and rounds that count; all of them where too few do
 * @param rounds how many there were
 * @param dropped how many of them were taken at another speed
 * @param unfit the forks that do not count: not even a quarter of their rounds is at one speed
 * @param valid whether more than half of the forks count
 */
record Screening(NetworkResults network, int rounds, int dropped, List<Integer> unfit, boolean valid) {
    private static final double LEAST_SHARE = .25;

    static Screening of(NetworkResults network) {
        Optional<TimedTask> reference =
                network.contenders(Task.REFERENCE).stream().findFirst();
        int rounds = 0;
        int dropped = 0;
        List<Fork> steady = new ArrayList<>();
        List<Integer> unfit = new ArrayList<>();
        for (Fork fork : network.forks()) {
            double[] times =
                    fork.of(reference.orElseGet(() -> network.contenders().getFirst()));
            List<Integer> kept = reference.isPresent() ? steadyRounds(times) : allRounds(times.length);
            rounds += times.length;
            dropped += times.length - kept.size();
            if (kept.size() < LEAST_SHARE * times.length || drift(times, kept) > UsualSpeed.TOLERANCE) {
                unfit.add(fork.number());
            } else {
                steady.add(only(kept, fork));
            }
        }
        boolean valid = 2 * steady.size() > network.forks().size();
        return new Screening(valid ? network.with(steady) : network, rounds, dropped, List.copyOf(unfit), valid);
    }

    private static List<Integer> steadyRounds(double[] times) {
        UsualSpeed usual = UsualSpeed.of(times);
        return allRounds(times.length).stream()
                .filter(round -> usual.includes(times[round]))
                .toList();
    }

    private static List<Integer> allRounds(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static double drift(double[] times, List<Integer> kept) {
        return Series.drift(kept.stream().mapToDouble(round -> times[round]).toArray());
    }

    private static Fork only(List<Integer> kept, Fork fork) {
        Map<String, List<Double>> nanos = new LinkedHashMap<>();
        fork.nanos()
                .forEach((name, samples) ->
                        nanos.put(name, kept.stream().map(samples::get).toList()));
        return new Fork(fork.number(), fork.interference(), nanos);
    }
}
