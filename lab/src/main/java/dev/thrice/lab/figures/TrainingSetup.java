package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.Initialization;
import dev.thrice.engine.optimizer.LearningRates;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.data.DataSplits;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.Preparation;
import dev.thrice.lab.learn.Trainer;

/** What all trainings of the figures have in common (section 3.4.2 of the paper). */
record TrainingSetup(
        Kernels kernels,
        Mnist mnist,
        Initialization initialization,
        int width,
        int batch,
        int epochs,
        float learningRate) {
    private static final float MOMENTUM = .9f;

    /** A network with the data's features and classes, that learns on the calling thread. */
    Trainer trainer(int hiddenLayers, long seed, LearningAlgorithm algorithm) {
        Chain chain = Chain.multilayerPerceptron(
                mnist.train().features(), hiddenLayers, width, mnist.train().classes());
        return new Trainer(
                new Trainer.Task(chain, batch, kernels, seed, DataSplits.of(mnist), initialization, Preparation.NONE),
                algorithm,
                new Momentum(LearningRates.all(learningRate), MOMENTUM));
    }

    /** The training steps of a run. */
    long steps() {
        return (long) epochs * (mnist.train().count() / batch);
    }
}
