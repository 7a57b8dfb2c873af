package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Inside;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Sgd;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training for long, with more workers than cores: {@code mvn verify -Psoak}, -Dthrice.soak.seconds for how long. */
@Tag("soak")
class SoakTest {
    private static final String TIME_PROPERTY = "thrice.soak.seconds";
    private static final int STEPS = 200;

    /** What the test engine itself, and compiled code's books, may come to on the heap. */
    private static final long HEAP_ALLOWED = 4 << 20;

    private static Duration time() {
        String seconds = System.getProperty(TIME_PROPERTY, "600");
        assertTrue(
                seconds.matches("[1-9][0-9]{0,6}"),
                () -> TIME_PROPERTY + ": '" + seconds + "', expected a number of seconds, at least 1");
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    @Test
    void trainingGoesOnAndMemoryStaysAsItIs() {
        int workers = 2 * Runtime.getRuntime().availableProcessors() + 1;
        LearningAlgorithm[] algorithms = ExecutorsTest.ALGORITHMS;
        TrainingStep[] steps = new TrainingStep[algorithms.length];
        TrainingStep[] alone = new TrainingStep[algorithms.length];
        Network[] networks = new Network[algorithms.length];
        Network[] others = new Network[algorithms.length];
        Chain chain = Chain.multilayerPerceptron(20, 5, 16, 10);
        try (WorkerTeam team = new WorkerTeam(workers)) {
            for (int i = 0; i < algorithms.length; i++) {
                networks[i] = Networks.fed(chain, 40, i);
                others[i] = Networks.fed(chain, 40, i);
                Sgd sgd = new Sgd(LearningRates.all(.001f));
                steps[i] = new TrainingStep(new Engine(networks[i], algorithms[i], new BatchParallel(team)), sgd);
                alone[i] = new TrainingStep(Networks.engine(others[i], algorithms[i]), sgd);
            }
            long offHeap = allocated(networks);
            long heap = 0;
            long end = System.nanoTime() + time().toNanos();
            for (int round = 0; round == 0 || System.nanoTime() < end; round++) {
                for (int i = 0; i < algorithms.length; i++) {
                    for (int s = 0; s < STEPS; s++) {
                        double loss = steps[i].run();
                        assertEquals(alone[i].run(), loss, 0, algorithms[i]::toString);
                    }
                    Vectors.assertSameBits(others[i].parameters(), networks[i].parameters());
                }
                heap = round == 0 ? used() : heap;
            }
            assertEquals(offHeap, allocated(networks));
            long more = used() - heap;
            assertTrue(more < HEAP_ALLOWED, more + " bytes more on the heap than after the first round");
        } finally {
            for (int i = 0; i < networks.length; i++) {
                networks[i].close();
                others[i].close();
            }
        }
    }

    private static long allocated(Network... networks) {
        long bytes = 0;
        for (Network network : networks) {
            bytes += Inside.allocatedBytes(network);
        }
        return bytes;
    }

    /** Bytes that a collection leaves on the heap. */
    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
