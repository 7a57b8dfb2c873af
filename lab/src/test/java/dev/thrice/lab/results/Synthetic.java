package dev.thrice.lab.results;

import dev.thrice.command.machine.Machine;
import dev.thrice.kernels.spi.ProviderStatus;
import dev.thrice.lab.info.Environment;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Made-up results whose truth is known: each contender takes a set time, each fork is off by a factor of its own for each
 * contender, and each round again.
 */
public final class Synthetic {
    private static final double FORK_NOISE = .003;
    private static final double ROUND_NOISE = .01;

    private final Random random;
    private final String name;
    private final int forks;
    private final int rounds;
    private final List<FunctionWork> functions = new ArrayList<>();
    private final Map<TimedTask, Double> nanos = new LinkedHashMap<>();
    private final List<Arrivals> arrivals = new ArrayList<>();
    private final Map<String, Double> sweeps = new LinkedHashMap<>();

    /**
     * Without contenders yet.
     *
     * @param name of the network
     * @param forks how many
     * @param rounds of each
     * @param seed of the noise
     */
    public Synthetic(String name, int forks, int rounds, long seed) {
        this.name = name;
        this.forks = forks;
        this.rounds = rounds;
        random = new Random(seed);
    }

    /**
     * The paper's network, 784 - 64 x 5 - 10, on a machine of 10 ps/flop and 2 us a call.
     *
     * @param forks how many
     * @param seed of the noise
     * @return its functions, no algorithms yet
     */
    public static Synthetic paper(int forks, long seed) {
        Synthetic paper = new Synthetic("784 - 64 - 64 - 64 - 64 - 64 - 10", forks, 40, seed);
        int[] widths = {784, 64, 64, 64, 64, 64, 10};
        for (int l = 0; l + 1 < widths.length; l++) {
            long flops = 2L * 64 * widths[l] * widths[l + 1];
            paper.function(widths[l] + " x " + widths[l + 1], flops, 2_000 + .01 * flops);
        }
        return paper;
    }

    /**
     * One function more.
     *
     * @param shape inputs x outputs
     * @param flops its WORK
     * @param time forward, in ns
     * @return this
     */
    public Synthetic function(String shape, long flops, double time) {
        int l = functions.size();
        functions.add(new FunctionWork("f_" + l, shape, flops, flops / 8));
        return with(TimedTask.ofFunction("f_" + l, Task.FUNCTION_FORWARD, l), time);
    }

    /**
     * One contender more, or another time for one that is there.
     *
     * @param contender which
     * @param time in ns
     * @return this
     */
    public Synthetic with(TimedTask contender, double time) {
        nanos.put(contender, time);
        return this;
    }

    /**
     * Slows a function down.
     *
     * @param function which
     * @param factor its time is multiplied by
     * @return this
     */
    public Synthetic slowed(int function, double factor) {
        nanos.replaceAll((contender, time) ->
                contender.function() != null && contender.function() == function ? factor * time : time);
        return this;
    }

    /**
     * Puts the network into a sweep.
     *
     * @param sweep which
     * @param value where in it
     * @return this
     */
    public Synthetic varying(String sweep, double value) {
        sweeps.put(sweep, value);
        return this;
    }

    /**
     * Adds arrivals.
     *
     * @param measured errors by step
     * @return this
     */
    public Synthetic arriving(Arrivals measured) {
        arrivals.add(measured);
        return this;
    }

    /**
     * What there is until now.
     *
     * @return f_0, ..
     */
    public List<FunctionWork> functions() {
        return List.copyOf(functions);
    }

    /**
     * sum TIME{forward f_i}.
     *
     * @return ns
     */
    public double forward() {
        return nanos.entrySet().stream()
                .filter(entry -> entry.getKey().task() == Task.FUNCTION_FORWARD)
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /**
     * Forward, backprop and FPA-PC on one worker, with and without the VJPs to the parameters, which take half a forward
     * pass.
     *
     * @param backprop its time over the forward times
     * @param fpa likewise
     * @return this
     */
    public Synthetic algorithms(double backprop, double fpa) {
        double unit = forward();
        with(TimedTask.of("forward", Task.FORWARD), unit);
        for (boolean parameters : new boolean[] {false, true}) {
            String suffix = parameters ? " + parameter VJP" : "";
            double more = parameters ? unit / 2 : 0;
            with(
                    new TimedTask(
                            "backprop" + suffix, Task.BACKPROPAGATION, null, "backprop", 1, 0, null, parameters, null),
                    backprop * unit + more);
            with(
                    new TimedTask(
                            "fpa, 1 worker" + suffix,
                            Task.PREDICTIVE_CODING,
                            null,
                            "fpa",
                            1,
                            functions.size() - 1,
                            1.,
                            parameters,
                            null),
                    fpa * unit + more);
        }
        return with(TimedTask.of("reference kernel", Task.REFERENCE), 1_000);
    }

    /**
     * Measures.
     *
     * @return the network, as if it had been measured
     */
    public NetworkResults network() {
        List<Fork> measured = new ArrayList<>();
        for (int fork = 1; fork <= forks; fork++) {
            Map<String, List<Double>> samples = new LinkedHashMap<>();
            nanos.forEach((contender, time) -> {
                double level = time * (1 + FORK_NOISE * random.nextGaussian());
                List<Double> series = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    series.add(level * (1 + ROUND_NOISE * random.nextGaussian()));
                }
                samples.put(contender.name(), series);
            });
            measured.add(new Fork(fork, new Interference(1, 0, 0), samples));
        }
        return new NetworkResults(
                name, 64, sweeps, functions, List.copyOf(nanos.keySet()), measured, arrivals, List.of());
    }

    /**
     * Measures.
     *
     * @return results of this network alone
     */
    public Results results() {
        return of(List.of(network()), forks, rounds);
    }

    /**
     * Results of several networks.
     *
     * @param networks the first is the main one
     * @param forks of each
     * @param rounds of each fork
     * @return the results
     */
    public static Results of(List<NetworkResults> networks, int forks, int rounds) {
        Machine machine = new Machine("Linux 6", "amd64", "made up", 2, 1L << 34, "none");
        return new Results(
                Results.FORMAT,
                Results.VERSION,
                false,
                "0",
                "unknown",
                "2026-01-01T00:00:00Z",
                "made up",
                false,
                Results.OF_THE_PAPER,
                new Environment(
                        machine, List.of(new ProviderStatus("simd", true, "made up")), "simd", "made up", 118.0, 20),
                new Results.Plan(1, forks, rounds, 1),
                networks,
                null);
    }
}
