package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.ScriptedFunction.Failure;
import dev.thrice.engine.ScriptedFunction.ScriptedException;
import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.ErrorPc;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.VariationalPc;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.execution.BatchParallel;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Inside;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.execution.WorkerTeam;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan that fails had taken is given back. */
class FailingPlansTest {
    private static final int TRIES = 5;
    private static final LearningAlgorithm ALGORITHM = new VariationalPc(5, .25f);

    private final ScriptedFunction function = new ScriptedFunction(7, 9);
    private final Chain chain = new Chain(
            List.of(new DenseLayer(5, 7, Activation.TANH), function, new DenseLayer(9, 3, Activation.IDENTITY)),
            Loss.SQUARED_ERROR);

    @Test
    void aNetworkThatCannotBePlannedHasFreedItsMemory() {
        function.failingAt(Failure.PLANNING_FORWARD);
        assertThrows(ScriptedException.class, () -> new Network(chain, 4, Kernels.select(), 1));
        assertEquals(4, function.plannedOn().size());
        for (Tensor tensor : function.plannedOn()) {
            assertFalse(tensor.segment().scope().isAlive());
        }
    }

    /** However often it is tried; the engine that is planned in the end is in the same memory, and finds it zeroed. */
    @ParameterizedTest
    @EnumSource(names = {"PLANNING_FORWARD", "PLANNING_INPUT_VJP", "PLANNING_PARAMETER_VJP"})
    void enginesThatCannotBePlannedTakeNoMemory(Failure failure) {
        try (Network network = Networks.fed(chain, 6, 3);
                Network other = Networks.fed(chain, 6, 3)) {
            new Engine(other, ALGORITHM, new Sequential()).gradients();
            Engine ran = new Engine(other, ALGORITHM, new Sequential());
            ran.gradients();
            long twoEngines = Inside.allocatedBytes(other);
            Engine first = new Engine(network, ALGORITHM, new Sequential());
            first.gradients();
            function.failingAt(failure);
            for (int i = 0; i < TRIES; i++) {
                assertThrows(ScriptedException.class, () -> new Engine(network, ALGORITHM, new Sequential()));
            }
            function.failingAt(Failure.NONE);
            Engine second = new Engine(network, ALGORITHM, new Sequential());
            assertEquals(twoEngines, Inside.allocatedBytes(network));
            for (Tensor tensor : second.gradient().of(1)) {
                assertEquals(0, network.kernels().sumOfSquares(tensor));
            }
            second.gradients();
            Vectors.assertSameBits(ran.gradient(), second.gradient());
            first.gradients(); // whose memory is its own still
            Vectors.assertSameBits(ran.gradient(), first.gradient());
            Vectors.assertSameBits(ran.gradient(), second.gradient());
        }
    }

    @Test
    void parametersThatCannotBeAllocatedTakeNoMemory() {
        try (Network network = Networks.fed(chain, 6, 3)) {
            function.failingAt(Failure.SHAPES);
            assertThrows(ScriptedException.class, () -> Inside.allocateParameters(network));
            long before = Inside.allocatedBytes(network);
            for (int i = 0; i < TRIES; i++) {
                assertThrows(ScriptedException.class, () -> Inside.allocateParameters(network));
            }
            assertEquals(before, Inside.allocatedBytes(network));
        }
    }

    @Test
    void whatDoesNotFitANetworkTakesNoMoreMemoryThanOneThatDoes() {
        try (WorkerTeam team = new WorkerTeam(2);
                Network network = Networks.fed(chain, 16, 3)) {
            Engine engine = new Engine(network, new Backpropagation(), new Sequential());
            new TrainingStep(engine, new Momentum(LearningRates.all(1), .5f));
            refuseAll(network, engine, team);
            long before = Inside.allocatedBytes(network);
            for (int i = 0; i < TRIES; i++) {
                refuseAll(network, engine, team);
            }
            assertEquals(before, Inside.allocatedBytes(network));
        }
    }

    private void refuseAll(Network network, Engine engine, WorkerTeam team) {
        Class<IllegalArgumentException> refused = IllegalArgumentException.class;
        assertThrows(refused, () -> new Engine(network, new ErrorPc(3, .5f), new BatchParallel(team)));
        assertThrows(refused, () -> new TrainingStep(engine, new Momentum(LearningRates.each(1, 1), .5f)));
        assertThrows(refused, () -> new TrainingStep(engine, new Momentum((layer, length) -> Float.NaN, .5f)));
    }
}
