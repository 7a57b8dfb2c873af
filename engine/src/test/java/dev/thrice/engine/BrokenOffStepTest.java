package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.IncrementalPc;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step of several updates that is broken off keeps those that were complete, and nothing of one that was not. */
class BrokenOffStepTest {
    private static final int UPDATES = 4;

    private static final class NotToday extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Momentum at a rate that grows with the step's number, which fails, where it does, once the last parameter has moved. */
    private static final class Counted implements Optimizer {
        private final boolean safe;
        private long failing;
        private int plans;

        Counted(boolean safe) {
            this.safe = safe;
        }

        @Override
        public int moments() {
            return 1;
        }

        @Override
        public LearningRates learningRates() {
            return LearningRates.all(.01f);
        }

        @Override
        public Update plan(Kernels kernels, Tensor theta, Tensor gradient, List<Tensor> moments, float rate) {
            boolean last = ++plans == 6; // of three layers, by one worker; one of the last's by several
            Update update = (step, now) -> {
                kernels.axpby(1f, gradient, .5f, moments.getFirst());
                kernels.axpby(-now * step, moments.getFirst(), 1f, theta);
                if (last && step == failing) {
                    throw new NotToday();
                }
            };
            return safe ? Update.safe(1e30, update) : update;
        }
    }

    /** A network that learns, and what its parameters were after each update of the last step. */
    private static final class Learning {
        final Network network = Networks.linear(8, 3, 5, 7, 6, 4);
        final Counted optimizer;
        final TrainingStep step;
        final float[][][] after = new float[UPDATES + 1][][];
        private int throwingAfter = -1;

        Learning(boolean safe, WorkerTeam team) {
            optimizer = new Counted(safe);
            Engine engine = new Engine(network, new IncrementalPc(UPDATES, .25f), new BatchParallel(team));
            engine.observe(this::look);
            step = new TrainingStep(engine, optimizer);
        }

        private void look(int updates) {
            after[updates] = parameters();
            if (updates == throwingAfter) {
                throw new NotToday();
            }
        }

        float[][] parameters() {
            return IntStream.range(0, network.chain().length())
                    .mapToObj(network.parameters()::of)
                    .flatMap(List::stream)
                    .map(Tensor::toArray)
                    .toArray(float[][]::new);
        }

        void breakOffAfter(int updates) {
            throwingAfter = updates;
            assertThrows(NotToday.class, step::run);
            throwingAfter = -1;
        }
    }

    /** As where no update needs to be looked at, since all are known to be safe: the same parameters, moments and numbers of steps. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "1, 3", "1, 4", "2, 0", "2, 1", "2, 3", "3, 2", "3, 4"})
    void whatAnObserverThrowsTakesNoUpdateBack(int workers, int updates) {
        try (WorkerTeam team = new WorkerTeam(workers)) {
            Learning looked = new Learning(false, team);
            Learning known = new Learning(true, team);
            try (Network one = looked.network;
                    Network other = known.network) {
                for (int i = 0; i < 2; i++) {
                    looked.breakOffAfter(updates);
                    known.breakOffAfter(updates);
                    assertArrayEquals(looked.after[updates], looked.parameters());
                    assertArrayEquals(known.parameters(), looked.parameters());
                    assertEquals(known.step.run(), looked.step.run());
                    Vectors.assertSameBits(other.parameters(), one.parameters());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "1, 4", "2, 2", "3, 3"})
    void anUpdateThatThrowsIsTakenBackAlone(int workers, int failing) {
        try (WorkerTeam team = new WorkerTeam(workers)) {
            Learning broken = new Learning(false, team);
            Learning whole = new Learning(false, team);
            try (Network one = broken.network;
                    Network other = whole.network) {
                broken.optimizer.failing = failing;
                assertThrows(NotToday.class, broken.step::run);
                assertArrayEquals(broken.after[failing - 1], broken.parameters());
                whole.breakOffAfter(failing - 1);
                broken.optimizer.failing = 0;
                assertEquals(whole.step.run(), broken.step.run());
                Vectors.assertSameBits(other.parameters(), one.parameters());
            }
        }
    }
}
