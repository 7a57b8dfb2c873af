package dev.thrice.examples;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.learn.Checkpoints;
import dev.thrice.learn.EarlyStop;
import dev.thrice.learn.Model;
import dev.thrice.learn.Trainer;
import dev.thrice.learn.data.Split;
import dev.thrice.learn.data.SyntheticDigits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/** A training that is stopped after some epochs, and gone on with from its last checkpoint to the bits of one that never was. */
public final class ResumedTraining {
    private ResumedTraining() {}

    public static void main(String... args) throws IOException {
        Split data = SyntheticDigits.generate(3000, 1, Arena.ofAuto()).split(2500);
        Path whole = Files.createTempDirectory("whole");
        Path inTwo = Files.createTempDirectory("in-two");
        float[] expected = train(data, whole, 6);
        train(data, inTwo, 2);
        float[] found = train(data, inTwo, 6);
        int differ = 0;
        for (int i = 0; i < expected.length; i++) {
            differ += Float.floatToIntBits(expected[i]) == Float.floatToIntBits(found[i]) ? 0 : 1;
        }
        System.out.println(expected.length + " weights of the last layer, of which " + differ + " differ");
    }

    private static float[] train(Split data, Path folder, int epochs) throws IOException {
        try (Model model = Model.of(Chain.multilayerPerceptron(784, 2, 64, 10), 1)) {
            Trainer trainer = model.trainer(new Backpropagation(), new Adam(3e-3f, Schedule.cosine(6)))
                    .checkpoints(Checkpoints.in(folder).everySteps(50).keep(3));
            EarlyStop early = EarlyStop.least(() -> model.evaluate(data.test()).loss(), 3);
            Checkpoints.Resumed resumed = trainer.resume(data.train(), early); // begins where there is none
            resumed.damaged().forEach(System.err::println);
            trainer.fit(data.train(), epochs, early);
            System.out.println("From "
                    + resumed.from().map(Path::getFileName).map(Path::toString).orElse("the start") + " to epoch "
                    + trainer.state().epoch() + ": " + model.evaluate(data.test()));
            return model.parameters().weight(2).toArray();
        }
    }
}
