package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ChainBuilder;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.Loss;
import dev.thrice.engine.chain.Nonlinearity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ChainBuilderTest {
    @Test
    void layersAreJoined() {
        assertEquals(
                new Chain(
                        List.of(
                                new DenseLayer(784, 64, Activation.TANH),
                                new DenseLayer(64, 32, Activation.GELU),
                                new DenseLayer(32, 10, Activation.LOG_SOFTMAX)),
                        Loss.NEGATIVE_LOG_LIKELIHOOD),
                Chain.inputs(784)
                        .dense(64, Activation.TANH)
                        .dense(32, Activation.GELU)
                        .classes(10));
        DenseLayer unbiased = new DenseLayer(4, 5, Activation.RELU, false);
        Nonlinearity silu = new Nonlinearity(5, Activation.SILU);
        assertEquals(
                new Chain(List.of(unbiased, silu, new DenseLayer(5, 3, Activation.IDENTITY)), Loss.SQUARED_ERROR),
                Chain.inputs(4).then(unbiased).then(silu).values(3));
        assertEquals(
                new Chain(List.of(unbiased, silu), Loss.SQUARED_ERROR),
                Chain.inputs(4).then(unbiased).then(silu).loss(Loss.SQUARED_ERROR));
        assertEquals(Chain.multilayerPerceptron(7, 0, 1, 2), Chain.inputs(7).classes(2));
    }

    @Test
    void aBeginningServesSeveralChains() {
        ChainBuilder beginning = Chain.inputs(3).dense(4, Activation.TANH);
        assertEquals(
                "3 - 4 - 5 - 2", beginning.dense(5, Activation.RELU).classes(2).toString());
        assertEquals("3 - 4 - 1", beginning.values(1).toString());
    }

    @Test
    void whatDoesNotFitIsRefusedWhereItIsSaid() {
        DenseLayer layer = new DenseLayer(4, 5, Activation.TANH);
        refused("chain: 0 inputs, expected at least 1", () -> Chain.inputs(0));
        refused(
                "chain: layer 0 takes 4 inputs, expected the 3 inputs of the chain",
                () -> Chain.inputs(3).then(layer));
        refused(
                "chain: layer 1 takes 4 inputs, expected the 5 outputs of layer 0",
                () -> Chain.inputs(4).then(layer).then(layer));
        refused("chain: no layers, expected at least 1", () -> Chain.inputs(3).loss(Loss.SQUARED_ERROR));
        refused(
                "layer: 3 inputs and 0 outputs, expected at least 1 of each",
                () -> Chain.inputs(3).classes(0));
        refused(
                "chain: the last layer is " + layer
                        + ", expected one that ends in log-softmax before the negative log-likelihood",
                () -> Chain.inputs(4).then(layer).loss(Loss.NEGATIVE_LOG_LIKELIHOOD));
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
