package dev.thrice.lab.bound;

import dev.thrice.lab.results.Contender;
import dev.thrice.lab.results.Contender.Task;
import dev.thrice.lab.results.Fork;
import dev.thrice.lab.results.FunctionWork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.statistics.Estimate;
import dev.thrice.lab.statistics.LinearModel;
import dev.thrice.lab.statistics.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * w, the time that a unit of WORK takes: TIME{task(f)} = w WORK{task(f)} (section 2.1). The bound assumes that one w does
 * for all functions; a fit with a launch overhead, fork by fork, shows how far that is so.
 *
 * @param together sum TIME{forward f_i} / sum C_i, in ns/flop: each function's overhead is spread over its work
 * @param slope w of the fit, in ns/flop: what one more flop costs
 * @param overhead what calling a function costs whatever its work, in ns
 * @param functions each by itself
 */
record Calibration(Estimate together, Estimate slope, Estimate overhead, List<Function> functions) {
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

    static Calibration of(NetworkResults network) {
        List<Contender> timed = network.contenders(Task.FUNCTION_FORWARD);
        List<LinearModel> fits =
                network.forks().stream().map(fork -> fit(network, fork)).toList();
        List<Function> functions = new ArrayList<>();
        for (Contender contender : timed) {
            FunctionWork work = network.functions().get(contender.function());
            double[] nanos = Quantity.of(contender).medians(network);
            double[] residuals = new double[nanos.length];
            Arrays.setAll(residuals, i -> nanos[i] / fits.get(i).at((double) work.forwardFlops()));
            functions.add(new Function(work, Estimate.ofValues(nanos), Estimate.ofRatios(residuals)));
        }
        double[] together = Quantity.sum(timed).medians(network);
        return new Calibration(
                Estimate.ofValues(Arrays.stream(together)
                        .map(nanos -> nanos / network.forwardFlops())
                        .toArray()),
                Estimate.ofValues(fits.stream().mapToDouble(LinearModel::slope).toArray()),
                Estimate.ofValues(
                        fits.stream().mapToDouble(LinearModel::intercept).toArray()),
                functions);
    }

    /** The fit of one fork: the median time of each function against its work. */
    static LinearModel fit(NetworkResults network, Fork fork) {
        List<Contender> timed = network.contenders(Task.FUNCTION_FORWARD);
        double[] work = new double[timed.size()];
        double[] nanos = new double[timed.size()];
        for (int i = 0; i < work.length; i++) {
            work[i] = network.functions().get(timed.get(i).function()).forwardFlops();
            nanos[i] = Series.median(fork.of(timed.get(i)));
        }
        return LinearModel.fit(work, nanos);
    }
}
