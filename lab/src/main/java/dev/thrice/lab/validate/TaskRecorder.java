package dev.thrice.lab.validate;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TaskTimes;
import dev.thrice.lab.learn.AlgorithmName;
import dev.thrice.lab.learn.Names;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The times of an inference's tasks where they run: FPA-PC with a clock read before and after each. */
final class TaskRecorder {
    private static final int RUNS = 4;

    /** ns; what is shorter than the clock can tell, as of a worker without rows, is not nothing. */
    private static final double SHORTEST = 1;

    private static final String ALGORITHM = Names.of(AlgorithmName.FPA);

    private final Engine engine;
    private final TaskTimes times;
    private final int length;
    private final int workers;

    TaskRecorder(Network network, Executor executor) {
        length = network.chain().length();
        workers = executor.team().workers();
        engine = new Engine(network, new FixedPrediction(length - 1, 1f), executor);
        times = new TaskTimes(workers, length);
        engine.record(times);
    }

    /** What it records. */
    List<TimedTask> roles() {
        List<TimedTask> roles = new ArrayList<>();
        for (int l = 0; l < length; l++) {
            roles.add(TimedTask.within(forward(l), Task.RECORDED_FORWARD, l, ALGORITHM, workers));
        }
        for (int l = 1; l < length; l++) {
            roles.add(TimedTask.within(step(l), Task.RECORDED_STEP, l, ALGORITHM, workers));
        }
        return roles;
    }

    /**
     * Runs a few times; ns of one task of the whole batch, by role. With several workers it is at the pace of the one that took longest,
     * in each run, since the others wait for it.
     */
    Map<String, Double> record() {
        engine.errors(); // as in a block: fills the caches and wakes the workers
        Map<String, Double> nanos = new LinkedHashMap<>();
        for (int run = 0; run < RUNS; run++) {
            times.clear();
            engine.errors();
            int slowest = slowest();
            for (int l = 0; l < length; l++) {
                double forward = times.nanos(slowest, TaskTimes.Task.FORWARD, l + 1);
                nanos.merge(forward(l), forward * workers / RUNS, Double::sum);
            }
            for (int l = 1; l < length; l++) {
                double steps =
                        times.nanos(slowest, TaskTimes.Task.RELAX, l) + times.nanos(slowest, TaskTimes.Task.COMPARE, l);
                nanos.merge(step(l), steps * workers / (RUNS * (length - 1.)), Double::sum);
            }
        }
        nanos.replaceAll((role, sum) -> Math.max(SHORTEST, sum));
        return nanos;
    }

    private int slowest() {
        int slowest = 0;
        long longest = 0;
        for (int worker = 0; worker < workers; worker++) {
            long sum = 0;
            for (int l = 1; l <= length; l++) {
                for (TaskTimes.Task task : TaskTimes.Task.values()) {
                    sum += times.nanos(worker, task, l);
                }
            }
            slowest = sum > longest ? worker : slowest;
            longest = Math.max(longest, sum);
        }
        return slowest;
    }

    private String forward(int function) {
        return FunctionTasks.function(function) + within();
    }

    private String step(int node) {
        return "step of node " + node + within();
    }

    private String within() {
        return " within " + ALGORITHM + ", " + (workers == 1 ? "1 worker" : workers + " workers");
    }
}
