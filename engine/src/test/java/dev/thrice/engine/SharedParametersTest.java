package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.TensorArena;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SharedParametersTest {
    private static final Kernels KERNELS = Kernels.select("scalar");
    private static final Chain CHAIN = Chain.multilayerPerceptron(3, 1, 5, 4);

    @Test
    void whatOneNetworkLearnsTheOtherKnows() {
        try (TensorArena arena = TensorArena.open()) {
            Parameters parameters = Parameters.zeros(arena, CHAIN);
            parameters.initialize(Initialization.UNIFORM, 3);
            try (Network one = new Network(CHAIN, 1, KERNELS, parameters);
                    Network own = new Network(CHAIN, 8, KERNELS, 3)) {
                try (Network learner = new Network(CHAIN, 8, KERNELS, parameters)) {
                    assertSame(parameters, learner.parameters());
                    float[] before = output(one);
                    train(learner);
                    train(own);
                    assertFalse(Arrays.equals(before, output(one)));
                }
                Vectors.assertSameBits(own.parameters(), parameters);
                own.inputs().fill(.5f);
                own.forward();
                assertArrayEquals(own.activation(2).rows(0, 1).toArray(), output(one));
            }
        }
    }

    @Test
    void parametersOfAnotherShapeAreRefused() {
        try (TensorArena arena = TensorArena.open()) {
            Parameters parameters = Parameters.zeros(arena, CHAIN);
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new Network(Chain.multilayerPerceptron(3, 2, 5, 4), 1, KERNELS, parameters));
            assertEquals("parameters: of 2 functions, expected 3 for the chain 3 - 5 - 5 - 4", e.getMessage());
            e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new Network(Chain.multilayerPerceptron(3, 1, 6, 4), 1, KERNELS, parameters));
            assertEquals(
                    "parameters: [5 x 3] and [1 x 5] of layer 0, expected [6 x 3] and [1 x 6] for the chain 3 - 6 - 4",
                    e.getMessage());
        }
    }

    @Test
    void parametersThatAreGoneAreRefused() {
        TensorArena arena = TensorArena.open();
        try (Network network = new Network(CHAIN, 1, KERNELS, Parameters.zeros(arena, CHAIN))) {
            arena.close();
            assertThrows(IllegalStateException.class, network::forward);
        }
    }

    private static void train(Network network) {
        network.inputs().fill(1f);
        new TrainingStep(new Engine(network, new Backpropagation(), new Sequential()), new Sgd(.5f)).run();
    }

    private static float[] output(Network network) {
        network.inputs().fill(.5f);
        network.forward();
        return network.activation(2).toArray();
    }
}
