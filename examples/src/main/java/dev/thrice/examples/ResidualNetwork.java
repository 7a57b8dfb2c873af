package dev.thrice.examples;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ChainBuilder;
import dev.thrice.engine.chain.LossReduction;
import dev.thrice.engine.chain.Paths;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.Model;
import dev.thrice.learn.data.Split;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.Locale;

/**
 * A residual network, and how backpropagation's error comes to its lowest node by predictive coding: at first by the path past all blocks,
 * whole by the path through all of them.
 */
public final class ResidualNetwork {
    private static final int BLOCKS = 4;
    private static final int WIDTH = 32;
    private static final int BATCH = 50;

    private ResidualNetwork() {}

    public static void main(String... args) {
        ChainBuilder layers = Chain.inputs(784).dense(WIDTH, Activation.TANH);
        for (int block = 0; block < BLOCKS; block++) {
            layers = layers.dense(WIDTH, Activation.TANH)
                    .dense(WIDTH, Activation.IDENTITY)
                    .skipOver(2); // x + g(f(x))
        }
        Chain chain = layers.classes(10);
        Split data = SyntheticDigits.generate(5000, 1, Arena.ofAuto()).split(4000);
        try (Model model = Model.of(chain, 1)) {
            model.trainer(new Backpropagation(), new Adam(3e-3f)).batch(BATCH).fit(data.train(), 6);
            System.out.println(chain + ": " + model.evaluate(data.test()));
            try (Network network = new Network(chain, BATCH, model.kernels(), model.parameters())) {
                for (int i = 0; i < BATCH; i++) {
                    data.test().copy(i, network.inputs(), network.labels(), i);
                }
                arrive(network);
            }
        }
    }

    private static void arrive(Network network) {
        Engine backprop = new Engine(network, new Backpropagation(true, LossReduction.SUM), new Sequential());
        backprop.errors();
        Tensor whole = backprop.error(1);
        int longest = network.chain().length() - 1;
        Engine pc = new Engine(network, new FixedPrediction(longest, 1f), new Sequential());
        System.out.println(
                "Paths from node 1 have " + new Paths(network.chain()).shortest(1) + " to " + longest + " edges.");
        pc.errors(step -> {
            double dot = 0;
            double square = 0;
            double wholeSquare = 0;
            for (int i = 0; i < BATCH; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    dot += (double) pc.error(1).get(i, j) * whole.get(i, j);
                    square += (double) pc.error(1).get(i, j) * pc.error(1).get(i, j);
                    wholeSquare += (double) whole.get(i, j) * whole.get(i, j);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "After step %d, length and cosine beside backpropagation's: [%.3f, %.4f]%n",
                    step,
                    Math.sqrt(square / wholeSquare),
                    square == 0 ? 0 : dot / Math.sqrt(square * wholeSquare));
        });
    }
}
