package dev.thrice.examples;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.engine.images.Window;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.learn.Model;
import dev.thrice.learn.data.Split;
import dev.thrice.learn.data.SyntheticDigits;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** A network of images, LeNet-5, by backpropagation and by predictive coding with fixed predictions, which come to the same. */
public final class LeNet5 {
    private LeNet5() {}

    public static void main(String... args) {
        Split digits = SyntheticDigits.generate(3000, 1, Arena.ofAuto()).split(2500);
        Chain lenet5 = new ImageShape(28, 28, 1)
                .chain()
                .convolution(6, Window.of(5).padded(2), Activation.TANH)
                .averagePooling(2)
                .convolution(16, Window.of(5), Activation.TANH)
                .averagePooling(2)
                .flat()
                .dense(120, Activation.TANH)
                .dense(84, Activation.TANH)
                .classes(10);
        int steps = lenet5.length() - 1; // until the first layer has all of its error
        try (Model byBackprop = train(lenet5, new Backpropagation(), digits);
                Model byPc = train(lenet5, new FixedPrediction(steps, 1f), digits)) {
            System.out.println("By backpropagation: " + byBackprop.evaluate(digits.test()));
            System.out.println("By FPA-PC, " + steps + " steps: " + byPc.evaluate(digits.test()));
            System.out.println("Filters are the same: "
                    + Arrays.equals(
                            byBackprop.parameters().weight(0).toArray(),
                            byPc.parameters().weight(0).toArray()));
        }
    }

    private static Model train(Chain chain, LearningAlgorithm algorithm, Split digits) {
        Model model = Model.of(chain, 1);
        model.trainer(algorithm, new Adam(3e-3f)).batch(50).fit(digits.train(), 8);
        return model;
    }
}
