package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.data.Minibatches;
import dev.thrice.engine.training.TrainingStep;
import dev.thrice.lab.grid.Pace;
import dev.thrice.lab.learn.Trainer;

/**
 * What a training step costs.
 *
 * @param setup of the training
 * @param hiddenLayers of the network
 * @param literalSteps of inference; 0 for the closed form
 */
record TrainingPace(TrainingSetup setup, int hiddenLayers, int literalSteps) implements Pace {
    private static final int STEPS = 40;
    private static final int PATIENCE = 5;
    private static final double IMPROVEMENT = .95;

    /** The least of some stretches of steps; until the code is compiled, each takes less than the one before. */
    @Override
    public double measure() {
        try (Trainer trainer = setup.trainer(hiddenLayers, 0)) {
            LearningAlgorithm algorithm =
                    literalSteps == 0 ? new FixedPredictionClosedForm(1, 1f) : new FixedPrediction(literalSteps, 1f);
            TrainingStep step = setup.step(trainer.network(), algorithm);
            Minibatches batches = new Minibatches(setup.mnist().train(), setup.batch(), Minibatches.LastBatch.DROP, 0);
            double least = Double.POSITIVE_INFINITY;
            for (int since = 0; since < PATIENCE; since++) {
                double taken = time(trainer, batches, step);
                if (taken < IMPROVEMENT * least) {
                    since = 0;
                }
                least = Math.min(least, taken);
            }
            return least;
        }
    }

    private static double time(Trainer trainer, Minibatches batches, TrainingStep step) {
        long start = System.nanoTime();
        for (int i = 0; i < STEPS; i++) {
            if (!batches.hasNext()) {
                batches.startEpoch(0);
            }
            batches.next(trainer.network().inputs(), trainer.network().labels());
            step.run();
        }
        return (System.nanoTime() - start) / 1e9 / STEPS;
    }
}
