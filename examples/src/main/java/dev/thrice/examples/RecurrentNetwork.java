package dev.thrice.examples;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.algorithm.ZeroDivergence;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.sequences.RecurrentChain;
import dev.thrice.kernels.Kernels;
import dev.thrice.learn.Model;
import dev.thrice.learn.data.Split;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** Digits read row by row: backpropagation through time, and Z-IL, which comes to the same. */
public final class RecurrentNetwork {
    private RecurrentNetwork() {}

    public static void main(String... args) {
        Split digits = SyntheticDigits.generate(3000, 1, Arena.ofAuto()).split(2500);
        Chain chain = RecurrentChain.classifier(28, 28, 64, 10); // 28 steps of 28 pixels each
        try (Model byBackprop = train(chain, new Backpropagation(), digits);
                Model byPc = train(chain, new ZeroDivergence(), digits)) {
            System.out.println("By backpropagation through time: " + byBackprop.evaluate(digits.test()));
            System.out.println("By Z-IL: " + byPc.evaluate(digits.test()));
            System.out.println("Cells are the same: "
                    + Arrays.equals(
                            byBackprop.parameters().weight(1).toArray(),
                            byPc.parameters().weight(1).toArray()));
        }
    }

    private static Model train(Chain chain, LearningAlgorithm algorithm, Split digits) {
        Model model = Model.of(chain, Initialization.ORTHOGONAL, 1, Kernels.select());
        model.trainer(algorithm, new Adam(3e-3f)).batch(25).fit(digits.train(), 25);
        return model;
    }
}
