package dev.thrice.lab.bound;

import dev.thrice.lab.results.FunctionWork;
import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What w C_i stands for.
 *
 * @param name as shown
 * @param sum w sum C_i
 * @param slowest w C_max, C_max = max {C_i : i = 1 .. L - 1} as in (3.30): without f_0, into which no error goes; null if L = 1
 */
record Unit(String name, Quantity sum, Quantity slowest) {
    /** Measured forward times: each function's own overhead is in it. */
    static final String TIME = "TIME";

    /** Work times w, the cost of a flop without any overhead: the strictest reading of an upper bound. */
    static final String WORK = "w WORK";

    static List<Unit> of(NetworkResults network) {
        List<TimedTask> functions = network.contenders(Task.FUNCTION_FORWARD);
        int slowest = slowest(network);
        return List.of(
                new Unit(TIME, Quantity.sum(functions), slowest < 0 ? null : Quantity.of(functions.get(slowest))),
                new Unit(
                        WORK,
                        work(network, network.forwardFlops()),
                        slowest < 0
                                ? null
                                : work(network, network.functions().get(slowest).forwardFlops())));
    }

    /** The index of C_max; -1 if there is no function but f_0. */
    static int slowest(NetworkResults network) {
        List<FunctionWork> functions = network.functions();
        return IntStream.range(1, functions.size())
                .boxed()
                .max(Comparator.comparingLong(l -> functions.get(l).forwardFlops()))
                .orElse(-1);
    }

    private static Quantity work(NetworkResults network, long flops) {
        return fork -> {
            double[] nanos = new double[fork.nanos().values().iterator().next().size()];
            Arrays.fill(nanos, TimePerWork.slope(network, fork) * flops);
            return nanos;
        };
    }
}
