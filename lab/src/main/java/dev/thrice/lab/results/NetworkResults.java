package dev.thrice.lab.results;

import dev.thrice.command.output.Expect;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was measured on one network.
 *
 * @param name widths of its nodes
 * @param batch samples
 * @param sweeps what it varies and to what, such as "hidden layers" to 16; empty for a network outside of any sweep
 * @param functions f_0 .. f_(L-1)
 * @param contenders that were timed
 * @param forks one for each JVM
 * @param arrivals errors step by step, by step size; empty if not looked at
 * @param gradients FPA-PC's gradient against backpropagation's; empty if not compared
 */
public record NetworkResults(
        String name,
        int batch,
        Map<String, Double> sweeps,
        List<FunctionWork> functions,
        List<TimedTask> contenders,
        List<Fork> forks,
        List<Arrivals> arrivals,
        List<GradientDistance> gradients) {

    /** Copies the collections. */
    public NetworkResults {
        Expect.atLeast("batch", batch, 1);
        sweeps = Map.copyOf(sweeps);
        sweeps.forEach(Expect::above0);
        functions = List.copyOf(functions);
        contenders = List.copyOf(contenders);
        forks = List.copyOf(forks);
        arrivals = List.copyOf(arrivals);
        gradients = List.copyOf(gradients);
    }

    /**
     * L.
     *
     * @return parametrised functions
     */
    public int chainLength() {
        return functions.size();
    }

    /**
     * sum C_i.
     *
     * @return flops of one forward pass of the batch
     */
    public long forwardFlops() {
        return functions.stream().mapToLong(FunctionWork::forwardFlops).sum();
    }

    /**
     * The contenders of one kind, in the order they were named.
     *
     * @param task what they do
     * @return none or more
     */
    public List<TimedTask> contenders(Task task) {
        return contenders.stream().filter(contender -> contender.task() == task).toList();
    }

    /**
     * The same with the forks of both.
     *
     * @param more of the same network
     * @return a copy
     */
    public NetworkResults plus(List<Fork> more) {
        List<Fork> all = new ArrayList<>(forks);
        all.addAll(more);
        return with(all);
    }

    /**
     * The same with other forks.
     *
     * @param others in place of these
     * @return a copy
     */
    public NetworkResults with(List<Fork> others) {
        return new NetworkResults(name, batch, sweeps, functions, contenders, others, arrivals, gradients);
    }
}
