package dev.thrice.lab.validate;

import dev.thrice.command.EarlyEnd;
import dev.thrice.command.fork.ForkProcess;
import dev.thrice.kernels.TensorArena;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import java.nio.file.Path;

/** The fork's side of {@link ForkProcess}. */
final class ForkRun {
    /** Steps of progress that a fork tells of. */
    static final int STEPS = 20;

    private ForkRun() {}

    /** Measures, and writes what it found; what there was until then, if it is told to end. */
    static void run(Options options, int number, Path file) {
        try (TensorArena arena = TensorArena.open()) {
            Mnist mnist = options.load(arena); // whatever had to be fetched was, before the first fork
            run(options, mnist, number, file);
        }
    }

    private static void run(Options options, Mnist mnist, int number, Path file) {
        try (Validation validation =
                new Validation(options, mnist.train().features(), mnist.train().classes())) {
            validation.requireFit(mnist); // by now its files may be others
            Validation.Run run = validation.new Run(mnist, number);
            EarlyEnd early = new EarlyEnd(() -> writeIfAny(file, run.soFar()));
            int[] round = {0};
            run.measure(() -> tell(++round[0], validation.plan().rounds()));
            early.letGo();
            writeIfAny(file, run.soFar());
        }
    }

    private static void writeIfAny(Path file, Results results) {
        if (!results.networks().isEmpty()) {
            ResultsFile.write(file, results);
        }
    }

    private static void tell(int round, int rounds) {
        for (int step = round * STEPS / rounds; step > (round - 1) * STEPS / rounds; step--) {
            ForkProcess.tellStep();
        }
    }
}
