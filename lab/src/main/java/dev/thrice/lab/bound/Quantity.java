package dev.thrice.lab.bound;

import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.statistics.Series;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A time, or a sum of times, as it was in each round of a fork, in ns. */
@FunctionalInterface
interface Quantity {
    double[] in(Fork fork);

    static Quantity of(TimedTask contender) {
        return fork -> fork.of(contender);
    }

    static Quantity sum(List<TimedTask> contenders) {
        return contenders.stream().map(Quantity::of).reduce(Quantity::plus).orElseThrow();
    }

    /** In each fork, the one that takes longest there. */
    static Quantity slowest(List<TimedTask> contenders) {
        return fork -> contenders.stream()
                .map(fork::of)
                .max(Comparator.comparingDouble(Series::median))
                .orElseThrow();
    }

    default Quantity plus(Quantity other) {
        return fork -> {
            double[] sum = in(fork);
            double[] more = other.in(fork);
            Arrays.setAll(sum, i -> sum[i] + more[i]);
            return sum;
        };
    }

    default Quantity times(double factor) {
        return fork -> Arrays.stream(in(fork)).map(nanos -> factor * nanos).toArray();
    }

    default Quantity minus(Quantity other) {
        return plus(other.times(-1));
    }

    /** The median ratio of each fork. */
    default double[] over(Quantity unit, NetworkResults network) {
        return network.forks().stream()
                .mapToDouble(fork -> Series.medianRatio(in(fork), unit.in(fork)))
                .toArray();
    }

    /** The median of each fork, in ns. */
    default double[] medians(NetworkResults network) {
        return network.forks().stream()
                .mapToDouble(fork -> Series.median(in(fork)))
                .toArray();
    }

    /** The geometric mean over forks of the median. */
    default Estimate estimate(NetworkResults network) {
        return Estimate.ofRatios(medians(network));
    }
}
