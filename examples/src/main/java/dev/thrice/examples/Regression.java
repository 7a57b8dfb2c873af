package dev.thrice.examples;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.learn.EarlyStop;
import dev.thrice.learn.Model;
import dev.thrice.learn.Predictor;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import java.util.SplittableRandom;

/** Values instead of classes: how long a pendulum swings, by its length and how far it is let go. */
public final class Regression {
    private Regression() {}

    public static void main(String... args) {
        float[][] x = new float[2000][];
        float[][] y = new float[2000][];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = new float[] {(float) random.nextDouble(100, 2000), (float) random.nextDouble(1, 90)};
            y[i] = new float[] {period(x[i][0], x[i][1])};
        }

        Split data = Dataset.of(x, y).split(.9, 1).standardized(); // Dataset.ofNpy(x, y) reads numpy's files
        Split train = data.train().split(.9, 2); // some of it to tell when to stop
        Chain chain = Chain.inputs(2)
                .dense(32, Activation.TANH)
                .dense(32, Activation.TANH)
                .values(1); // ends in the squared error
        try (Model model = Model.of(chain, 1)) {
            EarlyStop early = EarlyStop.least(() -> model.evaluate(train.test()).loss(), 20);
            int epochs = model.trainer(new Backpropagation(), new Adam(3e-3f))
                    .fit(train.train(), 300, early)
                    .size();
            System.out.println("Stopped after epoch " + epochs + ", best was " + early.bestEpoch());
            System.out.println("On others: " + model.evaluate(data.test()));
            try (Predictor predictor = model.predictor()) {
                float[] answer = predictor.predict(new float[] {1000, 60}, new float[1]);
                System.out.println("A pendulum of 1000 mm from 60 degrees takes " + answer[0] + " s");
            }
        }
    }

    /** Seconds, exactly: by the arithmetic-geometric mean. */
    private static float period(double millimetres, double degrees) {
        double a = 1;
        double g = Math.cos(Math.toRadians(degrees) / 2);
        for (int i = 0; i < 5; i++) {
            double mean = (a + g) / 2;
            g = Math.sqrt(a * g);
            a = mean;
        }
        return (float) (2 * Math.PI * Math.sqrt(millimetres / 9806.65) / a);
    }
}
