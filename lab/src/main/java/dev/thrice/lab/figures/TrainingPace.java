package dev.thrice.lab.figures;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.algorithm.FixedPredictionClosedForm;
import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.lab.grid.Pace;
import dev.thrice.lab.learn.StepTime;
import dev.thrice.lab.learn.Trainer;

/**
 * What a training step costs.
 *
 * @param setup of the training
 * @param hiddenLayers of the network
 * @param literalSteps of inference; 0 for the closed form
 */
record TrainingPace(TrainingSetup setup, int hiddenLayers, int literalSteps) implements Pace {
    @Override
    public double measure() {
        LearningAlgorithm algorithm =
                literalSteps == 0 ? new FixedPredictionClosedForm(1, 1f) : new FixedPrediction(literalSteps, 1f);
        try (Trainer trainer = setup.trainer(hiddenLayers, 0, algorithm)) {
            return StepTime.seconds(trainer);
        }
    }
}
