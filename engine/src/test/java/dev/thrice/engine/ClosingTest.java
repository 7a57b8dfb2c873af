package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Inside;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.PackedMatrix;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is closed in whatever order, and again, is closed: nothing is kept, and what would go on says that it cannot. */
@Timeout(60)
class ClosingTest {
    enum Closing {
        NETWORK,
        TEAM
    }

    private static Stream<List<Closing>> orders() {
        return orders(List.of(), Set.of(Closing.values()));
    }

    private static Stream<List<Closing>> orders(List<Closing> first, Set<Closing> left) {
        return left.isEmpty()
                ? Stream.of(first)
                : left.stream()
                        .flatMap(next -> orders(
                                Stream.concat(first.stream(), Stream.of(next)).toList(),
                                Set.copyOf(left.stream()
                                        .filter(other -> other != next)
                                        .toList())));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void ownersAndWhatTheyOwnAreClosedInAnyOrderAndAgain(List<Closing> order) throws InterruptedException {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        WorkerTeam team = new WorkerTeam(2, pool -> {
            var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            threads.add(thread);
            return thread;
        });
        Network network = Networks.fed(Chain.multilayerPerceptron(6, 2, 9, 4), 16, 5);
        Engine engine = new Engine(network, new VariationalPc(4, .25f), new BatchParallel(team));
        TrainingStep step = new TrainingStep(engine, new Momentum(LearningRates.all(.05f), .9f));
        step.run();
        Tensor inputs = network.inputs();
        for (Closing closing : order) {
            for (int i = 0; i < 2; i++) {
                close(closing, network, team);
                assertThrows(IllegalStateException.class, step::run);
                assertThrows(IllegalStateException.class, engine::gradients);
            }
        }
        assertFalse(inputs.segment().scope().isAlive());
        assertThrows(IllegalStateException.class, network::forward);
        assertThrows(IllegalStateException.class, () -> Inside.allocate(network, 1));
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, threads.size());
    }

    @Test
    void plansOfANetworkAreClosedWithIt() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor ones = Tensor.allocate(arena, 2, 2).fill(1f);
            Tensor c = Tensor.allocate(arena, 2, 2);
            Network network = Networks.fed(Chain.multilayerPerceptron(6, 2, 9, 4), 16, 5);
            Gemm plan = network.kernels().gemm(GemmSpec.nn(2, 2, 2)); // as all functions plan
            plan.run(ones, ones, c);
            network.close();
            String message = assertThrows(IllegalStateException.class, () -> plan.run(ones, ones, c))
                    .getMessage();
            assertEquals("gemm: the plan of [2 x 2] times [2 x 2] is closed", message);
        }
    }

    private static void close(Closing closing, Network network, WorkerTeam team) {
        switch (closing) {
            case NETWORK -> network.close();
            case TEAM -> team.close();
        }
    }

    @Test
    void aPlanGoesOnWithOtherMemoryThanWhatWasFreed() {
        Gemm gemm = Kernels.select().gemm(GemmSpec.nn(8, 8, 8).withPacked(GemmSpec.Packed.B));
        try (TensorArena arena = TensorArena.open()) {
            Tensor ones = Tensor.allocate(arena, 8, 8).fill(1f);
            Tensor c = Tensor.allocate(arena, 8, 8);
            PackedMatrix lost;
            try (TensorArena freed = TensorArena.open()) {
                lost = gemm.allocatePacked(freed).pack(ones);
                gemm.run(ones, lost, c);
            }
            refusedTwice(() -> gemm.run(ones, lost, c));
            refusedTwice(() -> lost.pack(ones));
            c.fill(0f);
            gemm.run(ones, gemm.allocatePacked(arena).pack(ones), c);
            assertEquals(8, c.get(7, 7));
        }
    }

    private static void refusedTwice(Executable use) {
        assertThrows(IllegalStateException.class, use);
        assertThrows(IllegalStateException.class, use);
    }
}
