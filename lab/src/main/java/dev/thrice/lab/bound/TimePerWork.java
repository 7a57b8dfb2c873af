package dev.thrice.lab.bound;

import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.FunctionWork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.statistics.LinearModel;
import dev.thrice.lab.statistics.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * w, the time that a unit of WORK takes: TIME{task(f)} = w WORK{task(f)} (section 2.1). The bound assumes that one w does
 * for all functions; a fit with a launch overhead, fork by fork, shows how far that is so.
 *
 * @param together sum TIME{forward f_i} / sum C_i, in ns/flop: each function's overhead is spread over its work
 * @param slope w of the fit, in ns/flop: what one more flop costs
 * @param overhead what calling a function costs whatever its work, in ns
 * @param functions each by itself
 */
record TimePerWork(Estimate together, Estimate slope, Estimate overhead, List<Function> functions) {
    private static final double TOLERANCE = .1;

    /**
     * One function.
     *
     * @param work what it has to do
     * @param nanos TIME{forward f_l}
     * @param residual measured time over the fit's
     */
    record Function(FunctionWork work, Estimate nanos, Estimate residual) {
        /** This function's own w, in ns/flop. */
        double nanosPerFlop() {
            return nanos.value() / work.forwardFlops();
        }

        /** Whether the linear model is off by more than 10 % here, beyond what the interval leaves open. */
        boolean breaksModel() {
            return residual.low() > 1 + TOLERANCE || residual.high() < 1 - TOLERANCE;
        }
    }

    /** One function in so many forks. */
    private record Timed(FunctionWork work, List<Double> nanos) {}

    /** Of the functions of one network. */
    static TimePerWork of(NetworkResults network) {
        return of(network.contenders(Task.FUNCTION_FORWARD).stream()
                .map(contender -> timed(network, contender, network.forks()))
                .toList());
    }

    /** Of every function at every batch that was measured in any network, each once; from the forks that all networks have, if any. */
    static Optional<TimePerWork> ofAll(Results results) {
        Set<Integer> common = new HashSet<>(numbers(results.networks().getFirst()));
        results.networks().forEach(network -> common.retainAll(numbers(network)));
        Map<String, Timed> byShape = new LinkedHashMap<>();
        for (NetworkResults network : results.networks()) {
            List<Fork> forks = network.forks().stream()
                    .filter(fork -> common.contains(fork.number()))
                    .toList();
            for (TimedTask contender : network.contenders(Task.FUNCTION_FORWARD)) {
                Timed timed = timed(network, contender, forks);
                String shape = timed.work.shape() + ", batch " + network.batch();
                FunctionWork named = new FunctionWork(shape, shape, timed.work.forwardFlops(), timed.work.bytes());
                byShape.putIfAbsent(shape + ", flops " + named.forwardFlops(), new Timed(named, timed.nanos));
            }
        }
        return common.isEmpty() ? Optional.empty() : Optional.of(of(List.copyOf(byShape.values())));
    }

    private static List<Integer> numbers(NetworkResults network) {
        return network.forks().stream().map(Fork::number).toList();
    }

    private static Timed timed(NetworkResults network, TimedTask contender, List<Fork> forks) {
        return new Timed(
                network.functions().get(contender.function()),
                forks.stream().map(fork -> Series.median(fork.of(contender))).toList());
    }

    private static TimePerWork of(List<Timed> timed) {
        int forks = timed.getFirst().nanos.size();
        double[] work =
                timed.stream().mapToDouble(one -> one.work.forwardFlops()).toArray();
        double[] together = new double[forks];
        LinearModel[] fits = new LinearModel[forks];
        for (int fork = 0; fork < forks; fork++) {
            int at = fork;
            double[] nanos =
                    timed.stream().mapToDouble(one -> one.nanos.get(at)).toArray();
            fits[fork] = LinearModel.fit(work, nanos);
            together[fork] = Arrays.stream(nanos).sum() / Arrays.stream(work).sum();
        }
        List<Function> functions = new ArrayList<>();
        for (Timed one : timed) {
            double[] residuals = new double[forks];
            Arrays.setAll(residuals, fork -> one.nanos.get(fork) / fits[fork].at((double) one.work.forwardFlops()));
            double[] nanos = one.nanos.stream().mapToDouble(Double::doubleValue).toArray();
            functions.add(new Function(one.work, Estimate.ofRatios(nanos), Estimate.ofRatios(residuals)));
        }
        return new TimePerWork(
                Estimate.ofRatios(together),
                Estimate.ofValues(
                        Arrays.stream(fits).mapToDouble(LinearModel::slope).toArray()),
                Estimate.ofValues(
                        Arrays.stream(fits).mapToDouble(LinearModel::intercept).toArray()),
                functions);
    }

    /** w of one fork on one network, in ns/flop. */
    static double slope(NetworkResults network, Fork fork) {
        return of(network.with(List.of(fork))).slope.value();
    }
}
