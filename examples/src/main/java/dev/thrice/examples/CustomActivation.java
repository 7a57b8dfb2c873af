package dev.thrice.examples;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ScalarActivation;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.kernels.Tensor;
import dev.thrice.learn.Model;
import dev.thrice.learn.Trainer;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** An activation of one's own, trained by, and held against finite differences of the loss. */
public final class CustomActivation {
    private static final float STEP = 1e-2f;

    /** x / (1 + |x|). Its derivative is told by y alone, so that no layer has to save x. */
    record Softsign() implements ScalarActivation {
        @Override
        public String name() {
            return "softsign";
        }

        @Override
        public float value(float x) {
            return x / (1 + Math.abs(x));
        }

        @Override
        public float derivative(float x, float y) {
            return (1 - Math.abs(y)) * (1 - Math.abs(y));
        }

        @Override
        public boolean needsInput() {
            return false;
        }
    }

    private CustomActivation() {}

    public static void main(String... args) throws IOException {
        Split data = rings(1000).split(.8, 1);
        Chain chain = Chain.inputs(2)
                .dense(32, new Softsign())
                .dense(32, new Softsign())
                .classes(2);
        try (Model model = Model.of(chain, 1)) {
            Trainer trainer =
                    model.trainer(new Backpropagation(), new Adam(1e-2f)).batch(32);
            System.out.println("Off from finite differences by at most " + gradientError(trainer, data.train()));
            trainer.fit(data.train(), 30);
            System.out.println("On others: " + model.evaluate(data.test()));
            Path file = Files.createTempDirectory("custom-activation").resolve("rings.safetensors");
            model.save(file);
            try (Model loaded = Model.load(file, chain)) { // what a softsign is, no file can say
                System.out.println("Loaded: " + loaded.evaluate(data.test()));
            }
        }
    }

    /** Of the first layer's weights, relative to the largest gradient: behind them are all activations. */
    private static double gradientError(Trainer trainer, Dataset data) {
        Network network = trainer.network();
        Engine engine = trainer.engine();
        for (int i = 0; i < network.batch(); i++) {
            data.copy(i, network.inputs(), network.labels(), i);
        }
        engine.gradients();
        Tensor gradient = engine.gradient().weight(0);
        Tensor weight = network.parameters().weight(0);
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < weight.rows(); i++) {
            for (int j = 0; j < weight.columns(); j++) {
                double slope =
                        (lossNear(network, weight, i, j, STEP) - lossNear(network, weight, i, j, -STEP)) / 2 / STEP;
                worst = Math.max(worst, Math.abs(slope - gradient.get(i, j)));
                largest = Math.max(largest, Math.abs(slope));
            }
        }
        return worst / largest;
    }

    private static double lossNear(Network network, Tensor weight, int row, int column, float by) {
        float there = weight.get(row, column);
        weight.set(row, column, there + by);
        network.forward();
        weight.set(row, column, there);
        return network.loss();
    }

    /** Points inside a circle, and around it. */
    private static Dataset rings(int count) {
        float[][] x = new float[count][];
        int[] labels = new int[count];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
            labels[i] = i % 2;
            double angle = random.nextDouble(2 * Math.PI);
            double radius = labels[i] == 0 ? random.nextDouble(.9) : random.nextDouble(1.1, 2);
            x[i] = new float[] {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))};
        }
        return Dataset.of(x, labels);
    }
}
