package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TaskTimes;
import dev.thrice.engine.execution.TaskTimes.Task;
import dev.thrice.engine.execution.WorkerTeam;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTimesTest {
    private static final int LENGTH = 4;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatIsDoneTakesTimeAndNothingElseDoes(int workers) {
        try (Network network = Networks.fed(Chain.multilayerPerceptron(50, LENGTH - 1, 40, 10), 48, 1);
                WorkerTeam team = new WorkerTeam(workers)) {
            TaskTimes times = new TaskTimes(workers, LENGTH);
            Engine engine = new Engine(network, new VariationalPc(3, .5f), new BatchParallel(team));
            engine.record(times);
            long start = System.nanoTime();
            engine.gradients();
            long elapsed = System.nanoTime() - start;
            long sum = 0;
            for (int l = 1; l <= LENGTH; l++) {
                for (Task task : Task.values()) {
                    boolean done = !(task == Task.RELAX && l == LENGTH) && !(task == Task.PREDICT && l == 1);
                    assertEquals(done, times.nanos(task, l) > 0, task + " at node " + l);
                    long parts = 0;
                    for (int worker = 0; worker < workers; worker++) {
                        parts += times.nanos(worker, task, l);
                    }
                    assertEquals(parts, times.nanos(task, l));
                    sum += parts;
                }
            }
            assertTrue(sum <= workers * elapsed, sum + " ns in " + elapsed + " ns on " + workers);
            engine.record(null);
            times.clear();
            engine.gradients();
            assertEquals(0, times.nanos(Task.FORWARD, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void othersTimesAreRefused(int workers) {
        try (Network network = Networks.fed(Chain.multilayerPerceptron(50, LENGTH - 1, 40, 10), 48, 1);
                WorkerTeam team = new WorkerTeam(workers)) {
            Engine engine = new Engine(network, new Backpropagation(), new BatchParallel(team));
            TaskTimes others = new TaskTimes(3, LENGTH);
            String message = assertThrows(IllegalArgumentException.class, () -> engine.record(others))
                    .getMessage();
            assertEquals(
                    "task times of 3 workers and 4 functions, expected of " + workers + " workers and 4 functions",
                    message);
            assertThrows(IndexOutOfBoundsException.class, () -> others.nanos(Task.RELAX, LENGTH + 1));
        }
    }
}
