package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What enters the race on a chain of L = 5: who, with how many steps and VJPs. */
class AlgorithmsTest {
    private static final int LENGTH = 5;
    private static final int BATCH = 48;

    private WorkerTeam team;
    private Subject subject;

    @BeforeEach
    void open() {
        team = new WorkerTeam(2);
        Chain chain = Chain.multilayerPerceptron(20, LENGTH - 1, 16, 10);
        Network network = new Network(chain, BATCH, Kernels.select(), 1);
        subject = new Subject(network, team);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < BATCH; i++) {
            for (int j = 0; j < 20; j++) {
                network.inputs().set(i, j, (float) random.nextDouble());
            }
            network.labels().set(i, random.nextInt(10));
        }
    }

    @AfterEach
    void close() {
        subject.close();
        team.close();
    }

    @Test
    void everyAlgorithmDoesTheWorkItsNameSays() {
        List<Entrant> entrants = Algorithms.all(subject);
        Map<String, TimedTask> roles =
                entrants.stream().map(Entrant::role).collect(Collectors.toMap(TimedTask::name, Function.identity()));
        assertEquals(entrants.size(), roles.size()); // names are unique
        int dense = (LENGTH - 1) * (LENGTH - 1);
        assertWork(roles.get("backprop"), 0, LENGTH - 1);
        assertWork(roles.get("fpa, 1 worker"), LENGTH - 1, dense);
        assertWork(roles.get("fpa, 2 workers"), LENGTH - 1, dense);
        assertWork(roles.get("fpa, wavefront, 2 workers"), LENGTH - 1, LENGTH * (LENGTH - 1) / 2);
        assertWork(roles.get("fpa, Gauss-Seidel, 2 workers"), 1, LENGTH - 1); // a sweep is backpropagation
        assertWork(roles.get("z-il, 1 worker"), LENGTH - 1, dense);
        TimedTask slow = roles.get("fpa, gamma 0.5, 1 worker");
        assertEquals(.5, slow.stepSize());
        assertEquals(21, slow.steps()); // P[Binomial(21, 1/2) >= 4] is .99926, of 20 .99871
        assertNull(roles.get("backprop").stepSize());
    }

    /** The tasks of all functions, run one after another, are the whole: forward's output, backprop's errors. */
    @Test
    void theFunctionsTasksAddUpToTheWhole() {
        Network network = subject.network();
        network.forward();
        float[] whole = network.activation(LENGTH).toArray();
        network.activation(LENGTH).fill(0);
        FunctionTasks tasks = new FunctionTasks(network, subject.arena());
        List<Entrant> forward = tasks.forward();
        assertEquals(LENGTH, forward.size());
        forward.forEach(task -> task.body().run());
        assertArrayEquals(whole, network.activation(LENGTH).toArray());
        List<Entrant> vjps = tasks.vjps();
        assertEquals(
                List.of(1, 2, 3, 4),
                vjps.stream()
                        .filter(task -> task.role().task() == Task.INPUT_VJP)
                        .map(task -> task.role().function())
                        .toList());
        assertEquals(
                LENGTH,
                vjps.stream()
                        .filter(task -> task.role().task() == Task.PARAMETER_VJP)
                        .count());
        vjps.forEach(task -> task.body().run());
    }

    @Test
    void recordedTasksAreOfEveryFunctionAndStep() {
        for (var executor : subject.sequentialAndAll()) {
            TaskRecorder recorder = new TaskRecorder(subject.network(), executor);
            Map<String, Double> nanos = recorder.record();
            List<TimedTask> roles = recorder.roles();
            assertEquals(2 * LENGTH - 1, roles.size());
            assertEquals(new HashSet<>(roles.stream().map(TimedTask::name).toList()), nanos.keySet());
            for (TimedTask role : roles) {
                assertTrue(role.recorded(), role.name());
                assertEquals(executor.team().workers(), role.workers());
                assertTrue(nanos.get(role.name()) > 0, role.name());
            }
        }
    }

    private static void assertWork(TimedTask contender, int steps, long vjps) {
        assertEquals(steps, contender.steps(), contender.name());
        assertEquals(vjps, contender.work().inputVjps(), contender.name());
    }
}
